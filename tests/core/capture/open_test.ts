// tests/core/capture/open_test.ts
import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import type { ByteInput } from "../../../core/capture/byte_stream.ts";
import { openInput } from "../../../core/capture/deno_file.ts";
import { openCapture } from "../../../core/capture/open.ts";
import {
  concat,
  damage,
  describedInterface,
  drain,
  enhanced,
  pcap,
  readAll,
  section,
  utf8,
} from "./_samples.ts";

for (
  const [does, file, message] of [
    ["an empty file", new Uint8Array(), "Cannot read it past byte 0: found nothing: it is empty"],
    ["text", utf8("hello world"), /found 0x68656c6c6f20776f, with which no capture begins$/],
    ["one byte", Uint8Array.of(0xd4), /found 0xd4, with which no capture begins$/],
    [
      "xz",
      Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0),
      /found xz-compressed data; .*xz -dc/,
    ],
    ["snoop", utf8("snoop\0\0\0\0\0\0\x02"), /found a snoop capture; .*editcap/],
  ] as const
) {
  Deno.test(`openCapture() refuses ${does} and says what it is`, async () => {
    const { error } = await readAll(file, { name: "it" });
    assertStrictEquals(damage(error).offset, 0);
    if (typeof message === "string") assertStrictEquals(damage(error).message, message);
    else assertMatch(damage(error).message, message);
  });
}

/** An input that gives what it is told to, when it is told to. */
function pipe(): { input: ByteInput; send: (bytes: Uint8Array | null) => void } {
  const queue: (Uint8Array | null)[] = [];
  let wake = () => {};
  return {
    send(bytes) {
      queue.push(bytes);
      wake();
    },
    input: {
      async read(into) {
        while (queue.length === 0) await new Promise<void>((resolve) => wake = resolve);
        const bytes = queue.shift() ?? null;
        if (bytes !== null) into.set(bytes);
        return bytes === null ? null : bytes.length;
      },
      close() {
        queue.length = 0;
      },
    },
  };
}

Deno.test("openCapture() of a pipe delivers each packet when it has come", async () => {
  const { input, send } = pipe();
  const file = pcap([{ words: [1, 0, 1, 1], data: [1] }, { words: [2, 0, 1, 1], data: [2] }]);
  send(file.subarray(0, 24));
  using source = await openCapture(input);
  const iterator = source[Symbol.asyncIterator]();
  const seconds: number[] = [];
  for (const [from, to] of [[24, 41], [41, 50], [50, 58]]) {
    send(file.subarray(from, to));
    const deadline = seconds.length + (to === 50 ? 0 : 1);
    while (seconds.length < deadline) {
      const { value } = await iterator.next();
      while (value?.next()) seconds.push(value.seconds);
    }
  }
  assertEquals(seconds, [1, 2]);
});

Deno.test("openCapture() of a quiet pcapng pipe answers at the first interface", async () => {
  const { input, send } = pipe();
  send(section());
  send(describedInterface());
  using source = await openCapture(input);
  assertStrictEquals(source.interfaces.length, 1);
});

Deno.test("Source.stop() ends a source that waits for a pipe, without an error", async () => {
  const { input, send } = pipe();
  send(pcap([{ words: [1, 0, 1, 1], data: [1] }]).subarray(0, 30)); // in the midst of a record
  using source = await openCapture(input);
  setTimeout(() => source.stop(), 0);
  assertEquals(await drain(source), { seen: [], error: undefined });
});

Deno.test("Source.stop() lets no further batch come", async () => {
  const records = Array.from({ length: 20 }, (_, i) => ({ words: [i, 0, 1, 1], data: [i] }));
  const { input, send } = pipe();
  send(pcap(records));
  using source = await openCapture(input, { windowLength: 4096 });
  let packets = 0;
  for await (const batch of source) {
    while (batch.next()) packets++;
    source.stop();
  }
  assertStrictEquals(packets, 20);
});

Deno.test("A file that answers at once lets signals and timers through", async () => {
  const record = pcap([{ words: [1, 0, 1, 1], data: [1] }]);
  let reads = 0;
  const input = {
    read(into: Uint8Array) {
      const piece = reads++ === 0 ? record : record.subarray(24);
      into.set(piece);
      return reads < 1_000_000 ? piece.length : null;
    },
    close() {},
  };
  using source = await openCapture(input);
  setTimeout(() => source.stop(), 0);
  await drain(source);
  assertStrictEquals(reads < 1_000_000, true);
});

Deno.test("openCapture() skips frames that a consumer leaves in a batch", async () => {
  const { input, send } = pipe();
  send(pcap([{ words: [1, 0, 1, 1], data: [1] }, { words: [2, 0, 1, 1], data: [2] }]));
  send(pcap([{ words: [3, 0, 1, 1], data: [3] }]).subarray(24));
  send(null);
  using source = await openCapture(input);
  const seconds: number[] = [];
  for await (const batch of source) if (batch.next()) seconds.push(batch.seconds);
  assertEquals(seconds, [1, 3]);
});

Deno.test("openInput() reads a file, and a FIFO while it grows", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const file = concat(section(), describedInterface(), enhanced(true));
    Deno.writeFileSync(`${directory}/file`, file);
    using stored = await openCapture(openInput(`${directory}/file`));
    assertStrictEquals((await drain(stored)).seen.length, 1);

    new Deno.Command("mkfifo", { args: [`${directory}/fifo`] }).outputSync();
    const writing = Deno.writeFile(`${directory}/fifo`, file);
    using piped = await openCapture(openInput(`${directory}/fifo`));
    assertStrictEquals((await drain(piped)).seen.length, 1);
    await writing;
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
