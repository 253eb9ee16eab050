// core/capture/_option_list.ts: builds the options of a pcapng block.
import { Option, padded } from "./_pcapng_format.ts";

/** A value's length is told in 16 bits. */
const MAX_VALUE_LENGTH = 0xffff;

/** The end of options: code and length, both 0. */
const END_LENGTH = 4;

/** A list that is filled, copied into a block, and cleared for the next. Little-endian. */
export class OptionList {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;

  /** Bytes of all options with their end; 0 when there are none. */
  get length(): number {
    return this.#used === 0 ? 0 : this.#used + END_LENGTH;
  }

  clear(): this {
    this.#used = 0;
    return this;
  }

  /** Adds a text, cut where it is too long; nothing when there is none. */
  text(code: number, text: string | undefined): this {
    if (text === undefined || text === "") return this;
    const room = new Uint8Array(Math.min(MAX_VALUE_LENGTH, text.length * 3));
    const { written } = new TextEncoder().encodeInto(text, room);
    const at = this.#add(code, written);
    this.#bytes.set(room.subarray(0, written), at);
    return this;
  }

  u8(code: number, value: number): this {
    this.#view.setUint8(this.#add(code, 1), value);
    return this;
  }

  u32(code: number, value: number): this {
    this.#view.setUint32(this.#add(code, 4), value, true);
    return this;
  }

  u64(code: number, value: number): this {
    this.#view.setBigUint64(this.#add(code, 8), BigInt(value), true);
    return this;
  }

  /** A timestamp: the upper half comes first, whatever the byte order. */
  time(code: number, [high, low]: readonly [number, number]): this {
    const at = this.#add(code, 8);
    this.#view.setUint32(at, high, true);
    this.#view.setUint32(at + 4, low, true);
    return this;
  }

  /** Puts the list, with its end, to `at`. */
  copyTo(bytes: Uint8Array, at: number): void {
    if (this.#used === 0) return;
    bytes.set(this.#bytes.subarray(0, this.#used), at);
    bytes.fill(Option.End, at + this.#used, at + this.length);
  }

  /** Makes room for a value, padded with zeros, and tells where it begins. */
  #add(code: number, length: number): number {
    const at = this.#used;
    const used = at + 4 + padded(length);
    if (used > this.#bytes.length) {
      const larger = new Uint8Array(used * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#view.setUint16(at, code, true);
    this.#view.setUint16(at + 2, length, true);
    this.#bytes.fill(0, at + 4, used);
    this.#used = used;
    return at + 4;
  }
}
