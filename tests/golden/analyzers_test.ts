// tests/golden/analyzers_test.ts: what each of our analyzers says of the same few minutes.
import { assertEquals } from "@std/assert";
import { replay } from "whiff/testing";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import { eventLine } from "../../core/output/event_text.ts";
import { reportLines } from "../../core/output/report_text.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";
import type { Json } from "../../plugins/containers/mod.ts";
import { NO_LOSS } from "../core/output/_reports.ts";
import { assertGolden } from "./_golden.ts";
import { OFFICE } from "./_office.ts";

// Times are written as the process has them.
Deno.env.set("TZ", "UTC");

/** The analyzer of that name. */
async function analyzerOf(name: string): Promise<Analyzer> {
  const { default: analyzer } = await BUILT_IN_ANALYZERS.get(name)!();
  return analyzer as Analyzer;
}

/** Containers by name: what is not one is a number that lives for a second. */
function containersOf(state: unknown): [string, { save(): Json; load(data: unknown): void }][] {
  return Object.entries(Object(state)).filter(([, value]) => typeof value === "object") as [
    string,
    { save(): Json; load(data: unknown): void },
  ][];
}

for (const name of BUILT_IN_ANALYZERS.keys()) {
  Deno.test(`analyzers/${name}.txt is what ${name} says of the office`, async () => {
    const { report, events } = await replay(await analyzerOf(name), OFFICE);
    // No time: the report is made at the end, whenever that is.
    const taken = { report: report!, analyzer: name, timeMs: 0, loss: NO_LOSS };
    const lines = [
      ...events.map((event) => eventLine(event)),
      ...reportLines(taken, { width: 120 }),
    ];
    assertGolden(`analyzers/${name}.txt`, lines.join("\n") + "\n");
  });

  Deno.test(`${name} has a state that can be saved and loaded as JSON`, async () => {
    const analyzer = await analyzerOf(name);
    const { state } = await replay(analyzer, OFFICE);
    const { state: fresh } = await replay(analyzer, []);
    const empty = new Map(containersOf(fresh));
    for (const [part, container] of containersOf(state)) {
      const saved = JSON.parse(JSON.stringify(container.save()));
      empty.get(part)!.load(saved);
      assertEquals(empty.get(part)!.save(), saved, part);
    }
  });

  Deno.test(`${name} says what it is for, and so do its options`, async () => {
    const { definition } = await analyzerOf(name);
    const options = Object.values(definition.options ?? {});
    const said = [definition.description, ...options.map(({ description }) => description)];
    assertEquals(said.filter((text) => text === undefined || text === ""), []);
    assertEquals(definition.name, name);
  });
}
