// tests/core/capture/_endless_writer.ts: writes packets to the file it is told until it is killed.
import { createOutput } from "../../../core/capture/deno_file.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { PcapngWriter } from "../../../core/capture/pcapng_writer.ts";

const frames = Array.from({ length: 1000 }, (_, i) => ({ bytes: new Uint8Array(i) }));
const { interfaces } = new MemorySource([]);
const writer = new PcapngWriter(createOutput(Deno.args[0]), interfaces);
for (;;) {
  for await (const batch of new MemorySource(frames)) while (batch.next()) writer.write(batch);
}
