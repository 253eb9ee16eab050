// core/wire/geneve.ts: Generic Network Virtualization Encapsulation, RFC 8926.
import { u16, u24 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, bytes as bytesField, group, hexadecimal, integer, list } from "./field.ts";
import { ETHER_TYPE } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 8926, section 3.4). */
const AT = { VERSION: 0, FLAGS: 1, PROTOCOL: 2, VNI: 4, OPTIONS: 8 } as const;

/** Bytes of a header without options. */
export const GENEVE_HEADER_LENGTH = AT.OPTIONS;

/** One option (RFC 8926, section 3.5). */
export interface GeneveOption {
  /** Who defines the type (IANA "Geneve Option Class"). */
  readonly class: number;
  readonly type: number;
  /** Who does not know it must drop the packet. */
  readonly critical: boolean;
  readonly data: Uint8Array;
}

/**
 * One header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const geneve = new Geneve();
 * geneve.at(Uint8Array.of(0, 0, 0x65, 0x58, 0, 0, 7, 0), 0, 8);
 * assertStrictEquals(geneve.vni, 7);
 * assertStrictEquals(geneve.options, undefined);
 * ```
 */
export class Geneve extends View {
  static override readonly title = "Generic Network Virtualization Encapsulation";
  static override readonly specification = "RFC 8926";
  static override readonly fields = {
    version: integer("always 0"),
    optionsLength: integer("all options", "bytes"),
    flags: hexadecimal("as they stand"),
    control: boolean("a control packet"),
    critical: boolean("there are critical options"),
    protocol: hexadecimal("what the payload is, as an EtherType"),
    vni: integer("virtual network identifier"),
    options: list(group("an option", {
      class: hexadecimal("who defines the type"),
      type: integer("what it is"),
      critical: boolean("who does not know it must drop the packet"),
      data: bytesField("its value"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < GENEVE_HEADER_LENGTH) return truncated("vni", GENEVE_HEADER_LENGTH);
    if (bytes[start] >> 6 !== 0) return malformed("version");
    const length = AT.OPTIONS + (bytes[start] & 63) * 4;
    if (wireEnd - start < length) return truncated("options", length);
    this.bytes = bytes;
    this.start = start;
    // A capture may end within the options.
    this.payloadStart = Math.min(end, start + length);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = start + length > end ? 0 : ETHER_TYPE | u16(bytes, start + AT.PROTOCOL);
    return Fault.None;
  }

  /** Always 0. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION] >> 6;
  }

  /** Bytes of the header with its options: 8 to 260. */
  override get headerLength(): number {
    return GENEVE_HEADER_LENGTH + this.optionsLength;
  }

  /** Bytes of all options, 0 to 252. */
  get optionsLength(): number {
    return (this.bytes[this.start + AT.VERSION] & 63) * 4;
  }

  /** Flags and reserved bits, 8 bits. */
  get flags(): number {
    return this.bytes[this.start + AT.FLAGS];
  }

  get control(): boolean {
    return (this.flags & 0x80) !== 0;
  }

  get critical(): boolean {
    return (this.flags & 0x40) !== 0;
  }

  /** What the payload is, as an EtherType: 0x6558 is Ethernet. */
  get protocol(): number {
    return u16(this.bytes, this.start + AT.PROTOCOL);
  }

  /** Virtual network identifier, 0 to 2^24 - 1. */
  get vni(): number {
    return u24(this.bytes, this.start + AT.VNI);
  }

  /** The options in their order, made anew; `undefined` in a header without. */
  get options(): GeneveOption[] | undefined {
    const { bytes, payloadStart: end } = this;
    if (this.optionsLength === 0) return undefined;
    const options: GeneveOption[] = [];
    for (let at = this.start + AT.OPTIONS; at + 4 <= end;) {
      const next = at + 4 + (bytes[at + 3] & 31) * 4;
      if (next > end) break;
      options.push({
        class: u16(bytes, at),
        // The critical bit is a part of the type (RFC 8926, section 3.5).
        type: bytes[at + 2],
        critical: (bytes[at + 2] & 0x80) !== 0,
        data: bytes.slice(at + 4, next),
      });
      at = next;
    }
    return options;
  }

  override summary(_detail: number): string {
    const letters = (this.control ? "O" : "") + (this.critical ? "C" : "");
    const options = this.optionsLength === 0 ? "" : `, options [${this.optionsLength} bytes]`;
    return `Geneve, Flags [${letters || "none"}], vni 0x${this.vni.toString(16)}${options}`;
  }
}
