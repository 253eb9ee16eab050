// core/wire/ospf.ts: OSPF's header, RFC 2328 (version 2) and RFC 5340 (version 3).
import { Address, IPV4_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { address, type Fields, hexadecimal, integer } from "./field.ts";

/** Byte offsets from the start of the header (RFC 2328, section A.3.1; RFC 5340, section A.3.1). */
const AT = {
  VERSION: 0,
  TYPE: 1,
  LENGTH: 2,
  ROUTER_ID: 4,
  AREA_ID: 8,
  CHECKSUM: 12,
  AUTHENTICATION_TYPE: 14,
  INSTANCE_ID: 14,
} as const;

/** Bytes of the header of version 3; that of version 2 has eight more. */
export const OSPF_HEADER_LENGTH = AT.INSTANCE_ID + 2;

const TYPES: readonly string[] = [
  "",
  "Hello",
  "Database Description",
  "LS-Request",
  "LS-Update",
  "LS-Ack",
];

/**
 * One packet's header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const hello = Uint8Array.of(3, 1, 0, 36, 1, 1, 1, 1, 0, 0, 0, 0, 0xab, 0xcd, 0, 0);
 * const ospf = new Ospf();
 * ospf.at(hello, 0, hello.length);
 * assertStrictEquals(`${ospf.routerId}`, "1.1.1.1");
 * ```
 */
export class Ospf extends Application {
  static override readonly title = "Open Shortest Path First";
  static override readonly specification = "RFC 2328";
  static override readonly fields: Fields = {
    version: integer("2 for IPv4, 3 for IPv6"),
    type: integer("1 hello, 2 database description, 3 request, 4 update, 5 acknowledgment"),
    length: integer("of the packet", "bytes"),
    routerId: address("the sender's number"),
    areaId: address("the area's number"),
    checksum: hexadecimal("as it stands"),
    authenticationType: integer("of version 2: 0 none, 1 password, 2 cryptographic"),
    instanceId: integer("of version 3"),
  };

  #router = new Address();
  #area = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < OSPF_HEADER_LENGTH) return truncated("instanceId", OSPF_HEADER_LENGTH);
    if (bytes[start] !== 2 && bytes[start] !== 3) return malformed("version");
    return this.window(bytes, start, start + OSPF_HEADER_LENGTH, end, wireEnd);
  }

  /** 2 or 3. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** 1 to 5. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** Bytes of the packet, without what authenticates it. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** The sender's number, written as an address. */
  get routerId(): Address {
    return this.#router.at(this.bytes, this.start + AT.ROUTER_ID, IPV4_LENGTH);
  }

  /** The area's number, written as an address. */
  get areaId(): Address {
    return this.#area.at(this.bytes, this.start + AT.AREA_ID, IPV4_LENGTH);
  }

  /** As it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Of version 2. */
  get authenticationType(): number | undefined {
    return this.version === 2 ? u16(this.bytes, this.start + AT.AUTHENTICATION_TYPE) : undefined;
  }

  /** Of version 3. */
  get instanceId(): number | undefined {
    return this.version === 3 ? this.bytes[this.start + AT.INSTANCE_ID] : undefined;
  }

  /** `OSPFv2, Hello, length 44`, as tcpdump prints it. */
  override summary(_detail: number): string {
    return `OSPFv${this.version}, ${TYPES[this.type] ?? `type ${this.type}`}, length ${
      this.wireEnd - this.start
    }`;
  }
}
