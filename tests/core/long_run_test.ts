import { assert, assertStrictEquals } from "@std/assert";
import { longRun } from "../bench/long_run.ts";

// The short form of `tests/bench/long_run.ts`: what leaks shows after a million too.
Deno.test("Dispatcher keeps memory flat and loses nothing over a million packets", async () => {
  const legs = await longRun(1_000_000);
  assertStrictEquals(legs.at(-1)?.packets, 1_000_000);
  // The first half warms up; a leak of 20 bytes a packet would be 10 MB in the second.
  const growth = legs[9].memory - legs[4].memory;
  assert(growth < 8 * 2 ** 20, `${growth} bytes more`);
});
