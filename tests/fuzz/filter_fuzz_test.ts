// tests/fuzz/filter_fuzz_test.ts: random filters, against libpcap and against themselves.
//
// FILTER_FUZZ=100000 deno test -A tests/fuzz/filter_fuzz_test.ts runs that many.
import { assert, assertStrictEquals } from "@std/assert";
import { compileFilter, FilterSyntaxError, interpret, invalidity } from "../../core/filter/mod.ts";
import type { Filter } from "../../core/filter/mod.ts";
import { damaged, randomFilter } from "./filter_grammar.ts";
import { Libpcap, type LibpcapProgram } from "./filter_libpcap.ts";
import { randomPacket } from "./filter_packets.ts";
import { Random } from "./filter_random.ts";

const COUNT = Number(Deno.env.get("FILTER_FUZZ") ?? 800);
const SEED = Number(Deno.env.get("FILTER_SEED") ?? 20260101);
const LINK_TYPES = [1, 1, 1, 1, 113, 276, 101, 0];
const PACKETS_EACH = 24;

const libpcap = Libpcap.open();
const services = textOf("/etc/services");
const protocols = textOf("/etc/protocols");

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function compiled(text: string, linkType: number, compat: boolean): Filter | FilterSyntaxError {
  try {
    return compileFilter(text, { linkType, compat, services, protocols });
  } catch (error) {
    if (error instanceof FilterSyntaxError) return error;
    throw error;
  }
}

const packets = new Map(LINK_TYPES.map((linkType) => {
  const random = new Random(SEED + linkType);
  return [linkType, Array.from({ length: 400 }, () => randomPacket(random, linkType))];
}));

function somePackets(random: Random, linkType: number): Uint8Array[] {
  const all = packets.get(linkType)!;
  return Array.from({ length: PACKETS_EACH }, () => random.pick(all));
}

const skipped = libpcap === undefined ? " (skipped: libpcap.so.0.8 is not installed)" : "";

Deno.test({
  name: `compileFilter() judges as libpcap does in compat mode${skipped}`,
  ignore: libpcap === undefined,
  fn() {
    const random = new Random(SEED);
    const differences: string[] = [];
    const lengths = { ours: 0, theirs: 0 };
    for (let count = 0; count < COUNT; count++) {
      const linkType = random.pick(LINK_TYPES);
      const text = random.oneIn(10) ? damaged(random, randomFilter(random)) : randomFilter(random);
      const difference = compared(random, text, linkType, lengths);
      if (difference !== undefined) differences.push(`${linkType} ${text}\n    ${difference}`);
    }
    const shown = differences.slice(0, 20).join("\n");
    assertStrictEquals(
      differences.length,
      0,
      `${differences.length} of ${COUNT} differ:\n${shown}`,
    );
    assert(lengths.ours <= lengths.theirs, `${lengths.ours} > ${lengths.theirs} instructions`);
  },
});

/**
 * Whether libpcap finds constant arithmetic without a result depends on the order
 * in which its optimizer goes; 4 of 100,000 filters are refused by one side only.
 */
const IMPOSSIBLE = /by zero|more than 31/;

/** What we say otherwise than libpcap, if anything. */
function compared(
  random: Random,
  text: string,
  linkType: number,
  lengths: { ours: number; theirs: number },
): string | undefined {
  if (text.includes("\0")) return undefined; // libpcap's text ends there
  const ours = compiled(text, linkType, true);
  const theirs = libpcap!.compile(text, linkType, true);
  if (typeof theirs === "string") {
    // What is proved empty is refused; whoever proves less accepts nothing.
    if (ours instanceof FilterSyntaxError) return undefined;
    if (IMPOSSIBLE.test(theirs)) return undefined;
    return theirs.includes("rejects all") && neverMatches(random, ours, linkType)
      ? undefined
      : `refused by libpcap only: ${theirs}`;
  }
  using optimized = theirs;
  const plain = libpcap!.compile(text, linkType, false);
  if (typeof plain === "string") return `refused unoptimized: ${plain}`;
  using unoptimized = plain;
  if (ours instanceof FilterSyntaxError) {
    const isEmpty = ours.message.includes("rejects all") &&
      somePackets(random, linkType).every((packet) => !verdict(optimized, packet));
    return isEmpty || IMPOSSIBLE.test(ours.message)
      ? undefined
      : `refused by us only: ${ours.message}`;
  }
  lengths.ours += ours.program.length;
  lengths.theirs += optimized.length;
  for (const packet of somePackets(random, linkType)) {
    const expected = verdict(optimized, packet);
    const got = ours.matches(packet, 0, packet.length, packet.length) !== 0;
    // Where libpcap's optimizer changes the meaning, either meaning will do.
    if (got !== expected && got !== verdict(unoptimized, packet)) {
      return `${got} instead of ${expected} for ${[...packet].map((byte) => byte.toString(16))}`;
    }
  }
  return undefined;
}

function verdict(program: LibpcapProgram, packet: Uint8Array): boolean {
  return program.matches(Uint8Array.from(packet), packet.length);
}

function neverMatches(random: Random, filter: Filter, linkType: number): boolean {
  return somePackets(random, linkType).every((packet) =>
    filter.matches(packet, 0, packet.length, packet.length) === 0
  );
}

Deno.test("Filter.matches() agrees with interpret() on random filters, in both meanings", () => {
  const random = new Random(SEED + 1);
  for (let count = 0; count < COUNT; count++) {
    const linkType = random.pick(LINK_TYPES);
    const text = randomFilter(random);
    const filter = compiled(text, linkType, random.oneIn(2));
    if (filter instanceof FilterSyntaxError) continue;
    assertStrictEquals(invalidity(filter.program), undefined, text);
    for (const packet of somePackets(random, linkType)) {
      // The packet lies inside noise that must not be read.
      const around = Uint8Array.from([...random.bytes(8), ...packet, ...random.bytes(80)]);
      const length = packet.length + random.below(100);
      assertStrictEquals(
        filter.matches(around, 8, packet.length, length),
        interpret(filter.program, packet, 0, packet.length, length),
        text,
      );
    }
  }
});

Deno.test("compileFilter() refuses random text with a place in it, and nothing else happens", () => {
  const random = new Random(SEED + 2);
  const letters = "abcdefghijklmnoprstuvwxyz0123456789 ()[]:!&|=<>.-/\\$\té\u{1f600}\0";
  for (let count = 0; count < COUNT; count++) {
    const text = random.oneIn(2)
      ? Array.from({ length: random.below(60) }, () => random.pick([...letters])).join("")
      : damaged(random, damaged(random, randomFilter(random)));
    const filter = compiled(text, 1, random.oneIn(2));
    if (!(filter instanceof FilterSyntaxError)) continue;
    assert(filter.offset >= 0 && filter.offset <= text.length, text);
    assert(filter.marked.includes("^"), text);
  }
});
