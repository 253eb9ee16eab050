// ffi/capabilities.ts: the parts of root's power, capabilities(7).
import { check } from "./errno.ts";
import { libc } from "./libc.ts";
import { struct } from "./structs.ts";

/** The capabilities that capturing needs, by their bit (linux/capability.h). */
export const Capability = {
  /** Files anywhere, whoever owns the folder: for rotation after root was given up. */
  DacOverride: 1,
  /** Promiscuous mode by the interface's flag. */
  NetAdmin: 12,
  /** Packet sockets, and promiscuous mode by membership. */
  NetRaw: 13,
} as const;
/** One of {@linkcode Capability}. */
export type Capability = typeof Capability[keyof typeof Capability];

const NAMES: Readonly<Record<Capability, string>> = {
  [Capability.DacOverride]: "dac_override",
  [Capability.NetAdmin]: "net_admin",
  [Capability.NetRaw]: "net_raw",
};

/** capget(2): 64 capabilities in two halves. */
const LINUX_CAPABILITY_VERSION_3 = 0x2008_0522;
const HEADER_SIZE = 8;
const DATA_SIZE = 24;
/** Places in the first half (struct __user_cap_data_struct, linux/capability.h). */
const EFFECTIVE = 0, PERMITTED = 4;

/** prctl(2) */
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_CLEAR_ALL = 4n;

/**
 * What is missing and the command that gives it, to stand after "Cannot …: EPERM, ".
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * assertStringIncludes(capabilityHint(Capability.NetRaw), "needs CAP_NET_RAW");
 * ```
 */
export function capabilityHint(capability: Capability): string {
  const name = NAMES[capability];
  return `needs CAP_${name.toUpperCase()}: run it with sudo, or keep your user with ` +
    `sudo setpriv --reuid=$(id -u) --regid=$(id -g) --init-groups ` +
    `--inh-caps=+${name} --ambient-caps=+${name} deno run …`;
}

/**
 * Gives up every capability of the calling thread but those in `keep`: the one that runs scripts
 * and calls C. What it does not have, it does not get. Threads that Deno started before (for its
 * tasks and the compiler) keep theirs, since the kernel has no call for all; they run no script. A
 * process that was root has none left anywhere after `becomeUser`, which needs no such word.
 */
export function limitCapabilities(keep: readonly Capability[] = []): void {
  const { prctl, capset } = libc();
  const ambient = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0n, 0n, 0n);
  check("prctl", "give up ambient capabilities", ambient);
  const header = struct(HEADER_SIZE);
  header.setUint32(0, LINUX_CAPABILITY_VERSION_3, true);
  const sets = struct(DATA_SIZE);
  const mask = keep.reduce((bits, capability) => bits | (1 << capability), 0);
  sets.setUint32(EFFECTIVE, mask, true);
  sets.setUint32(PERMITTED, mask, true);
  check("capset", "give up capabilities", capset(header, sets));
}
