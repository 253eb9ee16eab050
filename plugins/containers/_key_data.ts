// plugins/containers/_key_data.ts: keys in order, and keys as JSON.
import { Address } from "../../core/wire/address.ts";
import { isList, type Key, type KeyPart } from "./key.ts";
import type { Json } from "./mergeable.ts";

/**
 * The order that reports list equal counts in: numbers, then text, booleans,
 * addresses (MAC before IPv4 before IPv6), lists; each by value, addresses by
 * their bytes, so that 10.0.0.9 comes before 10.0.0.10. It depends on nothing
 * but the keys, so that the same traffic gives the same report.
 */
export function compareKeys(a: Key, b: Key): number {
  if (isList(a) && isList(b)) {
    for (let part = 0; part < a.length && part < b.length; part++) {
      const order = compareKeys(a[part], b[part]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  const order = rank(a) - rank(b);
  if (order !== 0) return order;
  if (a instanceof Address && b instanceof Address) return compareAddresses(a, b);
  // NaN is one key and comes after the other numbers.
  if (a !== a || b !== b) return Number(a !== a) - Number(b !== b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function rank(key: Key): number {
  if (isList(key)) return 7;
  if (key instanceof Address) return KINDS.indexOf(key.kind);
  return TYPES.indexOf(typeof key);
}

const TYPES: readonly string[] = ["number", "string", "boolean"];
const KINDS: readonly number[] = [-1, -1, -1, 6, 4, 16];

function compareAddresses(a: Address, b: Address): number {
  for (let word = 0; word < a.wordCount; word++) {
    const order = (a.word(word) >>> 0) - (b.word(word) >>> 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** A key as JSON: itself, `{ "address": text }`, `{ "number": text }` for NaN and ±Infinity, or a list. */
export function saveKey(key: Key): Json {
  if (isList(key)) return key.map(saveKey);
  if (key instanceof Address) return { address: key.toString() };
  if (typeof key === "number" && !Number.isFinite(key)) return { number: `${key}` };
  return key;
}

/** The key that {@linkcode saveKey} wrote; `undefined` for anything else. */
export function loadKey(data: unknown): Key | undefined {
  if (!Array.isArray(data)) return loadPart(data);
  const parts = data.map(loadPart).filter((part) => part !== undefined);
  return parts.length === data.length ? parts : undefined;
}

function loadPart(data: unknown): KeyPart | undefined {
  switch (typeof data) {
    case "number":
    case "string":
    case "boolean":
      return data;
    case "object":
      if (data === null) return undefined;
      if ("number" in data) return loadNumber(data.number);
      if ("address" in data) return loadAddress(data.address);
  }
  return undefined;
}

function loadNumber(text: unknown): number | undefined {
  return text === "NaN" || text === "Infinity" || text === "-Infinity" ? Number(text) : undefined;
}

function loadAddress(text: unknown): Address | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return Address.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
