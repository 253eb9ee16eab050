import { assertStrictEquals } from "@std/assert";
import { Pace } from "../../../core/capture/_live_pace.ts";

/** Blocks of a ring, frames of each that was taken, milliseconds that took, and the pause. */
for (
  const [does, blockCount, frames, elapsedMs, pauseMs] of [
    ["waits for the kernel when nothing came", 64, [], 10, 0],
    ["waits for the kernel when little came", 64, [255], 8, 0],
    ["pauses when much came", 64, [256], 8, 30],
    ["adds up the frames of small blocks", 64, [100, 100, 100], 24, 30],
    ["leaves time for the rest of the ring", 64, Array(4).fill(4_681), 4, 4],
    ["pauses less with a smaller ring", 16, Array(4).fill(4_681), 12, 3],
    ["never pauses with the smallest ring", 2, [4_681], 6, 0],
    ["waits for the kernel when the ring fills at once", 64, Array(64).fill(700), 10, 0],
  ] as const
) {
  Deno.test(`Pace.pauseMs() ${does}`, () => {
    const pace = new Pace(blockCount, 1_000);
    frames.forEach((count) => pace.took(count));
    assertStrictEquals(pace.pauseMs(1_000 + elapsedMs), pauseMs);
  });
}

Deno.test("Pace.pauseMs() counts from the rest before", () => {
  const pace = new Pace(64, 0);
  pace.took(10_000);
  pace.pauseMs(1_000);
  pace.took(1);
  assertStrictEquals(pace.pauseMs(1_010), 0);
  for (let block = 0; block < 16; block++) pace.took(4_681);
  assertStrictEquals(pace.pauseMs(1_020), 2.5);
});
