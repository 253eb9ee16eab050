// cli/offline.ts: capture files in place of an interface.
import { openInput, standardInput } from "../core/capture/deno_file.ts";
import { openCapture } from "../core/capture/open.ts";
import { Dispatcher } from "../core/dispatcher.ts";
import { NdjsonOutput } from "../core/output/ndjson.ts";
import { ExitCode } from "./exit.ts";
import { PacketConsumer } from "./packet_consumer.ts";
import type { Plan } from "./plan.ts";
import { StandardOutput } from "./standard_output.ts";

/** Reads the plan's files. */
export async function readFiles(plan: Plan): Promise<ExitCode> {
  const [path] = plan.files;
  const input = path === "-" ? standardInput() : openInput(path);
  using source = await openCapture(input, { name: path });
  const output = new NdjsonOutput(new StandardOutput(() => source.stop()));
  const dispatcher = new Dispatcher({ consumers: [new PacketConsumer(output)], limit: plan.limit });
  try {
    await dispatcher.run(source);
  } finally {
    output.end();
  }
  return ExitCode.Ok;
}
