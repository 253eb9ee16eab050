// core/wire/isis.ts: intermediate system to intermediate system, ISO/IEC 10589, clause 9.
import { Application } from "./_application.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, integer } from "./field.ts";

/** Byte offsets from the discriminator. */
const AT = {
  DISCRIMINATOR: 0,
  LENGTH: 1,
  VERSION: 2,
  ID_LENGTH: 3,
  TYPE: 4,
  MAX_AREAS: 7,
} as const;

/** Bytes of the common header. */
export const ISIS_HEADER_LENGTH = AT.MAX_AREAS + 1;

/** The network layer protocol identifier (ISO/IEC TR 9577). */
const DISCRIMINATOR = 0x83;

const TYPES: { readonly [type: number]: string } = {
  15: "L1 Lan IIH",
  16: "L2 Lan IIH",
  17: "p2p IIH",
  18: "L1 LSP",
  20: "L2 LSP",
  24: "L1 CSNP",
  25: "L2 CSNP",
  26: "L1 PSNP",
  27: "L2 PSNP",
};

/**
 * One packet's common header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const isis = new Isis();
 * isis.at(Uint8Array.of(0x83, 20, 1, 0, 17, 1, 0, 0), 0, 8);
 * assertStrictEquals(isis.type, 17);
 * ```
 */
export class Isis extends Application {
  static override readonly title = "Intermediate System to Intermediate System";
  static override readonly specification = "ISO/IEC 10589";
  static override readonly fields: Fields = {
    headerLength: integer("of the header with what depends on the type", "bytes"),
    version: integer("1"),
    systemIdLength: integer("of system identifiers; 0 means 6", "bytes"),
    type: integer("15 to 17 hello, 18 and 20 link state, 24 to 27 sequence numbers"),
    maximumAreaAddresses: integer("0 means 3"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < ISIS_HEADER_LENGTH) {
      return truncated("maximumAreaAddresses", ISIS_HEADER_LENGTH);
    }
    if (bytes[start] !== DISCRIMINATOR) return malformed("type");
    return this.window(bytes, start, start + ISIS_HEADER_LENGTH, end, wireEnd);
  }

  /** Bytes of the header with what depends on the type. */
  override get headerLength(): number {
    return this.bytes[this.start + AT.LENGTH];
  }

  /** 1. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** Bytes of system identifiers; 0 means 6. */
  get systemIdLength(): number {
    return this.bytes[this.start + AT.ID_LENGTH];
  }

  /** 0 to 31. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE] & 0x1f;
  }

  /** 0 means 3. */
  get maximumAreaAddresses(): number {
    return this.bytes[this.start + AT.MAX_AREAS];
  }

  /** `IS-IS, p2p IIH, length 1497`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const type = TYPES[this.type] ?? `type ${this.type}`;
    return `IS-IS, ${type}, length ${this.wireEnd - this.start}`;
  }
}
