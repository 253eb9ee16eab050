// tests/core/capture/ends_test.ts: what is on the disk when writing ends badly.
import { assertInstanceOf, assertStrictEquals } from "@std/assert";
import { CaptureFileError } from "../../../core/capture/capture_file_error.ts";
import { CaptureWriteError } from "../../../core/capture/capture_writer.ts";
import { createOutput, openInput } from "../../../core/capture/deno_file.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { openCapture } from "../../../core/capture/open.ts";
import { PcapWriter } from "../../../core/capture/pcap_writer.ts";
import { PcapngWriter } from "../../../core/capture/pcapng_writer.ts";
import { eventually } from "../../_patience.ts";
import { drain } from "./_samples.ts";
import { inDirectory, run } from "./_tools.ts";

/** Of the two processors. */
const PAGE_SIZE = 4096;

Deno.test("PcapngWriter leaves whole packets when its process is killed", () =>
  inDirectory(async (directory) => {
    const path = `${directory}/f`;
    const script = new URL("_endless_writer.ts", import.meta.url).pathname;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", `--allow-write=${path}`, script, path],
    }).spawn();
    try {
      await eventually("the file has grown", () => exceeds(path, 2_000_000));
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
    using source = await openCapture(openInput(path));
    const { seen, error } = await drain(source);
    // The kernel may break off even the write in hand, between two pages (`generic_perform_write` in
    // mm/filemap.c looks for a fatal signal): then the last packet is cut, and all before it whole.
    const { size } = Deno.statSync(path);
    if (size % PAGE_SIZE !== 0) assertStrictEquals(error, undefined);
    else if (error !== undefined) assertInstanceOf(error, CaptureFileError);
    assertStrictEquals(seen.length > 0, true);
  }));

function exceeds(path: string, length: number): boolean {
  try {
    return Deno.statSync(path).size > length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A disk of 1 MiB, if this process may have one. */
function withSmallDisk(use: (path: string) => Promise<void>): Promise<void> {
  return inDirectory(async (directory) => {
    run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory);
    try {
      await use(directory);
    } finally {
      run("umount", directory);
    }
  });
}

const mayMount = Deno.uid() === 0 &&
  await withSmallDisk(() => Promise.resolve()).then(() => true, () => false);

for (const kind of ["pcap", "pcapng"]) {
  const name = `A ${kind} file on a full disk is valid and has the packets that are called safe`;
  Deno.test({
    name: mayMount ? name : `${name} (skipped: no right to mount)`,
    ignore: !mayMount,
    fn: () =>
      withSmallDisk(async (disk) => {
        const frames = Array.from({ length: 3000 }, () => ({ bytes: new Uint8Array(777) }));
        const source = new MemorySource(frames);
        const output = createOutput(`${disk}/f`);
        const writer = kind === "pcap"
          ? new PcapWriter(output, source.interfaces[0])
          : new PcapngWriter(output, source.interfaces);
        let failure: unknown;
        try {
          for await (const batch of source) while (batch.next()) writer.write(batch);
        } catch (error) {
          failure = error;
        }
        writer.close();
        if (!(failure instanceof CaptureWriteError)) throw failure ?? new Error("it all fitted");
        assertStrictEquals(
          failure.message,
          `Cannot write on: No space left on device (os error 28); ` +
            `${failure.safePackets.toLocaleString("en-US")} packets are safe`,
        );
        using stored = await openCapture(openInput(`${disk}/f`));
        const { seen, error } = await drain(stored);
        assertStrictEquals(error, undefined);
        assertStrictEquals(seen.length, failure.safePackets);
        // All that fits is there: less than one more packet.
        const { size } = Deno.statSync(`${disk}/f`);
        assertStrictEquals(size > (1 << 20) - 1000, true, `${size} bytes`);
      }),
  });
}
