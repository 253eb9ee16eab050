// Packet lines of many protocols against tcpdump's own, character for character, on frames made here.
import { assertStrictEquals } from "@std/assert";
import { PacketLineOutput } from "../../core/output/packet_line.ts";
import { TextSink } from "../../core/output/sink.ts";
import { TimeStyle } from "../../core/output/time_text.ts";
import { Packet } from "../../core/packet.ts";
import { pcapOf } from "../golden/_conversation.ts";
import { PROTOCOL_FRAMES } from "./_protocol_frames.ts";

/** What tcpdump makes of the frames, a line each; `undefined` where it is not installed. */
async function tcpdump(): Promise<string[] | undefined> {
  const seen = PROTOCOL_FRAMES.map(([, frame]) => ({
    frame,
    originalLength: frame.length,
    seconds: 0,
    nanoseconds: 0,
  }));
  try {
    const child = new Deno.Command("tcpdump", {
      args: ["-n", "-t", "-r", "-"],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(pcapOf(seen));
    await writer.close();
    return new TextDecoder().decode((await child.output()).stdout).split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function ours(frame: Uint8Array): string {
  const sink = new TextSink();
  const output = new PacketLineOutput(sink, { time: TimeStyle.None });
  output.packet(new Packet().setBytes(frame));
  output.end();
  return sink.text.trimEnd();
}

const expected = await tcpdump();
const unless = expected === undefined ? " (skipped: tcpdump is not installed)" : "";

for (const [at, [what, frame]] of PROTOCOL_FRAMES.entries()) {
  Deno.test({
    name: `PacketLineOutput prints what tcpdump prints of ${what}${unless}`,
    ignore: expected === undefined,
    fn() {
      // Some of its lines end in a blank.
      assertStrictEquals(ours(frame), expected![at].trimEnd());
    },
  });
}
