// tests/core/wire/_application.ts: the one form of all tests of applications: rows.
import { assertEquals, assertObjectMatch, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import type { Selector } from "../../../core/wire/select.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import type { Probe } from "../../../core/wire/verdict.ts";
import type { ViewClass } from "../../../core/wire/table.ts";
import type { View } from "../../../core/wire/view.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** What one protocol's tests are made from. */
export interface ApplicationCase {
  readonly view: ViewClass;
  /** Messages that are decoded. */
  readonly decodes: readonly Decoded[];
  /** Bytes that are refused, and why. */
  readonly refuses?: readonly (readonly [does: string, bytes: Uint8Array, fault: Fault])[];
  readonly probe?: Probe;
  /** The probe is of streams, which come in pieces. */
  readonly stream?: true;
  /** What the probe says of bytes. */
  readonly probes?: readonly (readonly [of: string, bytes: Uint8Array, verdict: Verdict])[];
}

/** One message, and what is to be seen of it. */
export interface Decoded {
  /** "a query". */
  readonly what: string;
  readonly bytes: Uint8Array;
  /** What it came over, when that matters. */
  readonly over?: Selector;
  /** Fields as in JSON; others may be there too. */
  readonly fields: Record<PropertyKey, unknown>;
  /** Fields that must not be there. */
  readonly without?: readonly string[];
  readonly summary?: string;
  /** Bytes of the shortest prefix that is taken. */
  readonly shortest?: number;
}

/** Registers the tests of a protocol. */
export function testApplication(
  { view, decodes, refuses, probe, stream, probes }: ApplicationCase,
): void {
  const make = (over: Selector = 0): View => {
    const made = new view();
    made.over = over;
    return made;
  };
  for (const row of decodes) {
    Deno.test(`${view.name} decodes ${row.what}`, () => {
      const made = make(row.over);
      assertStrictEquals(made.at(row.bytes, 0, row.bytes.length), Fault.None);
      const plain = made.toJSON();
      assertObjectMatch(JSON.parse(JSON.stringify(plain)), row.fields);
      for (const name of row.without ?? []) assertEquals(plain[name], undefined, name);
      if (row.summary !== undefined) assertStrictEquals(made.summary(1), row.summary);
    });
    Deno.test(`${view.name} decodes ${row.what} in the middle of other bytes`, () => {
      const moved = new Uint8Array(row.bytes.length + 40).fill(0xa5);
      moved.set(row.bytes, 17);
      const made = make(row.over);
      assertStrictEquals(made.at(moved, 17, 17 + row.bytes.length), Fault.None);
      const here = make(row.over);
      here.at(row.bytes, 0, row.bytes.length);
      assertEquals(made.toJSON(), here.toJSON());
    });
    Deno.test(`${view.name} reads nothing past any cut of ${row.what}`, () => {
      const shortest = everyPrefix(() => make(row.over), row.bytes);
      if (row.shortest !== undefined) assertStrictEquals(shortest, row.shortest);
    });
  }
  for (const [does, bytes, fault] of refuses ?? []) {
    Deno.test(`${view.name}.at() refuses ${does}`, () => {
      assertStrictEquals(make().at(bytes, 0, bytes.length), fault);
    });
  }
  if (probe === undefined) return;
  for (const [of, bytes, verdict] of probes ?? []) {
    Deno.test(`${view.name}'s probe says ${VERDICTS[verdict]} of ${of}`, () => {
      assertStrictEquals(probe(bytes, 0, bytes.length), verdict);
    });
  }
  if (!stream) return;
  Deno.test(`${view.name}'s probe never says no of a stream that it takes in the end`, () => {
    for (const { bytes } of decodes) assertSettles(probe, bytes);
  });
}

const VERDICTS = ["no", "unsure", "yes"];

function assertSettles(probe: Probe, bytes: Uint8Array): void {
  const last = probe(bytes, 0, bytes.length);
  if (last !== Verdict.Yes) return;
  for (let end = 0; end < bytes.length; end++) {
    const verdict = probe(bytes, 0, end);
    assertEquals(verdict === Verdict.No, false, `refused at ${end} bytes what is taken whole`);
  }
}
