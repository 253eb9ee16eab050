// tests/fuzz/analyzers_fuzz_test.ts: frames that lie, given to every analyzer of ours.
import { assertEquals } from "@std/assert";
import { type MemoryFrame, replay } from "whiff/testing";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import { reportLines } from "../../core/output/report_text.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";
import { NO_LOSS } from "../core/output/_reports.ts";
import { OFFICE } from "../golden/_office.ts";
import { mutate, Random } from "./_mutate.ts";
import { loadSeeds } from "./_seeds.ts";

const MUTANTS = 3_000;
const ETHERNET = 1;

/** Mutants of the seeds and of the office's frames, a few of them late, early or twice. */
async function mutants(): Promise<MemoryFrame[]> {
  const random = new Random(11);
  const frames = [
    ...(await loadSeeds()).filter(({ linkType }) => linkType === ETHERNET),
    ...OFFICE,
  ].map(({ bytes }) => bytes);
  const any = () => frames[random.below(frames.length)];
  return Array.from({ length: MUTANTS }, (_, at) => {
    const bytes = random.below(3) === 0 ? any() : mutate(any(), any(), random);
    const jump = random.below(50) === 0 ? random.below(1e6) - 5e5 : 0;
    return {
      bytes,
      seconds: 1_700_000_000 + at + jump,
      nanoseconds: random.below(1e9),
      originalLength: bytes.length + (random.below(20) === 0 ? random.below(70_000) : 0),
    };
  });
}

const MUTATED = await mutants();

for (const [name, module] of BUILT_IN_ANALYZERS) {
  Deno.test(`${name} throws on nothing that a network may bring, and can report it`, async () => {
    const analyzer = (await module()).default as Analyzer;
    const { report, failures } = await replay(analyzer, MUTATED, { tolerant: true });
    assertEquals(failures.map(({ where, error }) => `${where}: ${(error as Error).stack}`), []);
    reportLines({ report: report!, analyzer: name, timeMs: 0, loss: NO_LOSS }, { width: 100 });
  });
}
