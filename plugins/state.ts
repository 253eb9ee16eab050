// plugins/state.ts: an analyzer's state as data, for the next run and for the next version of it.
import type { Json, Mergeable } from "./containers/mergeable.ts";

/** What was saved of a state: each part by its name, or the whole where the state saves itself. */
export type SavedState =
  | { readonly whole: Json }
  | { readonly parts: Readonly<Record<string, Json>> };

/**
 * Saves a state: itself if it can, else each part that can, and parts that are
 * plain data. `undefined` where there is nothing to save.
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
  if (canSave(state)) return { whole: state.save() };
  const parts: Record<string, Json> = {};
  for (const [name, part] of Object.entries(state)) {
    if (canSave(part)) parts[name] = part.save();
    else if (isPlain(part)) parts[name] = part;
  }
  return { parts };
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
  const holder = state as Record<string, unknown>;
  const problems = Object.keys(parts).filter((name) => !Object.hasOwn(holder, name))
    .map((name) => `${name} is not there any more`);
  for (const [name, part] of Object.entries(holder)) {
    const data: unknown = parts[name];
    if (data === undefined) {
      if (canSave(part) || isPlain(part)) problems.push(`${name} is new`);
    } else if (canSave(part)) {
      problems.push(...loadPart(name, part, data));
    } else if (isPlain(part) && kindOf(part) === kindOf(data)) {
      holder[name] = data;
    } else {
      problems.push(`${name} was of another kind`);
    }
  }
  return problems;
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
  if (typeof value !== "object") return false;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}
