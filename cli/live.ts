// cli/live.ts: an interface as the source, and the road from root to a process without rights.
import { linkTypeName } from "../core/capture/link_type.ts";
import { LiveSource } from "../core/capture/live.ts";
import { Capability, limitCapabilities } from "../ffi/capabilities.ts";
import { closeStandardInput, environmentVariable, hostname } from "../ffi/environment.ts";
import { Files } from "../ffi/files.ts";
import { defaultRouteInterface, listInterfaces } from "../ffi/interfaces.ts";
import { sealLibc } from "../ffi/libc.ts";
import { becomeUser, forbidNewPrivileges, isRoot } from "../ffi/privileges.ts";
import { PromiscuousFlag } from "../ffi/promiscuous.ts";
import { findUser, unprivilegedUser } from "../ffi/users.ts";
import { neededLength, planWith } from "./analyzers.ts";
import { loadConfined } from "./confine.ts";
import type { ExitCode } from "./exit.ts";
import { CaptureFilters, type HostFacts } from "./filters.ts";
import { HOST_MODULES } from "./host_modules.ts";
import { NativeDirectory } from "./native_directory.ts";
import type { Plan, WritePlan } from "./plan.ts";
import { servicesText } from "./text_files.ts";
import { runSession } from "./run_session.ts";
import { note } from "./standard_output.ts";
import { UsageError } from "./usage_error.ts";
import { openWriter, rotates } from "./writing.ts";

/**
 * Captures as the plan says. The order is what makes plugins safe: open all
 * that needs root, give up root, give up the rights that importing does not
 * need, import the plugins, give up the rest.
 */
export async function capture(given: Plan): Promise<ExitCode> {
  const files = new Files();
  const interfaces = given.interfaces.length > 0 ? given.interfaces : [defaultInterface()];
  const filters = new CaptureFilters(given, hostFacts(interfaces, files));

  using resources = new DisposableStack();
  const waiting = given.analyzers.length > 0;
  const source = resources.use(LiveSource.open({
    interfaces,
    promiscuous: given.promiscuous === "member",
    snapLength: given.snapLength,
    bufferBytes: given.bufferBytes,
    direction: given.direction,
    // Until the plugins have said what they want, nothing is taken.
    filter: waiting ? filters.nothing : filters.kernelFilter([], given.snapLength),
    onNote: (text) => note(`whiff: ${text}`),
  }));
  if (given.promiscuous === "ioctl") {
    note("whiff: --promisc=ioctl has to be undone at the end, so root is kept (--keep-root)");
    for (const name of interfaces) resources.use(PromiscuousFlag.set(name));
  }
  const open = (write: WritePlan | undefined) =>
    write && resources.use(
      openWriter(write, source, new NativeDirectory(files), {
        startSeconds: Math.floor(Date.now() / 1000),
        hardware: hostname(),
      }),
    );
  const [writer, saver] = [open(given.write), open(given.save)];

  filters.warn(source.interfaces[0].linkType);
  if (!given.keepRoot) giveUpRoot(given.user, files, rotates(given.write));
  // On a terminal Deno would stop the capture to ask whether a plugin may do what it may not.
  closeStandardInput();
  sealLibc();
  const loaded = await loadConfined(given, {
    readSource: (path) => files.readText(path),
    modules: HOST_MODULES,
  });
  const plan = planWith(given, loaded);
  if (waiting) {
    const everything = writer !== undefined || plan.printPackets;
    const [{ linkType }] = source.interfaces;
    const wanted = filters.wanted(loaded, everything, linkType);
    const snapLength = everything ? plan.snapLength : neededLength(loaded, plan.snapLength);
    source.setFilter(filters.kernelFilter(wanted, snapLength));
  }
  return await runSession({
    plan,
    source,
    live: true,
    startLine: startLine(interfaces, source, plan.snapLength),
    loaded,
    filters,
    writer,
    saver,
  });
}

/** From here on as an ordinary user, for good. */
function giveUpRoot(name: string | undefined, files: Files, makesFiles: boolean): void {
  const keep: Capability[] = [];
  if (isRoot()) {
    if (makesFiles) {
      note("whiff: keeps CAP_DAC_OVERRIDE, to make the next files of -C and -G");
      keep.push(Capability.DacOverride);
    }
    const user = name === undefined
      ? unprivilegedUser(files, environmentVariable)
      : findUser(files, name);
    if (user === undefined) {
      throw new UsageError(
        `Cannot run on as ${name ?? "nobody"}: there is no such user; name one with -Z, ` +
          "or stay root with --keep-root",
      );
    }
    becomeUser(user, keep);
  } else if (name !== undefined) {
    throw new UsageError(`Cannot run on as ${name}: only root can become another user`);
  }
  limitCapabilities(keep);
  forbidNewPrivileges();
}

/** What filters may ask of this host; asked only when one does. */
function hostFacts(interfaces: readonly string[], files: Files): HostFacts {
  const links = listInterfaces();
  const find = (name: string) => links.find((link) => link.name === name);
  return {
    interfaceIndex: (name) => find(name)?.index,
    netmask: interfaces.length === 1 ? netmaskOf(find(interfaces[0])?.addresses ?? []) : undefined,
    services: () => servicesText((path) => files.readText(path)),
  };
}

/** The mask of the first IPv4 address: `192.0.2.1/24` has 0xffffff00. */
function netmaskOf(addresses: readonly string[]): number | undefined {
  const [, prefix] = /^[\d.]+\/(\d+)$/.exec(addresses.find((one) => !one.includes(":")) ?? "") ??
    [];
  if (prefix === undefined) return undefined;
  return prefix === "0" ? 0 : (0xffff_ffff << (32 - Number(prefix))) >>> 0;
}

function defaultInterface(): string {
  const name = defaultRouteInterface() ?? "any";
  note(
    `whiff: no -i, so ${
      name === "any" ? "any: there is no default route" : `${name}, the default route's`
    }`,
  );
  return name;
}

/** tcpdump's line at the start. */
function startLine(interfaces: readonly string[], source: LiveSource, snapLength: number): string {
  const linkTypes = new Set(source.interfaces.map(({ linkType }) => linkTypeName(linkType)));
  const length = snapLength === 0 ? 262_144 : snapLength;
  return `listening on ${interfaces.join(", ")}, link-type ${[...linkTypes].join(", ")}, ` +
    `snapshot length ${length} bytes`;
}
