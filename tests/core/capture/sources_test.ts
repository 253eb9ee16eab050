// tests/core/capture/sources_test.ts: the common suite over the sources that need no machine.
import { bytesInput } from "../../../core/capture/byte_stream.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { mergeSources } from "../../../core/capture/merge.ts";
import { NarrowedSource } from "../../../core/capture/narrow.ts";
import { openCapture } from "../../../core/capture/open.ts";
import { concat, describedInterface, enhanced, pcap, section } from "./_samples.ts";
import { testSource } from "./source_suite.ts";

const PCAP = pcap(
  [1, 2, 3, 4].map((second) => ({ words: [second, 0, 4, 60], data: [1, 2, 3, 4] })),
);
const PCAPNG = concat(
  section(),
  describedInterface(true, { linkType: 101 }),
  ...[1n, 2n, 3n, 4n].map((time) => enhanced(true, { time, original: 60 })),
);
const options = { windowLength: 64 };
const frames = [1, 2, 3].map((seconds) => ({ bytes: Uint8Array.of(seconds), seconds }));

testSource("PcapSource", () => openCapture(bytesInput(PCAP), options));
testSource("PcapngSource", () => openCapture(bytesInput(PCAPNG), options));
testSource("MemorySource", () => new MemorySource(frames, { batchLength: 2 }));
testSource(
  "NarrowedSource",
  () => new NarrowedSource(new MemorySource(frames, { batchLength: 2 }), { snapLength: 1 }),
);
testSource("A merged source", async () =>
  mergeSources([
    await openCapture(bytesInput(PCAP), options),
    await openCapture(bytesInput(PCAPNG), options),
    new MemorySource(frames, { batchLength: 1 }),
  ]));
