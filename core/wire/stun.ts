// core/wire/stun.ts: session traversal utilities for NAT, RFC 8489, and TURN's messages, RFC 8656.
import { Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { u16, u32 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import {
  address,
  bytes as bytesField,
  type Fields,
  group,
  hexadecimal,
  integer,
  list,
  text,
} from "./field.ts";
import { TCP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of the message (RFC 8489, section 5). */
const AT = { TYPE: 0, LENGTH: 2, COOKIE: 4, TRANSACTION_ID: 8, ATTRIBUTES: 20 } as const;

/** Bytes before the attributes. */
export const STUN_HEADER_LENGTH = AT.ATTRIBUTES;

const MAGIC_COOKIE = 0x2112a442;

/** Attribute types whose value is decoded (IANA "STUN Attributes"). */
const Attribute = {
  MappedAddress: 0x0001,
  Username: 0x0006,
  ErrorCode: 0x0009,
  XorMappedAddress: 0x0020,
  Software: 0x8022,
} as const;

const METHODS: { readonly [method: number]: string } = {
  1: "Binding",
  3: "Allocate",
  4: "Refresh",
  6: "Send",
  7: "Data",
  8: "CreatePermission",
  9: "ChannelBind",
};
const CLASSES: readonly string[] = ["Request", "Indication", "Success", "Error"];

/** One attribute's head. */
export interface StunAttribute {
  readonly type: number;
  /** Of the value, without what pads it, in bytes. */
  readonly length: number;
}

/** Where the client is seen from outside. */
export interface StunMapping {
  readonly address: Address;
  readonly port: number;
}

/**
 * One message with the magic cookie.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const request = new Uint8Array(20);
 * request.set([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]);
 * const stun = new Stun();
 * stun.at(request, 0, request.length);
 * assertStrictEquals(stun.summary(1), "STUN, Binding Request, length 20");
 * ```
 */
export class Stun extends Application {
  static override readonly title = "Session Traversal Utilities for NAT";
  static override readonly specification = "RFC 8489";
  static override readonly fields: Fields = {
    type: hexadecimal("method and class together"),
    length: integer("of the attributes", "bytes"),
    transactionId: bytesField("pairs answers with requests"),
    mappedAddress: group("where the client is seen from outside", {
      address: address("address"),
      port: integer("port"),
    }),
    username: text("who asks"),
    software: text("the sender's name"),
    errorCode: integer("why it failed"),
    attributes: list(group("attribute", {
      type: hexadecimal("what it is"),
      length: integer("of its value", "bytes"),
    })),
  };

  #end = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < STUN_HEADER_LENGTH) return truncated("transactionId", STUN_HEADER_LENGTH);
    const length = u16(bytes, start + AT.LENGTH);
    if (bytes[start] > 0x3f) return malformed("type");
    if (u32(bytes, start + AT.COOKIE) !== MAGIC_COOKIE) return malformed("transactionId");
    if ((length & 3) !== 0) return malformed("length");
    this.#end = Math.min(end, start + AT.ATTRIBUTES + length);
    const follower = this.over === TCP_PORT ? TCP_PORT | 3478 : 0;
    return this.window(bytes, start, this.#end, end, wireEnd, follower);
  }

  /** Method and class together, 14 bits. */
  get type(): number {
    return u16(this.bytes, this.start + AT.TYPE);
  }

  /** Bytes of the attributes. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** Twelve bytes. */
  get transactionId(): Uint8Array {
    return this.bytes.subarray(this.start + AT.TRANSACTION_ID, this.start + AT.ATTRIBUTES);
  }

  /** `XOR-MAPPED-ADDRESS`, or the older attribute in the clear. */
  get mappedAddress(): StunMapping | undefined {
    const hidden = this.#find(Attribute.XorMappedAddress);
    if (hidden !== undefined) return this.#mapping(hidden, true);
    const plain = this.#find(Attribute.MappedAddress);
    return plain && this.#mapping(plain, false);
  }

  /** `USERNAME`. */
  get username(): string | undefined {
    const value = this.#find(Attribute.Username);
    return value?.text(value.left);
  }

  /** `SOFTWARE`. */
  get software(): string | undefined {
    const value = this.#find(Attribute.Software);
    return value?.text(value.left);
  }

  /** `ERROR-CODE`, 300 to 699. */
  get errorCode(): number | undefined {
    const value = this.#find(Attribute.ErrorCode);
    if (value === undefined || value.left < 4) return undefined;
    value.skip(2);
    return (value.u8() & 7) * 100 + value.u8();
  }

  /** The heads of all attributes. */
  get attributes(): StunAttribute[] {
    const found: StunAttribute[] = [];
    const data = new Cursor(this.bytes, this.start + AT.ATTRIBUTES, this.#end);
    while (data.left >= 4) {
      const type = data.u16(), length = data.u16();
      found.push({ type, length });
      data.skip((length + 3) & ~3);
    }
    return found;
  }

  /** The value of the first attribute of that type, where it is whole. */
  #find(wanted: number): Cursor | undefined {
    const data = new Cursor(this.bytes, this.start + AT.ATTRIBUTES, this.#end);
    while (data.left >= 4) {
      const type = data.u16(), length = data.u16();
      if (type === wanted) return length > data.left ? undefined : data.inner(length);
      data.skip((length + 3) & ~3);
    }
    return undefined;
  }

  /** Hidden values are combined with cookie and transaction identifier (section 14.2). */
  #mapping(value: Cursor, isHidden: boolean): StunMapping | undefined {
    const family = value.u16() & 0xff, port = value.u16();
    const kind = family === 1 ? IPV4_LENGTH : family === 2 ? IPV6_LENGTH : 0;
    if (kind === 0 || value.left < kind) return undefined;
    const bytes = value.take(kind).slice();
    if (!isHidden) return { address: new Address().at(bytes, 0, kind), port };
    for (let k = 0; k < kind; k++) bytes[k] ^= this.bytes[this.start + AT.COOKIE + k];
    return { address: new Address().at(bytes, 0, kind), port: port ^ (MAGIC_COOKIE >>> 16) };
  }

  /** `STUN, Binding Request, length 20`. */
  override summary(_detail: number): string {
    const { type } = this;
    const method = (type & 0xf) | (type & 0xe0) >> 1 | (type & 0x3e00) >> 2;
    const name = METHODS[method] ?? `method ${method}`;
    const kind = CLASSES[(type >> 7 & 2) | (type >> 4 & 1)];
    return `STUN, ${name} ${kind}, length ${this.wireEnd - this.start}`;
  }
}

/** Whether bytes on any port are a message: its first bits, its cookie, and its length. */
export function probeStun(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end > start && bytes[start] > 0x3f) return Verdict.No;
  if (end - start < STUN_HEADER_LENGTH) return Verdict.Unsure;
  const length = u16(bytes, start + AT.LENGTH);
  return u32(bytes, start + AT.COOKIE) === MAGIC_COOKIE && (length & 3) === 0
    ? Verdict.Yes
    : Verdict.No;
}
