// tests/golden/analyzers_test.ts: what each of our analyzers says of the same few minutes.
import { assertEquals } from "@std/assert";
import { replay } from "whiff/testing";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import type { MemoryFrame } from "../../core/capture/memory.ts";
import { eventLine } from "../../core/output/event_text.ts";
import { reportLines } from "../../core/output/report_text.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";
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

/** What an analyzer says of these packets, as lines. */
async function said(name: string, packets: Iterable<MemoryFrame>): Promise<string[]> {
  const { report, events } = await replay(await analyzerOf(name), packets);
  // No time: the report is made at the end, whenever that is.
  const taken = { report: report!, analyzer: name, timeMs: 0, loss: NO_LOSS };
  return [...events.map((event) => eventLine(event)), ...reportLines(taken, { width: 120 })];
}

Deno.test("analyzers/nothing.txt is what each says where there was nothing", async () => {
  const lines: string[] = [];
  for (const name of BUILT_IN_ANALYZERS.keys()) {
    // The last line, of the loss, is the same for all.
    lines.push(`-- ${name} --`, ...(await said(name, [])).slice(0, -1));
  }
  assertGolden("analyzers/nothing.txt", lines.join("\n") + "\n");
});

for (const name of BUILT_IN_ANALYZERS.keys()) {
  Deno.test(`analyzers/${name}.txt is what ${name} says of the office`, async () => {
    const lines = await said(name, OFFICE);
    assertGolden(`analyzers/${name}.txt`, lines.join("\n") + "\n");
  });

  Deno.test(`${name} says what it is for, and so do its options`, async () => {
    const { definition } = await analyzerOf(name);
    const options = Object.values(definition.options ?? {});
    const texts = [definition.description, ...options.map(({ description }) => description)];
    assertEquals(texts.filter((text) => text === undefined || text === ""), []);
    assertEquals(definition.name, name);
  });
}
