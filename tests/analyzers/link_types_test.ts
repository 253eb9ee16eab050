// tests/analyzers/link_types_test.ts: our analyzers run on every link, not on Ethernet alone.
import { assertEquals } from "@std/assert";
import { type MemoryFrame, replay } from "whiff/testing";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import { LinkType } from "../../core/capture/link_type.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";
import { OFFICE } from "../golden/_office.ts";

const ETHERNET_LENGTH = 14;
/** A header of Linux cooked capture, version 2: protocol IPv4, then what nobody asks for here. */
const COOKED = Uint8Array.of(8, 0, ...new Uint8Array(18));

// Untagged IPv4: what all these links carry alike.
const plain = OFFICE.filter(({ bytes }) => bytes[12] === 0x08 && bytes[13] === 0);

/** The frames with another header, by link type. */
const LINKS: readonly (readonly [name: string, linkType: LinkType, header: Uint8Array])[] = [
  ["raw IP", LinkType.Raw, new Uint8Array(0)],
  ["the interface any", LinkType.LinuxSll2, COOKED],
  ["loopback of BSD", LinkType.Null, Uint8Array.of(2, 0, 0, 0)],
  ["PPP", LinkType.Ppp, Uint8Array.of(0xff, 3, 0, 0x21)],
];

function relinked({ bytes, seconds, nanoseconds }: MemoryFrame, header: Uint8Array): MemoryFrame {
  return {
    bytes: Uint8Array.of(...header, ...bytes.subarray(ETHERNET_LENGTH)),
    seconds,
    nanoseconds,
  };
}

/** How much an analyzer tells: its events, and the rows of its tables. */
async function extent(analyzer: Analyzer, frames: readonly MemoryFrame[], linkType: LinkType) {
  const { report, events } = await replay(analyzer, frames, { linkType });
  return { events: events.length, rows: report?.tables?.map(({ rows }) => rows.length) };
}

for (const [name, module] of BUILT_IN_ANALYZERS) {
  for (const [link, linkType, header] of LINKS) {
    Deno.test(`${name} runs on ${link} as it does on Ethernet`, async () => {
      const analyzer = (await module()).default as Analyzer;
      const found = await extent(analyzer, plain.map((frame) => relinked(frame, header)), linkType);
      assertEquals(found, await extent(analyzer, plain, LinkType.Ethernet));
    });
  }
}
