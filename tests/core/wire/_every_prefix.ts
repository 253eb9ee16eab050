// tests/core/wire/_every_prefix.ts: the promise of View.at(), checked for any view.
import { assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import type { View } from "../../../core/wire/view.ts";

/**
 * Sets a view on every prefix of `whole`, with different noise past the cut,
 * and asks for the same answer: so nothing past `end` was read. Gives back the
 * shortest prefix that was accepted, in bytes.
 */
export function everyPrefix(make: () => View, whole: Uint8Array): number {
  let shortest = -1;
  for (let end = 0; end <= whole.length; end++) {
    const [low, high] = [0x00, 0xff].map((noise) => outcome(make, whole, end, noise));
    assertStrictEquals(low, high, `noise past byte ${end} shows`);
    if (shortest < 0 && !low.startsWith("refused")) shortest = end;
  }
  return shortest;
}

function outcome(make: () => View, whole: Uint8Array, end: number, noise: number): string {
  const bytes = new Uint8Array(whole.length + 64).fill(noise);
  bytes.set(whole.subarray(0, end));
  const view = make();
  const fault = view.at(bytes, 0, end, whole.length);
  if (fault !== Fault.None) return `refused ${fault}`;
  const { payloadStart, payloadEnd, wireEnd, next, otherwise } = view;
  const limits = { payloadStart, payloadEnd, wireEnd, next, otherwise };
  assertStrictEquals(payloadEnd <= end, true, `payloadEnd ${payloadEnd} is past ${end}`);
  return JSON.stringify([view, limits, Array.from(view.payload), view.summary(1), view.summary(2)]);
}
