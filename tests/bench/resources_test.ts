import { assert } from "@std/assert";
import { cost, peakMegabytes } from "./_resources.ts";

/** A program that fills so many megabytes and then works for a while. */
function filling(megabytes: number): string[] {
  const code = `const bytes = new Uint8Array(${megabytes}e6).fill(1);
    for (const end = performance.now() + 100; performance.now() < end;) bytes[0]++;`;
  return [Deno.execPath(), "eval", code];
}

Deno.test("peakMegabytes() tells what a command had, not its parent or an earlier one", async () => {
  const much = await peakMegabytes(filling(200)), little = await peakMegabytes(filling(1));
  assert(much - little > 150, `${much} and ${little}`);
});

Deno.test("cost() counts a command's CPU time and keeps its output", async () => {
  const { success, output, cpuMs, wallMs } = await cost([
    Deno.execPath(),
    "eval",
    "console.log(1)",
  ]);
  assert(success && output === "1\n");
  assert(cpuMs > 0 && wallMs > 0, `${cpuMs} and ${wallMs}`);
});
