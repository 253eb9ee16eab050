// tests/golden/_golden.ts: text that was agreed once, in files beside the tests.
import { assertStrictEquals } from "@std/assert";

/**
 * Asserts that `text` is what the file of that name holds. `deno task golden`
 * writes the file instead: review that change as code.
 */
export function assertGolden(name: string, text: string): void {
  const path = new URL(name, import.meta.url);
  if (Deno.args.includes("--update")) return Deno.writeTextFileSync(path, text);
  assertStrictEquals(text, Deno.readTextFileSync(path));
}
