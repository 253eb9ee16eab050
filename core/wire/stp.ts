// core/wire/stp.ts: spanning tree BPDUs: STP and RSTP (IEEE 802.1D-2004, clause 9), MSTP (802.1Q, clause 14).
import { Address, MAC_LENGTH } from "./address.ts";
import { hex, text, u16, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import {
  address,
  bytes,
  group,
  hexadecimal,
  integer,
  list,
  number,
  text as textField,
} from "./field.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the BPDU (802.1D, clause 9.3). */
const AT = {
  PROTOCOL: 0,
  VERSION: 2,
  TYPE: 3,
  FLAGS: 4,
  ROOT: 5,
  ROOT_PATH_COST: 13,
  BRIDGE: 17,
  PORT: 25,
  MESSAGE_AGE: 27,
  MAX_AGE: 29,
  HELLO_TIME: 31,
  FORWARD_DELAY: 33,
  VERSION_1_LENGTH: 35,
  VERSION_3_LENGTH: 36,
} as const;

/** What MSTP adds, from the same start (802.1Q, clause 14.4). */
const MST = {
  CONFIGURATION_NAME: 39,
  REVISION: 71,
  DIGEST: 73,
  INTERNAL_PATH_COST: 89,
  BRIDGE: 93,
  REMAINING_HOPS: 101,
  INSTANCES: 102,
} as const;
const NAME_LENGTH = 32, DIGEST_LENGTH = 16;

/** One instance's message, from its start (clause 14.4.1). */
const INSTANCE = { FLAGS: 0, ROOT: 1, PATH_COST: 9, PRIORITIES: 13, REMAINING_HOPS: 15 } as const;
const INSTANCE_LENGTH = INSTANCE.REMAINING_HOPS + 1;

/** Bytes of the shortest BPDU: a topology change notification. */
export const STP_HEADER_LENGTH = AT.TYPE + 1;
const CONFIGURATION_LENGTH = AT.FORWARD_DELAY + 2;

/** Kinds of BPDU. */
const Type = { Configuration: 0x00, Rapid: 0x02, TopologyChange: 0x80 } as const;
const VERSION_RAPID = 2, VERSION_MULTIPLE = 3;

/** Times are in 1/256 s. */
const TICKS = 256;

/** Cisco's per-VLAN trees end with a TLV: type 0, length 2, the VLAN. */
const PVST_TLV_LENGTH = 6;

const FLAG_NAMES: readonly [number, string][] = [
  [0x01, "Topology change"],
  [0x02, "Proposal"],
  [0x10, "Learn"],
  [0x20, "Forward"],
  [0x40, "Agreement"],
  [0x80, "Topology change ACK"],
];

/** One spanning tree instance of MSTP. */
export interface SpanningTreeInstance {
  readonly instanceId: number;
  readonly flags: number;
  readonly regionalRootPriority: number;
  readonly regionalRootAddress: Address;
  readonly internalPathCost: number;
  readonly bridgePriority: number;
  readonly portPriority: number;
  readonly remainingHops: number;
}

/**
 * One bridge protocol data unit.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const bpdu = new Uint8Array(35);
 * bpdu.set([0x80, 0x01, 2, 0, 0, 0, 0, 9], 5);
 * const stp = new Stp();
 * stp.at(bpdu, 0, bpdu.length);
 * assertStrictEquals(stp.rootPriority, 32768);
 * assertStrictEquals(`${stp.rootAddress}`, "02:00:00:00:00:09");
 * ```
 */
export class Stp extends View {
  static override readonly title = "Spanning Tree Protocol";
  static override readonly specification = "IEEE 802.1D";
  static override readonly fields = {
    protocol: hexadecimal("always 0"),
    version: integer("0 STP, 2 RSTP, 3 MSTP"),
    type: hexadecimal("0 configuration, 2 rapid or multiple, 0x80 topology change"),
    flags: hexadecimal("topology change, and the port's role and state"),
    rootPriority: integer("root bridge: priority, in steps of 4096"),
    rootSystemIdExtension: integer("root bridge: VLAN or instance"),
    rootAddress: address("root bridge"),
    rootPathCost: integer("cost from the sender to the root"),
    bridgePriority: integer("sender: priority; in MSTP the regional root's"),
    bridgeSystemIdExtension: integer("sender: VLAN or instance"),
    bridgeAddress: address("sender; in MSTP the regional root"),
    portId: hexadecimal("sender's port: priority and number"),
    messageAge: number("since the root sent it", "seconds"),
    maxAge: number("when to forget it", "seconds"),
    helloTime: number("between two of them", "seconds"),
    forwardDelay: number("in each state before forwarding", "seconds"),
    originatingVlan: integer("per-VLAN trees: the VLAN that it was sent on"),
    configurationName: textField("MSTP: the region"),
    configurationRevision: integer("MSTP: revision of the region's configuration"),
    configurationDigest: bytes("MSTP: digest of which VLAN is in which instance"),
    internalPathCost: integer("MSTP: cost to the regional root"),
    cistBridgePriority: integer("MSTP: sender: priority"),
    cistBridgeAddress: address("MSTP: sender"),
    remainingHops: integer("MSTP: hops that it may still take"),
    instances: list(group("MSTP: the other trees", {
      instanceId: integer("which one"),
      flags: hexadecimal("the port's role and state"),
      regionalRootPriority: integer("regional root: priority"),
      regionalRootAddress: address("regional root"),
      internalPathCost: integer("cost to it"),
      bridgePriority: integer("sender: priority"),
      portPriority: integer("sender's port: priority"),
      remainingHops: integer("hops that it may still take"),
    })),
  };

  #root = new Address();
  #bridge = new Address();
  #cistBridge = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < STP_HEADER_LENGTH) return truncated("type", STP_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = 0;
    return Fault.None;
  }

  /** Always 0. */
  get protocol(): number {
    return u16(this.bytes, this.start + AT.PROTOCOL);
  }

  /** 0 STP, 2 RSTP, 3 MSTP, 4 shortest path trees. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** 0 configuration, 2 rapid and multiple, 0x80 topology change notification. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** Whether the field at `at`, of `length` bytes, belongs to this kind of BPDU and was captured. */
  #has(at: number, length: number): boolean {
    const type = this.type;
    if (type !== Type.Configuration && type !== Type.Rapid) return false;
    return this.start + at + length <= this.payloadEnd;
  }

  #u16(at: number): number | undefined {
    return this.#has(at, 2) ? u16(this.bytes, this.start + at) : undefined;
  }

  #u32(at: number): number | undefined {
    return this.#has(at, 4) ? u32(this.bytes, this.start + at) : undefined;
  }

  #seconds(at: number): number | undefined {
    return this.#has(at, 2) ? u16(this.bytes, this.start + at) / TICKS : undefined;
  }

  #priority(at: number): number | undefined {
    return this.#has(at, 2) ? u16(this.bytes, this.start + at) & 0xf000 : undefined;
  }

  #extension(at: number): number | undefined {
    return this.#has(at, 2) ? u16(this.bytes, this.start + at) & 0x0fff : undefined;
  }

  #mac(address: Address, at: number): Address | undefined {
    if (!this.#has(at, MAC_LENGTH)) return undefined;
    return address.at(this.bytes, this.start + at, MAC_LENGTH);
  }

  /** 802.1D, clause 9.3.3; `undefined` in a topology change notification, as all that follows. */
  get flags(): number | undefined {
    return this.#has(AT.FLAGS, 1) ? this.bytes[this.start + AT.FLAGS] : undefined;
  }

  /** Priority of the root bridge, 0 to 61,440 in steps of 4096. */
  get rootPriority(): number | undefined {
    return this.#priority(AT.ROOT);
  }

  /** The low twelve bits of the root's priority: VLAN or instance. */
  get rootSystemIdExtension(): number | undefined {
    return this.#extension(AT.ROOT);
  }

  /** The root bridge. */
  get rootAddress(): Address | undefined {
    return this.#mac(this.#root, AT.ROOT + 2);
  }

  /** Cost of the path from the sender to the root. */
  get rootPathCost(): number | undefined {
    return this.#u32(AT.ROOT_PATH_COST);
  }

  /** Priority of the sender, 0 to 61,440; of the regional root in MSTP. */
  get bridgePriority(): number | undefined {
    return this.#priority(AT.BRIDGE);
  }

  /** The low twelve bits of that priority. */
  get bridgeSystemIdExtension(): number | undefined {
    return this.#extension(AT.BRIDGE);
  }

  /** The sender; the regional root in MSTP. */
  get bridgeAddress(): Address | undefined {
    return this.#mac(this.#bridge, AT.BRIDGE + 2);
  }

  /** The sender's port: four bits of priority, twelve of number. */
  get portId(): number | undefined {
    return this.#u16(AT.PORT);
  }

  /** Seconds since the root sent the information. */
  get messageAge(): number | undefined {
    return this.#seconds(AT.MESSAGE_AGE);
  }

  /** Seconds after which it is forgotten. */
  get maxAge(): number | undefined {
    return this.#seconds(AT.MAX_AGE);
  }

  /** Seconds between two BPDUs. */
  get helloTime(): number | undefined {
    return this.#seconds(AT.HELLO_TIME);
  }

  /** Seconds in each of the states before forwarding. */
  get forwardDelay(): number | undefined {
    return this.#seconds(AT.FORWARD_DELAY);
  }

  /** Per-VLAN trees (PVST+): the VLAN that the BPDU was sent on; `undefined` elsewhere. */
  get originatingVlan(): number | undefined {
    if (this.version >= VERSION_MULTIPLE) return undefined;
    const at = this.version < VERSION_RAPID ? CONFIGURATION_LENGTH : CONFIGURATION_LENGTH + 1;
    // The old form pads to even length.
    const tlv = this.#tlvAt(at) ? at : at + 1;
    return this.#tlvAt(tlv) ? u16(this.bytes, this.start + tlv + 4) : undefined;
  }

  #tlvAt(at: number): boolean {
    return this.#has(at, PVST_TLV_LENGTH) && u32(this.bytes, this.start + at) === 2;
  }

  /** Whether MSTP's own fields are meant to be there (802.1Q, clause 14.5). */
  get #isMultiple(): boolean {
    return this.version >= VERSION_MULTIPLE && this.type === Type.Rapid &&
      this.#has(AT.VERSION_3_LENGTH, 2) && u16(this.bytes, this.start + AT.VERSION_3_LENGTH) !== 0;
  }

  /** The name of the region; `undefined` but in MSTP, as all that follows. */
  get configurationName(): string | undefined {
    if (!this.#isMultiple || !this.#has(MST.CONFIGURATION_NAME, NAME_LENGTH)) return undefined;
    const at = this.start + MST.CONFIGURATION_NAME;
    let end = at;
    while (end < at + NAME_LENGTH && this.bytes[end] !== 0) end++;
    return text(this.bytes, at, end);
  }

  /** Revision of the region's configuration. */
  get configurationRevision(): number | undefined {
    return this.#isMultiple ? this.#u16(MST.REVISION) : undefined;
  }

  /** Digest of the table that maps VLANs to instances. */
  get configurationDigest(): Uint8Array | undefined {
    if (!this.#isMultiple || !this.#has(MST.DIGEST, DIGEST_LENGTH)) return undefined;
    const at = this.start + MST.DIGEST;
    return this.bytes.subarray(at, at + DIGEST_LENGTH);
  }

  /** Cost of the path to the regional root. */
  get internalPathCost(): number | undefined {
    return this.#isMultiple ? this.#u32(MST.INTERNAL_PATH_COST) : undefined;
  }

  /** Priority of the sender. */
  get cistBridgePriority(): number | undefined {
    return this.#isMultiple ? this.#priority(MST.BRIDGE) : undefined;
  }

  /** The sender. */
  get cistBridgeAddress(): Address | undefined {
    return this.#isMultiple ? this.#mac(this.#cistBridge, MST.BRIDGE + 2) : undefined;
  }

  /** Hops that the message may still take. */
  get remainingHops(): number | undefined {
    if (!this.#isMultiple || !this.#has(MST.REMAINING_HOPS, 1)) return undefined;
    return this.bytes[this.start + MST.REMAINING_HOPS];
  }

  /** The other trees, those that are wholly there. */
  get instances(): SpanningTreeInstance[] | undefined {
    if (!this.#isMultiple) return undefined;
    const stated = this.start + AT.VERSION_3_LENGTH + 2 +
      u16(this.bytes, this.start + AT.VERSION_3_LENGTH);
    const end = Math.min(stated, this.payloadEnd);
    const instances: SpanningTreeInstance[] = [];
    for (let at = this.start + MST.INSTANCES; at + INSTANCE_LENGTH <= end; at += INSTANCE_LENGTH) {
      instances.push(instance(this.bytes, at));
    }
    return instances;
  }

  override summary(detail: number): string {
    const length = this.wireEnd - this.start;
    const version = ["802.1d", "", "802.1w", "802.1s"][this.version] ?? `version ${this.version}`;
    if (this.type === Type.TopologyChange) {
      return `STP ${version}, Topology Change, length ${length}`;
    }
    const flags = this.flags, port = this.portId;
    if (flags === undefined || port === undefined) return `STP ${version}, length ${length}`;
    const kind = this.type === Type.Rapid ? "Rapid STP" : "Config";
    let line = `STP ${version}, ${kind}, Flags [${flagText(flags)}], bridge-id ` +
      `${bridgeText(this.bytes, this.start + AT.BRIDGE)}.${port.toString(16)}, length ${length}`;
    if (detail > 1 && this.#has(AT.ROOT_PATH_COST, 4)) {
      line += `, root-id ${bridgeText(this.bytes, this.start + AT.ROOT)}, ` +
        `root-pathcost ${this.rootPathCost}`;
    }
    return line;
  }
}

function instance(bytes: Uint8Array, at: number): SpanningTreeInstance {
  const root = u16(bytes, at + INSTANCE.ROOT);
  return {
    instanceId: root & 0x0fff,
    flags: bytes[at + INSTANCE.FLAGS],
    regionalRootPriority: root & 0xf000,
    regionalRootAddress: new Address().at(bytes, at + INSTANCE.ROOT + 2, MAC_LENGTH).keep(),
    internalPathCost: u32(bytes, at + INSTANCE.PATH_COST),
    bridgePriority: (bytes[at + INSTANCE.PRIORITIES] & 0xf0) << 8,
    portPriority: bytes[at + INSTANCE.PRIORITIES + 1] & 0xf0,
    remainingHops: bytes[at + INSTANCE.REMAINING_HOPS],
  };
}

function bridgeText(bytes: Uint8Array, at: number): string {
  return `${hex(bytes, at, at + 2)}.${hex(bytes, at + 2, at + 2 + MAC_LENGTH, ":")}`;
}

function flagText(flags: number): string {
  const names = FLAG_NAMES.filter(([mask]) => (flags & mask) !== 0).map(([, name]) => name);
  return names.length === 0 ? "none" : names.join(", ");
}
