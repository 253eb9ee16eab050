// core/wire/lacp.ts: the link aggregation control protocol, IEEE 802.1AX-2020, clause 6.4.
import { Address, MAC_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { address, type Fields, group, hexadecimal, integer } from "./field.ts";
import { View } from "./view.ts";

/** Byte offsets from the version, which follows the subtype (clause 6.4.2.3). */
const AT = { VERSION: 0, ACTOR: 3, PARTNER: 23, COLLECTOR_MAX_DELAY: 43 } as const;
/** One end's, from the start of its value. */
const END = {
  SYSTEM_PRIORITY: 0,
  SYSTEM: 2,
  KEY: 8,
  PORT_PRIORITY: 10,
  PORT: 12,
  STATE: 14,
} as const;
const END_LENGTH = END.STATE + 1;

/** Bytes that are needed: all but the padding. */
export const LACP_LENGTH = AT.COLLECTOR_MAX_DELAY + 2;

const STATE_NAMES: readonly string[] = [
  "Activity",
  "Timeout",
  "Aggregation",
  "Synchronization",
  "Collecting",
  "Distributing",
  "Default",
  "Expired",
];

/** What one end says of itself, or was told by the other. */
export interface LacpEnd {
  /** Lower is stronger. */
  readonly systemPriority: number;
  readonly system: Address;
  /** Ports of the same key may be aggregated. */
  readonly key: number;
  /** Lower is stronger. */
  readonly portPriority: number;
  readonly port: number;
  /** Bits from the lowest: activity, short timeout, aggregation, synchronisation, collecting, … */
  readonly state: number;
}

const END_FIELDS: Fields = {
  systemPriority: integer("lower is stronger"),
  system: address("the system"),
  key: integer("ports of the same key may be aggregated"),
  portPriority: integer("lower is stronger"),
  port: integer("the port"),
  state: hexadecimal("activity, timeout, aggregation and so on, from the lowest bit"),
};

/**
 * One LACP packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const bytes = new Uint8Array(109);
 * bytes.set([1, 1, 20, 0x80, 0, 2, 0, 0, 0, 0, 1]);
 * const lacp = new Lacp();
 * lacp.at(bytes, 0, bytes.length);
 * assertStrictEquals(`${lacp.actor.system}`, "02:00:00:00:00:01");
 * ```
 */
export class Lacp extends View {
  static override readonly title = "Link Aggregation Control Protocol";
  static override readonly specification = "IEEE 802.1AX";
  static override readonly fields = {
    version: integer("1 or 2"),
    actor: group("the sender", END_FIELDS),
    partner: group("the other end, as far as the sender knows", END_FIELDS),
    collectorMaxDelay: integer("longest that the sender holds a frame back", "10 microseconds"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < LACP_LENGTH) return truncated("collectorMaxDelay", LACP_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = 0;
    return Fault.None;
  }

  /** 1, or 2 where conversations are known to the ends. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** The sender. */
  get actor(): LacpEnd {
    return lacpEnd(this.bytes, this.start + AT.ACTOR);
  }

  /** The other end, as far as the sender knows. */
  get partner(): LacpEnd {
    return lacpEnd(this.bytes, this.start + AT.PARTNER);
  }

  /** The longest that the sender holds a frame back, in tens of microseconds. */
  get collectorMaxDelay(): number {
    return u16(this.bytes, this.start + AT.COLLECTOR_MAX_DELAY);
  }

  override summary(detail: number): string {
    const line = `LACPv${this.version}, length ${this.wireEnd - this.start + 1}`;
    if (detail < 2) return line;
    return `${line}, Actor ${endText(this.actor)}, Partner ${endText(this.partner)}`;
  }
}

function lacpEnd(bytes: Uint8Array, at: number): LacpEnd {
  return {
    systemPriority: u16(bytes, at + END.SYSTEM_PRIORITY),
    system: new Address().at(bytes, at + END.SYSTEM, MAC_LENGTH).keep(),
    key: u16(bytes, at + END.KEY),
    portPriority: u16(bytes, at + END.PORT_PRIORITY),
    port: u16(bytes, at + END.PORT),
    state: bytes[at + END_LENGTH - 1],
  };
}

function endText(end: LacpEnd): string {
  const state = STATE_NAMES.filter((_, bit) => (end.state & (1 << bit)) !== 0).join(", ");
  return `System ${end.system}, Key ${end.key}, Port ${end.port}, State Flags [${state || "none"}]`;
}
