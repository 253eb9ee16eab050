// core/wire/dnp3.ts: the distributed network protocol's link layer, IEEE 1815, clause 9.
import { Application } from "./_application.ts";
import { u16le } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, integer } from "./field.ts";
import { TCP_PORT } from "./select.ts";

/** Byte offsets from the start of a frame; numbers are least significant byte first. */
const AT = { START: 0, LENGTH: 2, CONTROL: 3, DESTINATION: 4, SOURCE: 6, CRC: 8 } as const;

/** Bytes of the header with its check. */
export const DNP3_HEADER_LENGTH = AT.CRC + 2;

/** User data comes in blocks of sixteen bytes, each with a check of two. */
const BLOCK = 16, CHECK = 2;
/** What the length counts of the header: control and both addresses. */
const COUNTED = 5;

/**
 * One frame; those that share its segment are layers after it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const dnp3 = new Dnp3();
 * dnp3.at(Uint8Array.of(5, 0x64, 5, 0xc0, 1, 0, 0, 4, 0, 0), 0, 10);
 * assertStrictEquals(dnp3.source, 1024);
 * ```
 */
export class Dnp3 extends Application {
  static override readonly title = "Distributed Network Protocol";
  static override readonly specification = "IEEE 1815";
  static override readonly fields: Fields = {
    length: integer("of control, addresses and user data, without checks", "bytes"),
    fromMaster: boolean("the sender is the master"),
    primary: boolean("the frame begins an exchange"),
    functionCode: integer("of the link layer"),
    destination: integer("receiver's address"),
    source: integer("sender's address"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < DNP3_HEADER_LENGTH) return truncated("source", DNP3_HEADER_LENGTH);
    if (bytes[start] !== 0x05 || bytes[start + 1] !== 0x64) return malformed("length");
    if (bytes[start + AT.LENGTH] < COUNTED) return malformed("length");
    const data = bytes[start + AT.LENGTH] - COUNTED;
    const after = start + DNP3_HEADER_LENGTH + data + Math.ceil(data / BLOCK) * CHECK;
    const follower = this.over === TCP_PORT ? TCP_PORT | 20000 : 0;
    return this.window(bytes, start, after, end, wireEnd, follower);
  }

  /** Bytes of control, addresses and user data, without checks: 5 to 255. */
  get length(): number {
    return this.bytes[this.start + AT.LENGTH];
  }

  /** The DIR bit. */
  get fromMaster(): boolean {
    return (this.bytes[this.start + AT.CONTROL] & 0x80) !== 0;
  }

  /** The PRM bit. */
  get primary(): boolean {
    return (this.bytes[this.start + AT.CONTROL] & 0x40) !== 0;
  }

  /** 0 to 15. */
  get functionCode(): number {
    return this.bytes[this.start + AT.CONTROL] & 0xf;
  }

  /** 0 to 65,519; those above are broadcasts. */
  get destination(): number {
    return u16le(this.bytes, this.start + AT.DESTINATION);
  }

  /** 0 to 65,519. */
  get source(): number {
    return u16le(this.bytes, this.start + AT.SOURCE);
  }

  /** `DNP3 1024 > 1, function 0, length 10`. */
  override summary(_detail: number): string {
    return `DNP3 ${this.source} > ${this.destination}, function ${this.functionCode}, length ${
      this.wireEnd - this.start
    }`;
  }
}
