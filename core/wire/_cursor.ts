// core/wire/_cursor.ts: reading forward through hostile bytes.
import { Address } from "./address.ts";
import { text, u16, u24, u32, u64 } from "./bytes.ts";

/**
 * Reads forward and stops at the end: what would lie past it reads as zero or
 * nothing, and {@linkcode Cursor.short} says so from then on. For lists and
 * nested structures above transport, where allocating is allowed.
 */
export class Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  /** Something was asked for that is not there. */
  short = false;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = Math.min(at, end);
    this.end = end;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.end - this.at;
  }

  /** Whether another element can begin. */
  get more(): boolean {
    return !this.short && this.at < this.end;
  }

  /** Steps over `length` bytes and gives their offset, or −1 where they are not all there. */
  skip(length: number): number {
    if (length > this.end - this.at) {
      this.short = true;
      this.at = this.end;
      return -1;
    }
    const at = this.at;
    this.at += length;
    return at;
  }

  u8(): number {
    const at = this.skip(1);
    return at < 0 ? 0 : this.bytes[at];
  }

  u16(): number {
    const at = this.skip(2);
    return at < 0 ? 0 : u16(this.bytes, at);
  }

  u24(): number {
    const at = this.skip(3);
    return at < 0 ? 0 : u24(this.bytes, at);
  }

  u32(): number {
    const at = this.skip(4);
    return at < 0 ? 0 : u32(this.bytes, at);
  }

  u64(): bigint {
    const at = this.skip(8);
    return at < 0 ? 0n : u64(this.bytes, at);
  }

  /** The next `length` bytes, not copied; as many as are left where they are fewer. */
  take(length: number): Uint8Array {
    const from = this.at;
    const to = this.skip(length) < 0 ? this.end : this.at;
    return this.bytes.subarray(from, to);
  }

  /** All that is left, not copied. */
  rest(): Uint8Array {
    return this.take(this.left);
  }

  /** The next `length` bytes as text; as many as are left where they are fewer. */
  text(length: number): string {
    const from = this.at;
    const to = this.skip(length) < 0 ? this.end : this.at;
    return text(this.bytes, from, to);
  }

  /** An address that stays; `undefined` where it is cut. */
  address(kind: number): Address | undefined {
    const at = this.skip(kind);
    return at < 0 ? undefined : new Address().at(this.bytes, at, kind).keep();
  }

  /** All whole addresses that are left. */
  addresses(kind: number): Address[] {
    const found: Address[] = [];
    while (this.left >= kind) {
      found.push(new Address().at(this.bytes, this.skip(kind), kind).keep());
    }
    return found;
  }

  /** A cursor over the next `length` bytes; over those that are left where they are fewer. */
  inner(length: number): Cursor {
    const from = this.at;
    const to = this.skip(length) < 0 ? this.end : this.at;
    return new Cursor(this.bytes, from, to);
  }
}
