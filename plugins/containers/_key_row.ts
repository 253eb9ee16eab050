// plugins/containers/_key_row.ts: a key as a row of 32-bit numbers, and back.
import { Address, IPV4_LENGTH, IPV6_LENGTH, MAC_LENGTH } from "../../core/wire/address.ts";
import { floatWords, getFloat, setFloat } from "./_hash.ts";
import { isList, type Key, type KeyPart, MAX_KEY_PARTS, refuseKey } from "./key.ts";
import type { Texts } from "./_texts.ts";

// A row is a shape and then the words of the parts. The shape has four bits for
// each part, the first part's lowest, and a list is closed by List:
//
//    (address, port)     0xf15   address   port
//    address             0x005   address

/** What a part is. */
export const Part = {
  Integer: 1,
  Float: 2,
  Text: 3,
  Boolean: 4,
  Ipv4: 5,
  Ipv6: 6,
  Mac: 7,
  List: 0xf,
} as const;

/** Words of each part that is not a list. */
const WORDS: readonly number[] = [0, 1, 2, 1, 1, 1, 4, 2];

/** The row that {@linkcode writeKey} wrote last. */
export const row: Int32Array = new Int32Array(1 + MAX_KEY_PARTS * 4);

/**
 * Writes a key into {@linkcode row}; the length of the row. With `hold`, the
 * texts in it are held until {@linkcode releaseTexts}; without, a text that
 * nobody holds is -1, which no stored row has.
 */
export function writeKey(key: Key, texts: Texts, hold: boolean): number {
  row[0] = 0;
  if (!isList(key)) return writePart(key, 0, 1, texts, hold);
  if (key.length < 1 || key.length > MAX_KEY_PARTS) refuseKey(key);
  let at = 1;
  for (let place = 0; place < key.length; place++) {
    at = writePart(key[place], place, at, texts, hold);
  }
  row[0] |= Part.List << (key.length * 4);
  return at;
}

/** Writes the part that stands at `place` in its key, from `at` on; where the next begins. */
function writePart(
  value: KeyPart,
  place: number,
  at: number,
  texts: Texts,
  hold: boolean,
): number {
  if (value instanceof Address) return writeAddress(value, place, at);
  if (typeof value === "number") {
    if ((value | 0) === value) return writeWord(Part.Integer, value, place, at);
    setFloat(value);
    row[at + 1] = floatWords[1];
    return writeWord(Part.Float, floatWords[0], place, at) + 1;
  }
  if (typeof value === "boolean") return writeWord(Part.Boolean, value ? 1 : 0, place, at);
  if (typeof value !== "string") refuseKey(value);
  return writeWord(Part.Text, hold ? texts.hold(value) : texts.find(value), place, at);
}

function writeAddress(address: Address, place: number, at: number): number {
  const first = address.word(0);
  if (address.kind === IPV4_LENGTH) return writeWord(Part.Ipv4, first, place, at);
  const part = address.kind === MAC_LENGTH ? Part.Mac : Part.Ipv6, end = at + WORDS[part];
  for (let to = at + 1; to < end; to++) row[to] = address.word(to - at);
  writeWord(part, first, place, at);
  return end;
}

/** Writes the first word of a part, and in the shape what part it is; where the next word goes. */
function writeWord(part: number, word: number, place: number, at: number): number {
  row[0] |= part << (place * 4);
  row[at] = word;
  return at + 1;
}

/** The length of the row with this shape. */
export function rowLength(shape: number): number {
  let length = 1;
  for (let parts = shape; hasPart(parts); parts >>>= 4) length += WORDS[parts & 0xf];
  return length;
}

/** The key of the row at `start`, made anew. */
export function readKey(rows: Int32Array, start: number, texts: Texts): Key {
  const parts: KeyPart[] = [];
  let shape = rows[start];
  for (let at = start + 1; hasPart(shape); shape >>>= 4) {
    parts.push(readPart(rows, at, shape & 0xf, texts));
    at += WORDS[shape & 0xf];
  }
  return shape === Part.List ? parts : parts[0];
}

function readPart(rows: Int32Array, at: number, part: number, texts: Texts): KeyPart {
  switch (part) {
    case Part.Float:
      floatWords[0] = rows[at];
      floatWords[1] = rows[at + 1];
      return getFloat();
    case Part.Text:
      return texts.at(rows[at]);
    case Part.Boolean:
      return rows[at] === 1;
    case Part.Ipv4:
      return Address.fromWords(rows, at, IPV4_LENGTH);
    case Part.Ipv6:
      return Address.fromWords(rows, at, IPV6_LENGTH);
    case Part.Mac:
      return Address.fromWords(rows, at, MAC_LENGTH);
    default:
      return rows[at];
  }
}

/** Lets go of the texts that the row at `start` holds. */
export function releaseTexts(rows: Int32Array, start: number, texts: Texts): void {
  let at = start + 1;
  for (let shape = rows[start]; hasPart(shape); shape >>>= 4) {
    const part = shape & 0xf;
    if (part === Part.Text) texts.release(rows[at]);
    at += WORDS[part];
  }
}

/** Whether a part is left in what remains of a shape. */
function hasPart(shape: number): boolean {
  return shape !== 0 && shape !== Part.List;
}
