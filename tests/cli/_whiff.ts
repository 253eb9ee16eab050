// tests/cli/_whiff.ts: whiff over files, as a user runs it, and the files.
import { MemoryOutput } from "../../core/capture/byte_stream.ts";
import { type MemoryFrame, MemorySource } from "../../core/capture/memory.ts";
import { PcapngWriter } from "../../core/capture/pcapng_writer.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** How a command ended. */
export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `deno run … main.ts ARGS` in a directory, with no terminal; may read it unless told else. */
export async function whiff(
  directory: string,
  args: readonly string[],
  permissions: readonly string[] = [`--allow-read=${directory}`],
): Promise<CommandEnd> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, MAIN, ...args],
    cwd: directory,
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out, stderr: err };
}

/** Writes packets as a capture file. */
export async function captureFile(path: string, frames: Iterable<MemoryFrame>): Promise<void> {
  const source = new MemorySource(frames);
  const output = new MemoryOutput();
  const writer = new PcapngWriter(output, source.interfaces, {});
  for await (const batch of source) while (batch.next()) writer.write(batch);
  writer.close();
  Deno.writeFileSync(path, Uint8Array.from(output.bytes()));
}
