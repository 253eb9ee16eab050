import { assertEquals } from "@std/assert";
import { catchStrayErrors } from "../../cli/stray_errors.ts";

/** So many plugins: their addresses are `blob:null/0`, `blob:null/1` … */
function cast(count: number) {
  const failures = Array.from({ length: count }, () => 0);
  const suspects = failures.map((_, n) => ({
    module: { url: `blob:null/${n}`, path: `./${n}.ts` },
    name: `plugin-${n}`,
    strayed: () => void failures[n]++,
  }));
  return { failures, suspects };
}

/** Throws it where nobody calls. */
function stray(error: unknown): void {
  dispatchEvent(new ErrorEvent("error", { error, cancelable: true }));
}

function errorAt(place: string): Error {
  return Object.assign(new Error("x"), { stack: `Error: x\n    at ${place}:1:1` });
}

for (
  const [does, count, error, goesOn, failures] of [
    ["lets no plugin's error end the run", 2, errorAt("blob:null/1"), true, [0, 1]],
    ["takes what has no stack for the only plugin's", 1, 1, true, [1]],
    ["counts what has no stack for none of several", 2, 1, true, [0, 0]],
    ["takes the runtime's own for a plugin's", 1, errorAt("ext:deno_fs/30_fs.js"), true, [1]],
    ["lets our own mistakes go their way", 1, new Error("ours"), false, [0]],
    ["lets all go its way without plugins", 0, 1, false, []],
  ] as const
) {
  Deno.test(`catchStrayErrors() ${does}`, () => {
    const { failures: counted, suspects } = cast(count);
    // The test runner listens too, and would take what goes its way for a failure of the test.
    using _stray = catchStrayErrors(() => suspects);
    const seen: boolean[] = [];
    const last = (event: Event) => {
      seen.push(event.defaultPrevented);
      event.preventDefault();
    };
    addEventListener("error", last);
    try {
      stray(error);
    } finally {
      removeEventListener("error", last);
    }
    assertEquals(seen, [goesOn]);
    assertEquals(counted, [...failures]);
  });
}

Deno.test("catchStrayErrors() listens no more once it is disposed", () => {
  const { failures, suspects } = cast(1);
  catchStrayErrors(() => suspects)[Symbol.dispose]();
  const last = (event: Event) => event.preventDefault();
  addEventListener("error", last);
  stray(1);
  removeEventListener("error", last);
  assertEquals(failures, [0]);
});
