// tests/imports_test.ts: the folder tree is the architecture, and its arrows go one way.
import { assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

/** For each room, the rooms that it may import from; a file's own row comes before its folder's. */
const ALLOWED: readonly (readonly [room: string, mayImport: readonly string[]])[] = [
  ["core/capture/live.ts", ["core/capture/", "ffi/"]],
  ["core/wire/", ["core/wire/"]],
  ["core/filter/", ["core/filter/", "core/capture/link_type.ts", "core/suggest.ts"]],
  ["core/", ["core/"]],
  ["ffi/", ["ffi/"]],
  ["plugins/load.ts", ["plugins/", "core/", "analyzers/mod.ts"]],
  ["plugins/examples/", ["whiff", "whiff/testing"]],
  ["plugins/", ["plugins/", "core/"]],
  ["analyzers/mod.ts", ["analyzers/"]],
  ["analyzers/", ["whiff"]],
  ["cli/", ["cli/", "plugins/", "core/", "ffi/", "analyzers/", "deno.json"]],
  ["main.ts", ["cli/"]],
];

/** Packages are no rooms; which of them may be used is deno.json's business. */
const PACKAGE = /^(@std\/|npm:|node:|[a-z][\w-]*$)/;

Deno.test("every import goes along an arrow of the architecture", () => {
  const wrong: string[] = [];
  for (const file of sources(ROOT)) {
    const room = ALLOWED.find(([name]) => file.startsWith(name));
    if (room === undefined) {
      wrong.push(`${file}: stands in no room`);
      continue;
    }
    for (const target of importsOf(file)) {
      if (!room[1].some((allowed) => target.startsWith(allowed))) {
        wrong.push(`${file} imports ${target}`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("core/capture/live.ts is the one file of core/ that imports ffi/", () => {
  const importers = [...sources(ROOT)].filter((file) =>
    file.startsWith("core/") && importsOf(file).some((target) => target.startsWith("ffi/"))
  );
  assertEquals(importers, ["core/capture/live.ts"]);
});

/** Our own modules, by path from the root; tests and tools may import what they like. */
function* sources(directory: URL): Generator<string> {
  for (const entry of Deno.readDirSync(directory)) {
    const url = new URL(entry.name + (entry.isDirectory ? "/" : ""), directory);
    const path = url.pathname.slice(ROOT.pathname.length);
    if (/^(\.|node_modules|tests|tools|docs|coverage)/.test(path)) continue;
    if (entry.isDirectory) yield* sources(url);
    else if (path.endsWith(".ts")) yield path;
  }
}

/** What a module imports, as paths from the root or bare names. */
function importsOf(file: string): string[] {
  const text = Deno.readTextFileSync(new URL(file, ROOT)).replaceAll(/^\s*(\/\/|\*).*$/gm, "");
  const fixed = text.matchAll(/^(?:import|export)\s(?:[^"';=()]*?\sfrom\s)?"([^"]+)"/gm);
  const dynamic = text.matchAll(/\bimport\(\s*"([^"]+)"/g);
  return [...fixed, ...dynamic].map(([, specifier]) => specifier)
    .filter((specifier) => specifier.startsWith("whiff") || !PACKAGE.test(specifier))
    .map((specifier) =>
      specifier.startsWith(".")
        ? new URL(specifier, new URL(file, ROOT)).pathname.slice(ROOT.pathname.length)
        : specifier
    );
}
