// tests/core/wire/_table.ts: a protocol's tests as rows.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import type { Fields } from "../../../core/wire/field.ts";
import type { Selector } from "../../../core/wire/select.ts";
import { plainFields, type View } from "../../../core/wire/view.ts";
import { fromHex } from "../../fuzz/_seeds.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** What a test of a protocol needs to know. */
export interface ProtocolTests {
  readonly view: new () => View;
  /** Layers as hexadecimal digits, and all that they are to tell. */
  readonly tells: readonly (readonly [what: string, digits: string, fields: object])[];
  /** What is refused, and how. */
  readonly refuses?: readonly (readonly [what: string, digits: string, fault: Fault])[];
  /** What the payload is said to be, and how many bytes of it there are. */
  readonly carries?: readonly (readonly [what: string, digits: string, Selector, number])[];
  /** The line of a packet that it makes. */
  readonly summaries?: readonly (readonly [digits: string, summary: string])[];
  /** Bytes that it cannot do without, in the first row of `tells`. */
  readonly shortest: number;
}

/** Registers the tests: each row, and for each layer that nothing past any cut is read. */
export function testProtocol(tests: ProtocolTests): void {
  const { view: View, tells, refuses = [], carries = [], summaries = [], shortest } = tests;
  for (const [what, digits, fields] of tells) {
    Deno.test(`${View.name} tells ${what}`, () => {
      assertEquals(JSON.parse(JSON.stringify(at(View, digits))), fields);
    });
    Deno.test(`${View.name} reads nothing past any cut of ${what}`, () => {
      const least = everyPrefix(() => new View(), fromHex(digits));
      if (digits === tells[0][1]) assertStrictEquals(least, shortest);
    });
  }
  for (const [what, digits, fault] of refuses) {
    Deno.test(`${View.name}.at() refuses ${what}`, () => {
      const bytes = fromHex(digits);
      assertStrictEquals(new View().at(bytes, 0, bytes.length), fault);
    });
  }
  for (const [what, digits, next, length] of carries) {
    Deno.test(`${View.name} carries ${what}`, () => {
      const view = at(View, digits);
      assertStrictEquals(view.next, next);
      assertStrictEquals(view.payload.length, length);
    });
  }
  for (const [digits, summary] of summaries) {
    Deno.test(`${View.name}.summary() is "${summary}"`, () => {
      assertStrictEquals(at(View, digits).summary(1), summary);
    });
  }
}

/** A list of plain objects as JSON has it: for what a view's accessor makes. */
export function jsonOfList(list: readonly object[], fields: Fields): unknown {
  return JSON.parse(JSON.stringify(list.map((one) => plainFields(one, fields))));
}

/** A view on the whole of the digits, which it must accept. */
export function at<V extends View>(make: new () => V, digits: string): V {
  const view = new make();
  const bytes = fromHex(digits);
  assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
  return view;
}
