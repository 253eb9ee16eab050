// tests/analyzers/documentation_test.ts: docs/analyzers.md against the analyzers.
import { assertEquals } from "@std/assert";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/analyzers.md", import.meta.url));

/** The page's sections by their heading. */
const SECTIONS = new Map(
  PAGE.split(/^## /m).slice(1).map((section) => {
    const end = section.indexOf("\n");
    return [section.slice(0, end), section.slice(end)];
  }),
);

Deno.test("docs/analyzers.md has a section for each analyzer, and a row of its table", () => {
  const names = [...BUILT_IN_ANALYZERS.keys()];
  assertEquals([...SECTIONS.keys()], names);
  assertEquals([...PAGE.matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name), names);
});

for (const [name, module] of BUILT_IN_ANALYZERS) {
  Deno.test(`docs/analyzers.md tells the options of ${name}, with their defaults`, async () => {
    const { options = {} } = ((await module()).default as Analyzer).definition;
    const told = [...SECTIONS.get(name)!.matchAll(/^- `(\w+)` \(([^)]*)\):/gm)]
      .map(([, option, value]) => [option, value]);
    const expected = Object.entries(options)
      .map(([option, { defaultText }]) => [option, defaultText === "" ? "empty" : defaultText]);
    assertEquals(told.sort(), expected.sort());
  });
}
