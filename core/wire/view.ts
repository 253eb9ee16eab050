// core/wire/view.ts: what every protocol's view has in common.
import { hex } from "./bytes.ts";
import type { Fault } from "./fault.ts";
import type { Field, Fields } from "./field.ts";
import type { Selector } from "./select.ts";

/** What a view may ask of the packet that it is part of. */
export interface Frame {
  /** What the frame's first bytes are: LINKTYPE_ of https://www.tcpdump.org/linktypes.html. */
  readonly linkType: number;
  /** Checksums were left to the sender's network card: those in the bytes are not computed yet. */
  readonly checksumsPending: boolean;
  /** The layer that carries `view`; `undefined` for the outermost, or outside a packet. */
  below(view: View): View | undefined;
}

const ALONE: Frame = { linkType: 1, checksumsPending: false, below: () => undefined };
const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * A reusable window on one layer. It copies nothing: its values hold until the
 * next {@linkcode View.at}, or until the buffer beneath it changes; on a
 * packet, until the handler returns.
 *
 * A subclass is one protocol: it checks every length once in `at`, so that no
 * accessor has to, and tells there where its payload lies and what it is.
 */
export abstract class View {
  /** The protocol's name in full. */
  static readonly title: string;
  /** Where it is specified: `RFC 768`. */
  static readonly specification: string;
  /** Its accessors, by name, for everything that prints. */
  static readonly fields: Fields;

  /** What the offsets below refer to. */
  bytes: Uint8Array = NOTHING;
  /** The first byte of the header. */
  start = 0;
  /** The first byte after the header. */
  payloadStart = 0;
  /** The first byte after the captured payload: each layer may narrow it, none may widen it. */
  payloadEnd = 0;
  /** The first byte after the payload on the wire: beyond `payloadEnd` where the capture was cut. */
  wireEnd = 0;
  /** What the payload is. */
  next: Selector = 0;
  /** The second guess, where the row for `next` does not exist: the other port. */
  otherwise: Selector = 0;
  /**
   * By which number space an application was reached, `UDP_PORT` or `TCP_PORT`:
   * some have a length in front over streams. Set before `at`; 0 outside a packet.
   */
  over: Selector = 0;
  /** The packet that this view belongs to. */
  frame: Frame = ALONE;
  /** The packet's count when this view was last set: the mark of a live view. */
  generation: number = -1;

  /**
   * Sets the window on the layer that begins at `start` and is captured up to
   * `end`. Nothing at or past `end` is read, now or later.
   *
   * @param wireEnd where the layer ends on the wire, at least `end`
   */
  abstract at(bytes: Uint8Array, start: number, end: number, wireEnd?: number): Fault;

  /**
   * The layer as people see it in a packet line, without addresses and ports:
   * `Flags [S], seq 1, win 64240, length 0`. Empty when there is nothing to add.
   *
   * @param detail 0 for `-q`, 1 by default, 2 and more for each `-v`
   */
  summary(_detail: number): string {
    return "";
  }

  /** The bytes after the header, lent like the view itself. */
  get payload(): Uint8Array {
    return this.bytes.subarray(this.payloadStart, this.payloadEnd);
  }

  /** Bytes from the start of the header to its end. */
  get headerLength(): number {
    return this.payloadStart - this.start;
  }

  /** All fields that are there, as plain data: addresses as text, bytes as hexadecimal. */
  toJSON(): Record<string, unknown> {
    return plainFields(this, (this.constructor as typeof View).fields);
  }
}

/** The fields that `owner` has, as plain data. */
export function plainFields(owner: object, fields: Fields): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name in fields) {
    const value = (owner as Record<string, unknown>)[name];
    if (value !== undefined) out[name] = plain(value, fields[name]);
  }
  return out;
}

function plain(value: unknown, field: Field): unknown {
  if (field.list && Array.isArray(value)) return value.map((one) => plainOne(one, field));
  return plainOne(value, field);
}

function plainOne(value: unknown, field: Field): unknown {
  switch (field.type) {
    case "address":
      return String(value);
    case "bytes":
      return value instanceof Uint8Array ? hex(value, 0, value.length) : value;
    case "group":
      return plainFields(value as object, field.fields ?? {});
    default:
      return typeof value === "bigint" ? value.toString() : value;
  }
}
