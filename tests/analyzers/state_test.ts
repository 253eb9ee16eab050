// tests/analyzers/state_test.ts: what analyzers remember can be saved, handed over and merged.
import { assertEquals } from "@std/assert";
import { type PacketBuilder, replay } from "whiff/testing";
import type { Mergeable } from "whiff";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";
import { OFFICE } from "../golden/_office.ts";

const NEXT_DAY = OFFICE.map((packet) => packet.later(86_400_000));

/** What an analyzer remembers of those packets, by name. */
async function stateAfter(analyzer: Analyzer, packets: readonly PacketBuilder[]) {
  const { state } = await replay(analyzer, packets);
  return state as Record<string, Mergeable>;
}

/** What it reports of a state, with all options unset. */
function reportOf({ definition }: Analyzer, state: unknown) {
  const options = Object.entries(definition.options ?? {}).map(([name, { default: value }]) => [
    name,
    value,
  ]);
  return definition.report!({
    state,
    options: Object.fromEntries(options) as never,
    nowMs: 0,
    elapsedMs: 1000,
  });
}

for (const [name, module] of BUILT_IN_ANALYZERS) {
  Deno.test(`${name} has a state that can be saved and loaded as JSON`, async () => {
    const analyzer = (await module()).default as Analyzer;
    const loaded = await stateAfter(analyzer, []);
    for (const [part, container] of Object.entries(await stateAfter(analyzer, OFFICE))) {
      const saved = JSON.parse(JSON.stringify(container.save()));
      loaded[part].load(saved);
      assertEquals(loaded[part].save(), saved, part);
    }
  });

  Deno.test(`${name} reports of two days, merged, what it reports of both`, async () => {
    const analyzer = (await module()).default as Analyzer;
    const merged = await stateAfter(analyzer, OFFICE);
    const other = await stateAfter(analyzer, NEXT_DAY);
    for (const [part, container] of Object.entries(merged)) container.merge(other[part] as never);
    const whole = await stateAfter(analyzer, [...OFFICE, ...NEXT_DAY]);
    assertEquals(reportOf(analyzer, merged), reportOf(analyzer, whole));
  });
}
