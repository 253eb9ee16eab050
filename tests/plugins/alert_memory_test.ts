// tests/plugins/alert_memory_test.ts: plugins/_alert_memory.ts.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { newAlertMemory } from "../../plugins/_alert_memory.ts";

Deno.test("AlertMemory.admit() holds the same back for a minute, and counts what it held back", () => {
  const memory = newAlertMemory();
  const answers = [0, 1, 59_999, 60_000, 60_001].map((nowMs) => memory.admit("a", nowMs));
  assertEquals(answers, [0, undefined, undefined, 2, undefined]);
});

Deno.test("AlertMemory.untold counts what was held back since", () => {
  const memory = newAlertMemory();
  const untold = ["a", "a", "b", "a", "b"].map((key) => {
    memory.admit(key, 0);
    return memory.untold;
  });
  assertEquals(untold, [0, 1, 1, 2, 3]);
  memory.admit("a", 60_000);
  assertStrictEquals(memory.untold, 1, "that of b");
});

Deno.test("AlertMemory.admit() holds back for as long as it is told", () => {
  const memory = newAlertMemory();
  const answers = [0, 9, 10].map((nowMs) => memory.admit("a", nowMs, 10));
  assertEquals(answers, [0, undefined, 1]);
});

Deno.test("AlertMemory.admit() tells keys apart", () => {
  const memory = newAlertMemory();
  assertEquals(["a", "b", "a"].map((key) => memory.admit(key, 0)), [0, 0, undefined]);
});

Deno.test("AlertMemory.admit() forgets the key shown longest ago beyond ten thousand", () => {
  const memory = newAlertMemory();
  for (let n = 0; n < 10_000; n++) memory.admit(`${n}`, n, 10);
  memory.admit("0", 10_000, 10); // shown anew: "1" is the oldest now
  memory.admit("one more", 10_000, 10);
  assertStrictEquals(memory.admit("0", 10_000, 1e9), undefined);
  assertStrictEquals(memory.admit("1", 10_000, 1e9), 0);
});
