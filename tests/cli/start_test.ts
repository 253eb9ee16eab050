import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

/** What a module and all that it imports at once are made of, as paths from the root. */
function closure(entries: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (url: URL) => {
    const path = url.pathname.slice(ROOT.pathname.length);
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, specifier] of Deno.readTextFileSync(url).matchAll(STATIC_IMPORT)) {
      if (specifier.startsWith(".")) visit(new URL(specifier, url));
    }
  };
  for (const entry of entries) visit(new URL(entry, ROOT));
  return seen;
}

/** Imports and re-exports of values; types cost nothing. */
const STATIC_IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^"';]*?from\s+)?"([^"]+\.ts)"/gm;

/** Decoders, the filters' compiler, outputs and analyzers; but for errors, and two readers of numbers. */
const HEAVY =
  /^(core\/(wire\/(?!bytes)|filter\/(?!error)|output|flow\/(?!bounds)|packet|dispatcher)|analyzers)/;

Deno.test("closure() finds what is heavy where imports lead there", () => {
  const decodes = closure(["core/output/packet_line.ts", "plugins/flow_host.ts"]);
  for (const path of ["core/wire/tcp.ts", "core/output/packet_line.ts", "core/flow/engine.ts"]) {
    assertEquals([decodes.has(path), HEAVY.test(path)], [true, true], path);
  }
});

for (
  const [does, entries] of [
    ["opens a capture", ["main.ts", "cli/live.ts"]],
    ["copies a file", ["main.ts", "cli/offline.ts", "cli/writing.ts"]],
  ] as const
) {
  Deno.test(`main.ts ${does} without importing a decoder, an output or an analyzer`, () => {
    assertEquals([...closure(entries)].filter((path) => HEAVY.test(path)), []);
  });
}

Deno.test("main.ts prints the first line without importing a filter's compiler, a writer or an analyzer", () => {
  const lines = closure(["main.ts", "cli/live.ts", "cli/live_session.ts"]);
  const others =
    /^(core\/filter\/(?!error)|core\/capture\/.*(writer|rotate)\.ts|analyzers\/(?!mod))/;
  assertEquals([...lines].filter((path) => others.test(path)), []);
});

Deno.test("main.ts imports the engines of conversations only for who wants them", () => {
  const lines = closure([
    "main.ts",
    "cli/live.ts",
    "cli/live_session.ts",
    "cli/offline_session.ts",
  ]);
  assertEquals([...lines].filter((path) => path.startsWith("core/flow/engine")), []);
});
