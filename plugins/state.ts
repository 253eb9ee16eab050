// plugins/state.ts: an analyzer's state as data, for the next run and for the next version of it.
import type { Json, Mergeable } from "./containers/mergeable.ts";
import { Network } from "./network.ts";

/** What was saved of a state: each part by its name, or the whole where the state saves itself. */
export type SavedState =
  | { readonly whole: Json }
  | { readonly parts: SavedParts };

type SavedParts = { readonly [name: string]: Json };

/**
 * Saves a state: itself if it can, else each part that can, and parts that are
 * plain data; a part may be a plain object of parts. `undefined` where there is
 * nothing to save.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Counter } from "./containers/mod.ts";
 * const before = { bytes: new Counter(10), since: 5 };
 * before.bytes.add("a", 1);
 * const after = { bytes: new Counter(10), since: 0 };
 * assertEquals(loadState(after, JSON.parse(JSON.stringify(saveState(before)))), []);
 * assertEquals([after.bytes.get("a"), after.since], [1, 5]);
 * ```
 */
export function saveState(state: unknown): SavedState | undefined {
  if (typeof state !== "object" || state === null) return undefined;
  return canSave(state) ? { whole: state.save() } : { parts: savedParts(state) };
}

function savedParts(holder: object): SavedParts {
  const parts: Record<string, Json> = {};
  for (const [name, part] of Object.entries(holder)) {
    if (canSave(part)) parts[name] = part.save();
    else if (isPlain(part)) parts[name] = part;
    else if (isHolder(part)) parts[name] = savedParts(part);
  }
  return parts;
}

/**
 * Takes back into a new state what {@linkcode saveState} gave. Gives a sentence
 * for each part that does not fit; such a part begins anew, the others go on.
 */
export function loadState(state: unknown, saved: unknown): string[] {
  if (typeof state !== "object" || state === null) return [];
  const { whole, parts } = Object(saved);
  if (canSave(state)) {
    return whole === undefined ? ["the state was saved in parts"] : loadPart("state", state, whole);
  }
  if (typeof parts !== "object" || parts === null) return ["the state was saved as a whole"];
  return loadParts("", state as Record<string, unknown>, parts);
}

function loadParts(
  prefix: string,
  holder: Record<string, unknown>,
  parts: Readonly<Record<string, unknown>>,
): string[] {
  const problems = Object.keys(parts).filter((name) => !Object.hasOwn(holder, name))
    .map((name) => `${prefix}${name} is not there any more`);
  for (const [name, part] of Object.entries(holder)) {
    const path = `${prefix}${name}`;
    const data = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!canSave(part) && !isPlain(part) && !isHolder(part) && !isUnset(part)) {
      problems.push(`${path} is neither a container nor plain data`);
    } else if (data === undefined) {
      if (!isUnset(part)) problems.push(`${path} is new`);
    } else if (canSave(part)) {
      problems.push(...loadPart(path, part, data));
    } else if (part !== undefined && kindOf(part) !== kindOf(data)) {
      problems.push(`${path} was of another kind`);
    } else if (isHolder(part) && !isPlain(part)) {
      problems.push(...loadParts(`${path}.`, part, data as SavedParts));
    } else {
      holder[name] = data;
    }
  }
  return problems;
}

/**
 * What the containers of a state let go of to stay within their bounds: those
 * that {@linkcode saveState} would save.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { TopK } from "./containers/mod.ts";
 * const state = { by: { source: new TopK<number>(2) } };
 * for (const key of [1, 2, 3, 4]) state.by.source.add(key);
 * assertStrictEquals(evictionsOf(state), 2);
 * ```
 */
export function evictionsOf(state: unknown): number {
  if (canSave(state)) return Number(Object(state).evictions ?? 0);
  if (!isHolder(state) || isPlain(state)) return 0;
  return Object.values(state).reduce<number>((sum, part) => sum + evictionsOf(part), 0);
}

function loadPart(name: string, part: Pick<Mergeable, "load">, data: unknown): string[] {
  try {
    part.load(data);
    return [];
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function canSave(value: unknown): value is Pick<Mergeable, "save" | "load"> {
  const { save, load } = Object(value);
  return typeof save === "function" && typeof load === "function";
}

/** Whether JSON has a value of that kind, and gives it back as it was. */
function isPlain(value: unknown): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  return isHolder(value) && Object.values(value).every(isPlain);
}

/**
 * Whether there is nothing to keep: what stands for "nothing yet", such as the `Infinity` that a
 * smallest value begins with, or what was made of the options: networks, functions, lists of them.
 */
function isUnset(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  if (Array.isArray(value)) return value.length > 0 && value.every(isUnset);
  return value === undefined || typeof value === "function" || value instanceof Network;
}

/** Whether it is an object without a class, whose parts can be saved one by one. */
function isHolder(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}
