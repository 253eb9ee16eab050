// tests/bench/capture_bench.ts: deno bench -A tests/bench/capture_bench.ts
//
// One iteration is PACKETS packets, so 100 us are 10 ns a packet. WHIFF_BENCH=FILE reads that
// capture too, through the page cache. On Deno 2.9.6 the loop over a window that lies in the cache
// takes 11 ns a packet of pcap (16 with `#` in place of `private`) and 30 of pcapng (70 when each
// time is divided anew); to copy 400 bytes takes 48 ns with `set()` and 115 by words, 60 bytes 70
// and 38. Compare figures of one run only: a neighbour on the machine doubles them.
import { WriteConsumer } from "../../cli/write_consumer.ts";
import { bytesInput, MemoryOutput } from "../../core/capture/byte_stream.ts";
import { Copy } from "../../core/capture/copy.ts";
import { openInput } from "../../core/capture/deno_file.ts";
import { MemorySource } from "../../core/capture/memory.ts";
import { mergeSources } from "../../core/capture/merge.ts";
import { openCapture } from "../../core/capture/open.ts";
import { PcapWriter } from "../../core/capture/pcap_writer.ts";
import { PcapngWriter } from "../../core/capture/pcapng_writer.ts";
import type { Source } from "../../core/capture/source.ts";
import { Dispatcher } from "../../core/dispatcher.ts";

const PACKETS = 10_000;

/** A mix of lengths as on a busy link: many short ones, some full ones; mean 400 bytes. */
const LENGTHS = [60, 66, 66, 90, 120, 150, 300, 576, 1066, 1514];

const frames = Array.from({ length: PACKETS }, (_, i) => ({
  bytes: new Uint8Array(LENGTHS[i % LENGTHS.length]).fill(i),
  seconds: 1_721_095_324 + Math.floor(i / 5000),
  nanoseconds: (i % 5000) * 200_000,
}));

async function stored(make: (output: MemoryOutput, source: Source) => PcapWriter | PcapngWriter) {
  const source = new MemorySource(frames);
  const output = new MemoryOutput();
  const writer = make(output, source);
  for await (const batch of source) while (batch.next()) writer.write(batch);
  writer.close();
  return output.bytes();
}

async function count(source: Source): Promise<number> {
  let bytes = 0;
  for await (const batch of source) while (batch.next()) bytes += batch.originalLength;
  return bytes;
}

const pcap = await stored((output, source) => new PcapWriter(output, source.interfaces[0]));
const pcapng = await stored((output, source) => new PcapngWriter(output, source.interfaces));

Deno.bench("read pcap", { group: "read", baseline: true }, async () => {
  using source = await openCapture(bytesInput(pcap));
  await count(source);
});

Deno.bench("read pcapng", { group: "read" }, async () => {
  using source = await openCapture(bytesInput(pcapng));
  await count(source);
});

Deno.bench("merge pcap and pcapng (twice the packets)", { group: "read" }, async () => {
  using source = mergeSources([
    await openCapture(bytesInput(pcap)),
    await openCapture(bytesInput(pcapng)),
  ]);
  await count(source);
});

const nowhere = { write: (bytes: Uint8Array) => bytes.length, close: () => {} };

for (
  const [name, make] of [
    ["write pcap", (source: Source) => new PcapWriter(nowhere, source.interfaces[0])],
    ["write pcapng", (source: Source) => new PcapngWriter(nowhere, source.interfaces)],
  ] as const
) {
  Deno.bench(name, { group: "write" }, async () => {
    const source = new MemorySource(frames);
    const writer = make(source);
    for await (const batch of source) while (batch.next()) writer.write(batch);
    writer.close();
  });
}

/** Through the dispatcher, as packets that are printed too would go. */
async function dispatched(source: Source, writer: PcapngWriter): Promise<void> {
  const consumers = [new WriteConsumer(writer, () => {})];
  await new Dispatcher({ consumers }).run(source);
}

for (
  const [name, copy] of [
    ["by Copy", (source: Source, writer: PcapngWriter) => new Copy({ writer }).run(source)],
    ["by Dispatcher", dispatched],
  ] as const
) {
  Deno.bench(`copy pcap to pcapng ${name}`, { group: "copy" }, async () => {
    using source = await openCapture(bytesInput(pcap));
    const writer = new PcapngWriter(nowhere, source.interfaces);
    await copy(source, writer);
    writer.close();
  });
}

const from = new Uint8Array(1 << 16);
const to = new Uint8Array(1 << 16);
const fromView = new DataView(from.buffer);
const toView = new DataView(to.buffer);
for (const length of [60, 128, 192, 400, 1514]) {
  Deno.bench(`copy ${length} bytes with set()`, { group: `copy ${length}` }, () => {
    for (let i = 0; i < PACKETS; i++) to.set(from.subarray(i, i + length), 7);
  });
  Deno.bench(`copy ${length} bytes by words`, { group: `copy ${length}` }, () => {
    for (let i = 0; i < PACKETS; i++) {
      for (let at = 0; at < length; at += 4) {
        toView.setInt32(7 + at, fromView.getInt32(i + at, true), true);
      }
    }
  });
}

const file = Deno.env.get("WHIFF_BENCH");
if (file !== undefined) {
  for (const kib of [64, 256, 1024, 4096]) {
    Deno.bench(`read the file, window of ${kib} KiB`, { group: "file" }, async () => {
      using source = await openCapture(openInput(file), { windowLength: kib * 1024 });
      await count(source);
    });
  }
}
