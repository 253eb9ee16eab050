// core/wire/slarp.ts: Cisco's serial line address resolution, RFC 1547, section 4.3.1.
import { Address, IPV4_LENGTH } from "./address.ts";
import { u16, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { address, hexadecimal, integer } from "./field.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the packet: address and mask, or the counts of a keepalive. */
const AT = {
  CODE: 0,
  ADDRESS: 4,
  MASK: 8,
  MY_SEQUENCE: 4,
  YOUR_SEQUENCE: 8,
  RELIABILITY: 12,
} as const;

/** Bytes of the fixed part. */
export const SLARP_LENGTH = AT.RELIABILITY + 2;

const KEEPALIVE = 2;
const CODE_NAMES: readonly string[] = ["request", "reply", "keepalive"];

/**
 * One SLARP packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const slarp = new Slarp();
 * slarp.at(Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 4, 0xff, 0xff), 0, 14);
 * assertStrictEquals(slarp.mySequence, 5);
 * ```
 */
export class Slarp extends View {
  static override readonly title = "Cisco serial line address resolution";
  static override readonly specification = "RFC 1547";
  static override readonly fields = {
    code: integer("0 request, 1 reply, 2 keepalive"),
    address: address("request and reply: the sender's"),
    mask: address("request and reply: its network mask"),
    mySequence: integer("keepalive: the sender's count"),
    yourSequence: integer("keepalive: the last count that was heard"),
    reliability: hexadecimal("always 0xffff"),
  };

  #address = new Address();
  #mask = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < SLARP_LENGTH) return truncated("reliability", SLARP_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + SLARP_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = 0;
    return Fault.None;
  }

  /** 0 request, 1 reply, 2 keepalive. */
  get code(): number {
    return u32(this.bytes, this.start + AT.CODE);
  }

  /** The sender's address; `undefined` in a keepalive. */
  get address(): Address | undefined {
    if (this.code === KEEPALIVE) return undefined;
    return this.#address.at(this.bytes, this.start + AT.ADDRESS, IPV4_LENGTH);
  }

  /** The mask of its network; `undefined` in a keepalive. */
  get mask(): Address | undefined {
    if (this.code === KEEPALIVE) return undefined;
    return this.#mask.at(this.bytes, this.start + AT.MASK, IPV4_LENGTH);
  }

  /** The sender's count; `undefined` but in a keepalive. */
  get mySequence(): number | undefined {
    return this.code === KEEPALIVE ? u32(this.bytes, this.start + AT.MY_SEQUENCE) : undefined;
  }

  /** The last count that it heard; `undefined` but in a keepalive. */
  get yourSequence(): number | undefined {
    return this.code === KEEPALIVE ? u32(this.bytes, this.start + AT.YOUR_SEQUENCE) : undefined;
  }

  /** Always 0xffff. */
  get reliability(): number {
    return u16(this.bytes, this.start + AT.RELIABILITY);
  }

  override summary(_detail: number): string {
    const name = CODE_NAMES[this.code] ?? `code ${this.code}`;
    if (this.code !== KEEPALIVE) return `SLARP ${name}, ${this.address}, mask ${this.mask}`;
    return `SLARP ${name}, my ${this.mySequence}, your ${this.yourSequence}`;
  }
}
