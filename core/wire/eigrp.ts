// core/wire/eigrp.ts: Cisco's enhanced interior gateway routing, RFC 7868, section 6.4.
import { Application } from "./_application.ts";
import { u16, u32 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, hexadecimal, integer } from "./field.ts";

/** Byte offsets from the start of the header. */
const AT = {
  VERSION: 0,
  OPCODE: 1,
  CHECKSUM: 2,
  FLAGS: 4,
  SEQUENCE: 8,
  ACKNOWLEDGMENT: 12,
  VIRTUAL_ROUTER: 16,
  AUTONOMOUS_SYSTEM: 18,
} as const;

/** Bytes of the header. */
export const EIGRP_HEADER_LENGTH = AT.AUTONOMOUS_SYSTEM + 2;

const OPCODES: { readonly [opcode: number]: string } = {
  1: "Update",
  3: "Query",
  4: "Reply",
  5: "Hello",
  6: "IPX SAP",
  10: "SIA Query",
  11: "SIA Reply",
};

/**
 * One packet's header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const hello = new Uint8Array(20);
 * hello.set([2, 5]);
 * hello[19] = 100;
 * const eigrp = new Eigrp();
 * eigrp.at(hello, 0, hello.length);
 * assertStrictEquals(eigrp.autonomousSystem, 100);
 * ```
 */
export class Eigrp extends Application {
  static override readonly title = "Enhanced Interior Gateway Routing Protocol";
  static override readonly specification = "RFC 7868";
  static override readonly fields: Fields = {
    version: integer("2"),
    opcode: integer("1 update, 3 query, 4 reply, 5 hello"),
    checksum: hexadecimal("as it stands"),
    flags: hexadecimal("1 init, 2 conditional receive, 4 restart, 8 end of table"),
    sequenceNumber: integer("0 asks for no acknowledgment"),
    acknowledgmentNumber: integer("what is acknowledged"),
    virtualRouterId: integer("which virtual router"),
    autonomousSystem: integer("which routing process"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < EIGRP_HEADER_LENGTH) {
      return truncated("autonomousSystem", EIGRP_HEADER_LENGTH);
    }
    if (bytes[start] > 2) return malformed("version");
    return this.window(bytes, start, start + EIGRP_HEADER_LENGTH, end, wireEnd);
  }

  /** 2. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** What it is. */
  get opcode(): number {
    return this.bytes[this.start + AT.OPCODE];
  }

  /** As it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** 32 bits. */
  get flags(): number {
    return u32(this.bytes, this.start + AT.FLAGS);
  }

  /** 32 bits. */
  get sequenceNumber(): number {
    return u32(this.bytes, this.start + AT.SEQUENCE);
  }

  /** 32 bits. */
  get acknowledgmentNumber(): number {
    return u32(this.bytes, this.start + AT.ACKNOWLEDGMENT);
  }

  /** 16 bits. */
  get virtualRouterId(): number {
    return u16(this.bytes, this.start + AT.VIRTUAL_ROUTER);
  }

  /** 16 bits. */
  get autonomousSystem(): number {
    return u16(this.bytes, this.start + AT.AUTONOMOUS_SYSTEM);
  }

  /** `EIGRP Hello, length: 20`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const opcode = OPCODES[this.opcode] ?? `opcode ${this.opcode}`;
    return `EIGRP ${opcode}, length: ${this.wireEnd - this.start}`;
  }
}
