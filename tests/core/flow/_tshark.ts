// tests/core/flow/_tshark.ts: the captures that tshark and we are asked about, and its answers.
import { openInput } from "../../../core/capture/deno_file.ts";
import { openCapture } from "../../../core/capture/open.ts";
import { Dispatcher } from "../../../core/dispatcher.ts";
import { FlowEngine, type FlowOptions } from "../../../core/flow/engine.ts";
import type { FlowSubscriber } from "../../../core/flow/subscriber.ts";

/** Captures of other projects, which are not part of this one. */
const CAPTURES = new URL("../../../../shared/oracle/decode/dev/", import.meta.url);

/** The path of one of them. */
export function capturePath(name: string): string {
  return new URL(name, CAPTURES).pathname;
}

/** Why nothing can be compared here; empty when it can. */
export const missing: string = whyNot();

function whyNot(): string {
  try {
    Deno.statSync(CAPTURES);
    new Deno.Command("tshark", { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync();
    return "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return " (skipped: no tshark, or no captures)";
    throw error;
  }
}

/** What tshark prints, without what it says of itself. */
export function tshark(name: string, ...args: string[]): string {
  const { stdout } = new Deno.Command("tshark", {
    args: ["-r", capturePath(name), ...args],
    stderr: "null",
  }).outputSync();
  return new TextDecoder().decode(stdout);
}

/** The last value of each field, by frame. */
export function fields(name: string, names: readonly string[], ...args: string[]): string[][] {
  const wanted = names.flatMap((one) => ["-e", one]);
  const text = tshark(name, "-T", "fields", "-E", "occurrence=l", ...wanted, ...args);
  return text.trimEnd().split("\n").filter((line) => line !== "").map((line) => line.split("\t"));
}

/** Runs a capture through an engine. */
export async function followCapture(
  name: string,
  subscribers: readonly FlowSubscriber[],
  options: FlowOptions = {},
): Promise<void> {
  using source = await openCapture(openInput(capturePath(name)), { name });
  const engine = new FlowEngine(subscribers, { maxFlows: 4096, ...options });
  await new Dispatcher({ consumers: [engine] }).run(source);
}
