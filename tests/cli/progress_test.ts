// tests/cli/progress_test.ts: the progress bar on a terminal, which script(1) makes.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { pcap } from "../core/capture/_samples.ts";
import { inDirectory, testWith } from "../core/capture/_tools.ts";

const FILE = pcap([{ words: [1, 0, 60, 60], data: new Array(60).fill(0) }]);
const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const ERASED = "\r\x1b[K";

/** What a terminal gets from `whiff -r FIFO …` until `shown` is in it, and from there to the end. */
async function onTerminal(
  directory: string,
  args: string,
  shown: string,
): Promise<[before: string, after: string]> {
  const fifo = `${directory}/fifo`;
  new Deno.Command("mkfifo", { args: [fifo] }).outputSync();
  const whiff = `${Deno.execPath()} run --allow-read --allow-write=${directory} ${MAIN}`;
  await using process = new Deno.Command("script", {
    args: ["-qec", `${whiff} -r ${fifo} ${args}`, "/dev/null"],
    cwd: directory,
    env: { NO_COLOR: "1", TERM: "xterm" },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  using writing = await Deno.open(fifo, { write: true });
  await writing.write(FILE);
  let text = "";
  const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await output.read();
    if (done) throw new Error(`never showed ${shown}: ${text}`);
    text += value;
    if (text.includes(shown)) break;
  }
  const before = text;
  writing.close();
  for (let end = await output.read(); !end.done; end = await output.read()) text += end.value;
  return [before, text.slice(before.length)];
}

for (const args of ["--count", "-w out.pcapng", "> lines"]) {
  testWith(
    "script",
    `whiff ${args} shows its progress on a terminal, and no trace stays`,
    () =>
      inDirectory(async (directory) => {
        const [before, after] = await onTerminal(directory, args, "100 B  ");
        assertStrictEquals(before.startsWith("reading from file"), true, before);
        // However often the bar is drawn anew, the last thing it does is to go, before the rest.
        const rest = after.slice(after.lastIndexOf(ERASED) + ERASED.length).split("\r\n");
        const count = args === "--count" ? ["1 packet"] : [];
        assertEquals(rest, [
          "1 packet captured",
          "1 packet received by filter",
          "0 packets dropped by kernel",
          ...count,
          "",
        ]);
      }),
  );
}

testWith(
  "script",
  "whiff shows no progress beside lines on the same terminal",
  () =>
    inDirectory(async (directory) => {
      const [before, after] = await onTerminal(directory, "-l", "length 60");
      assertStrictEquals((before + after).includes(ERASED), false);
    }),
);
