// core/wire/ppi.ts: per-packet information, CACE "PPI Header Format" 1.0.10.
import { u16le, u32le } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { group, integer, list } from "./field.ts";
import { LINK_TYPE } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header; all numbers have their low byte first. */
const AT = { VERSION: 0, FLAGS: 1, LENGTH: 2, LINK_TYPE: 4 } as const;

/** Bytes before the fields. */
export const PPI_HEADER_LENGTH = AT.LINK_TYPE + 4;

/** Bytes of a field's type and length. */
const FIELD_HEADER_LENGTH = 4;
/** The field 802.11-Common, and in it the flag that a check sequence ends the frame. */
const FIELD_80211_COMMON = 2, COMMON_FLAGS = 8, COMMON_LENGTH = 20, FCS_PRESENT = 1;
const FCS_LENGTH = 4;

/**
 * One header before a frame of any link type.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const ppi = new Ppi();
 * ppi.at(Uint8Array.of(0, 0, 8, 0, 1, 0, 0, 0), 0, 8);
 * assertStrictEquals(ppi.linkType, 1);
 * ```
 */
export class Ppi extends View {
  static override readonly title = "Per-packet information";
  static override readonly specification = "CACE PPI 1.0.10";
  static override readonly fields = {
    version: integer("always 0"),
    length: integer("whole header", "bytes"),
    linkType: integer("what the frame is"),
    fields: list(group("the fields in order", {
      type: integer("what it is; 2 is 802.11-Common"),
      length: integer("value", "bytes"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < PPI_HEADER_LENGTH) return truncated("linkType", PPI_HEADER_LENGTH);
    const length = u16le(bytes, start + AT.LENGTH);
    if (length < PPI_HEADER_LENGTH) return malformed("length");
    if (end - start < length) return truncated("fields", length);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + length;
    const fcs = hasFcs(bytes, start + PPI_HEADER_LENGTH, this.payloadStart) ? FCS_LENGTH : 0;
    this.wireEnd = Math.max(this.payloadStart, wireEnd - fcs);
    this.payloadEnd = Math.min(end, this.wireEnd);
    const linkType = u32le(bytes, start + AT.LINK_TYPE);
    this.next = linkType <= 0xffff ? LINK_TYPE | linkType : 0;
    return Fault.None;
  }

  /** Always 0. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** Bytes of the whole header. */
  get length(): number {
    return u16le(this.bytes, this.start + AT.LENGTH);
  }

  /** LINKTYPE_ of the frame. */
  get linkType(): number {
    return u32le(this.bytes, this.start + AT.LINK_TYPE);
  }

  /** The fields that are wholly there. */
  get fields(): { type: number; length: number }[] {
    const fields: { type: number; length: number }[] = [];
    let at = this.start + PPI_HEADER_LENGTH;
    while (at + FIELD_HEADER_LENGTH <= this.payloadStart) {
      const length = u16le(this.bytes, at + 2);
      if (at + FIELD_HEADER_LENGTH + length > this.payloadStart) break;
      fields.push({ type: u16le(this.bytes, at), length });
      at += FIELD_HEADER_LENGTH + length;
    }
    return fields;
  }

  override summary(_detail: number): string {
    return `PPI, link type ${this.linkType}`;
  }
}

function hasFcs(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + FIELD_HEADER_LENGTH + COMMON_LENGTH <= end;) {
    const value = at + FIELD_HEADER_LENGTH;
    if (u16le(bytes, at) === FIELD_80211_COMMON) {
      return (u16le(bytes, value + COMMON_FLAGS) & FCS_PRESENT) !== 0;
    }
    at = value + u16le(bytes, at + 2);
  }
  return false;
}
