// tests/analyzers/tagged_test.ts: a filter that does not say `vlan` does not see what has a tag.
import { assertEquals } from "@std/assert";
import { type MemoryFrame, replay } from "whiff/testing";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";
import { OFFICE } from "../golden/_office.ts";

/** Bytes of the two addresses, after which a tag stands. */
const ADDRESSES = 12;
const TAG = [0x81, 0x00, 0x00, 0x14];

/** The frame with a tag for VLAN 20. */
function tagged({ bytes, seconds, nanoseconds }: MemoryFrame): MemoryFrame {
  const content = Uint8Array.from([
    ...bytes.subarray(0, ADDRESSES),
    ...TAG,
    ...bytes.subarray(ADDRESSES),
  ]);
  return { bytes: content, seconds, nanoseconds };
}

/** How much an analyzer tells: its events, and the rows of its tables. */
async function extent(analyzer: Analyzer, frames: readonly MemoryFrame[]) {
  const { report, events, failures } = await replay(analyzer, frames);
  return { events: events.length, rows: report?.tables?.map(({ rows }) => rows.length), failures };
}

// What is tagged already is left out: these filters look through one tag.
const plain = OFFICE.filter(({ bytes }) => bytes[ADDRESSES] === 0x08 && bytes[ADDRESSES + 1] < 8);

for (const [name, module] of BUILT_IN_ANALYZERS) {
  // These look at frames as they are.
  if (name === "protocol-counts" || name === "vlan" || name === "top-talkers") continue;
  Deno.test(`${name} sees tagged frames as it sees the others`, async () => {
    const analyzer = (await module()).default as Analyzer;
    assertEquals(await extent(analyzer, plain.map(tagged)), await extent(analyzer, plain));
  });
}
