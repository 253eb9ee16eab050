// core/output/frame.ts: the facts of the capture, printed beside the protocols as `frame`.
import { Direction } from "../capture/source.ts";
import type { Packet } from "../packet.ts";
import { Fault } from "../wire/fault.ts";
import { boolean, type Fields, group, integer, text } from "../wire/field.ts";

/** The faults by their names in JSON. */
export const FAULT_NAMES: { readonly [code: number]: string } = {
  [Fault.Truncated]: "truncated",
  [Fault.Malformed]: "malformed",
  [Fault.TooDeep]: "tooDeep",
};

/** The directions by their names in JSON; what is not known is left out. */
export const DIRECTION_NAMES: { readonly [code: number]: string | undefined } = {
  [Direction.Inbound]: "inbound",
  [Direction.Outbound]: "outbound",
};

/** The directions as `tcpdump -i any` shortens them. */
export const DIRECTION_SHORT: { readonly [code: number]: string } = {
  [Direction.Unknown]: "?",
  [Direction.Inbound]: "In",
  [Direction.Outbound]: "Out",
};

/** Fields of `frame`, as a protocol has them. */
export const FRAME_FIELDS = {
  number: integer("place in the capture, from 1"),
  timestamp: text("when it was seen: RFC 3339, UTC, to the nanosecond"),
  length: integer("on the wire", "bytes"),
  capturedLength: integer("that were captured", "bytes"),
  protocols: text("names of the layers, outermost first, with colons between"),
  interfaceId: integer("place of the interface in the capture, from 0"),
  interfaceName: text("name of the interface"),
  direction: text("past the capturing host: inbound or outbound"),
  checksumsPending: boolean("checksums were left to the sender's card: true or absent"),
  comment: text("what the capture file says about the packet"),
  fault: group("why decoding ended early", {
    kind: text("truncated, malformed or tooDeep"),
    protocol: text("the layer that could not be decoded"),
    field: text("the field that is cut or lies"),
    needed: integer("from the start of the layer; 0 when length is not the point", "bytes"),
    available: integer("that are there", "bytes"),
    offset: integer("of the layer in the frame", "bytes"),
  }),
} as const satisfies Fields;

/**
 * The same facts as an object, one for each packet. Not needed on the fast
 * way: there `ndjson.ts` writes them itself.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Packet } from "../packet.ts";
 * const frame = new FrameFacts(new Packet().setBytes(new Uint8Array(14), { seconds: 1 }));
 * assertStrictEquals(frame.timestamp, "1970-01-01T00:00:01.000000000Z");
 * ```
 */
export class FrameFacts {
  readonly #packet: Packet;

  constructor(packet: Packet) {
    this.#packet = packet;
  }

  get number(): number {
    return this.#packet.number;
  }

  get timestamp(): string {
    const { seconds, nanoseconds } = this.#packet;
    return `${secondText(seconds)}.${String(nanoseconds).padStart(9, "0")}Z`;
  }

  get length(): number {
    return this.#packet.originalLength;
  }

  get capturedLength(): number {
    return this.#packet.capturedLength;
  }

  get protocols(): string {
    return this.#packet.path;
  }

  get interfaceId(): number {
    return this.#packet.interfaceId;
  }

  get interfaceName(): string | undefined {
    return this.#packet.interface?.name;
  }

  get direction(): string | undefined {
    return DIRECTION_NAMES[this.#packet.direction];
  }

  get checksumsPending(): true | undefined {
    return this.#packet.checksumsPending || undefined;
  }

  get comment(): string | undefined {
    return this.#packet.comment;
  }

  get fault(): Record<string, string | number> | undefined {
    const fault = this.#packet.fault;
    if (fault === undefined) return undefined;
    const { fault: code, protocol, field, needed, available, offset } = fault;
    return { kind: FAULT_NAMES[code], protocol, field, needed, available, offset };
  }
}

/** What a `Date` can hold, in seconds from 1970 (ECMA-262, "Time Values and Time Range"). */
const LAST_SECOND = 8.64e12;

/**
 * Seconds since 1970 as `2023-11-14T22:13:20`, UTC; years past 9999 as ISO 8601
 * extends them. Beyond the year 275,760, where only damaged files are, the
 * seconds themselves.
 */
export function secondText(seconds: number): string {
  if (!(Math.abs(seconds) <= LAST_SECOND)) return String(seconds);
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, "");
}
