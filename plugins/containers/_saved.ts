// plugins/containers/_saved.ts: reading what a container saved, which may be from anywhere.
import { loadKey } from "./_key_data.ts";
import { KeyTable } from "./_key_table.ts";
import type { Key } from "./key.ts";

/**
 * One record of saved data, read field by field. Every method throws a
 * `TypeError` that names the container and the field that is wrong.
 */
export class Saved {
  readonly #container: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  private constructor(container: string, data: unknown) {
    this.#container = container;
    if (typeof data !== "object" || data === null || Array.isArray(data)) {
      this.refuse("it is not a record");
    }
    this.#fields = { ...data };
  }

  /** The record that a container of this name and version saved. */
  static open(container: string, version: number, data: unknown): Saved {
    const saved = new Saved(container, data);
    const { type, version: found } = saved.#fields;
    if (type !== container) saved.refuse(`it is of type ${JSON.stringify(type)}`);
    if (found !== version) saved.refuse(`version ${JSON.stringify(found)} is not known`);
    return saved;
  }

  /** A finite number, `least` or more. */
  number(name: string, least = 0): number {
    const value = this.#fields[name];
    if (typeof value !== "number" || !Number.isFinite(value) || value < least) {
      this.refuse(`"${name}" is not a number from ${least} up`);
    }
    return value;
  }

  /** A whole number, `least` or more. */
  integer(name: string, least = 0): number {
    const value = this.number(name, least);
    if (!Number.isSafeInteger(value)) this.refuse(`"${name}" is not a whole number`);
    return value;
  }

  /** A record within this one. */
  record(name: string): Saved {
    return new Saved(this.#container, this.#fields[name]);
  }

  /** Exactly so many bytes, as base64. */
  bytes(name: string, length: number): Uint8Array {
    const bytes = new Uint8Array(length), text = this.#fields[name];
    if (typeof text !== "string") this.refuse(`"${name}" is not text`);
    try {
      const { read, written } = bytes.setFromBase64(text);
      if (read === text.length && written === length) return bytes;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    this.refuse(`"${name}" is not the base64 of ${length} bytes`);
  }

  /** Numbers from 0 up, at most `max` of them. */
  numbers(name: string, max: number): number[] {
    return this.#list(name, max).map((value) => {
      if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
        this.refuse(`"${name}" has what is not a number from 0 up`);
      }
      return value;
    });
  }

  /**
   * A list of records with a `key` each, no two alike, and what `read` makes of
   * them. That the keys are what the analyzer counts by, nothing here can tell.
   */
  keyed<K extends Key, T>(name: string, read: (key: K, record: Saved) => T): T[] {
    const list = this.#list(name, Infinity);
    const seen = new KeyTable<K>(this.#container, Math.max(1, list.length));
    return list.map((data) => {
      const record = new Saved(this.#container, data);
      const key = loadKey(record.#fields.key) as K | undefined;
      if (key === undefined) this.refuse(`"${name}" has what is not a key`);
      if (seen.find(key) >= 0) this.refuse(`"${name}" has a key twice`);
      seen.insert(key);
      return read(key, record);
    });
  }

  /** What another class saved and reads. */
  other(name: string): unknown {
    return this.#fields[name];
  }

  /** Refuses settings other than the container's own: what was saved means something else. */
  same(name: string, mine: number): void {
    const saved = this.number(name);
    if (saved !== mine) this.refuse(`its "${name}" is ${saved}, here it is ${mine}`);
  }

  refuse(why: string): never {
    throw new TypeError(`Cannot load a ${this.#container}: ${why}`);
  }

  #list(name: string, max: number): readonly unknown[] {
    const list = this.#fields[name];
    if (!Array.isArray(list)) this.refuse(`"${name}" is not a list`);
    if (list.length > max) this.refuse(`"${name}" has ${list.length} values, ${max} at most`);
    return list;
  }
}
