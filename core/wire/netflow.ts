// core/wire/netflow.ts: NetFlow's headers (RFC 3954 for version 9) and IPFIX's, RFC 7011.
import { Application } from "./_application.ts";
import { u16, u32 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, integer } from "./field.ts";

/** Byte offsets from the start of the header: IPFIX has a length, and no time of running. */
const AT = { VERSION: 0, COUNT: 2, LENGTH: 2, IPFIX_TIME: 4, UPTIME: 4, TIME: 8 } as const;
/** Where the sequence number and the source stand, in versions 5, 9 and IPFIX. */
const SEQUENCE: { readonly [version: number]: number } = { 5: 16, 7: 16, 8: 16, 9: 12, 10: 8 };
const SOURCE: { readonly [version: number]: number } = { 9: 16, 10: 12 };
/** Bytes of the header, by version. */
const HEADER_LENGTH: { readonly [version: number]: number } = {
  1: 16,
  5: 24,
  7: 24,
  8: 28,
  9: 20,
  10: 16,
};

/** IPFIX calls itself version 10 of NetFlow. */
const IPFIX = 10;

/**
 * The header of one export.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = new Uint8Array(20);
 * header.set([0, 9, 0, 2]);
 * const netflow = new Netflow();
 * netflow.at(header, 0, header.length);
 * assertStrictEquals(netflow.count, 2);
 * ```
 */
export class Netflow extends Application {
  static override readonly title = "NetFlow and IPFIX";
  static override readonly specification = "RFC 7011";
  static override readonly fields: Fields = {
    version: integer("1, 5, 7, 8, 9, or 10 for IPFIX"),
    count: integer("of records; not in IPFIX"),
    length: integer("of the message, in IPFIX", "bytes"),
    systemUptimeMs: integer("since the sender began; not in IPFIX", "milliseconds"),
    exportTime: integer("since 1970", "seconds"),
    sequenceNumber: integer("of the export or of its first flow"),
    sourceId: integer("observation domain (version 9 and IPFIX)"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < 2) return truncated("version", 2);
    const needed = HEADER_LENGTH[u16(bytes, start)];
    if (needed === undefined) return malformed("version");
    if (end - start < needed) return truncated("sequenceNumber", needed);
    return this.window(bytes, start, start + needed, end, wireEnd);
  }

  /** 1, 5, 7, 8, 9, or 10 for IPFIX. */
  get version(): number {
    return u16(this.bytes, this.start + AT.VERSION);
  }

  /** Of records; `undefined` in IPFIX. */
  get count(): number | undefined {
    return this.version === IPFIX ? undefined : u16(this.bytes, this.start + AT.COUNT);
  }

  /** Bytes of the message; only in IPFIX. */
  get length(): number | undefined {
    return this.version === IPFIX ? u16(this.bytes, this.start + AT.LENGTH) : undefined;
  }

  /** Milliseconds since the sender began; `undefined` in IPFIX. */
  get systemUptimeMs(): number | undefined {
    return this.version === IPFIX ? undefined : u32(this.bytes, this.start + AT.UPTIME);
  }

  /** Seconds since 1970. */
  get exportTime(): number {
    const offset = this.version === IPFIX ? AT.IPFIX_TIME : AT.TIME;
    return u32(this.bytes, this.start + offset);
  }

  /** Of the export (version 9), or of its first flow. */
  get sequenceNumber(): number | undefined {
    return this.#optional(SEQUENCE[this.version]);
  }

  /** Observation domain. */
  get sourceId(): number | undefined {
    return this.#optional(SOURCE[this.version]);
  }

  #optional(offset: number | undefined): number | undefined {
    return offset === undefined ? undefined : u32(this.bytes, this.start + offset);
  }

  /** `NetFlow v9, 2 records`, `IPFIX, length 120`. */
  override summary(_detail: number): string {
    return this.version === IPFIX
      ? `IPFIX, length ${this.length}`
      : `NetFlow v${this.version}, ${this.count} recs`;
  }
}
