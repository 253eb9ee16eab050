// Packet lines against tcpdump's own, character for character, on packets made here.
import { assertEquals } from "@std/assert";
import { Dump } from "../../core/output/hex_dump.ts";
import { type PacketLineOptions, PacketLineOutput } from "../../core/output/packet_line.ts";
import { TextSink } from "../../core/output/sink.ts";
import { TimeStyle } from "../../core/output/time_text.ts";
import { Packet } from "../../core/packet.ts";
import { CONVERSATION, pcapOf, type Seen } from "../golden/_conversation.ts";

/** Where whiff says it differently on purpose; docs/output.md has the reasons. */
const DIFFERENT: readonly (readonly [tcpdumps: RegExp, ours: string])[] = [
  // Ports of a header that is cut: the addresses alone are certain.
  [/(192[\d.]+)\.\d+ > (198[\d.]+)\.\d+: +\[\|tcp\]/, "$1 > $2: [|tcp]"],
  // With -e it leaves out what begins an inner header.
  [/(198.51.100.2): (192.0.2.1.1 >)/, "$1: IP $2"],
  // After an option that lies, the rest of the line still holds.
  [/\[bad opt\]$/, "[bad opt]], length 0"],
];

/** What tcpdump makes of the packets; `undefined` where it is not installed. */
async function tcpdump(flags: readonly string[]): Promise<string[] | undefined> {
  try {
    const child = new Deno.Command("tcpdump", {
      args: ["-n", ...flags, "-r", "-"],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(pcapOf(CONVERSATION));
    await writer.close();
    return new TextDecoder().decode((await child.output()).stdout).split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function ours(options: PacketLineOptions): string[] {
  const sink = new TextSink();
  const output = new PacketLineOutput(sink, options);
  const packet = new Packet();
  for (const seen of CONVERSATION) output.packet(set(packet, seen));
  output.end();
  return sink.text.split("\n");
}

function set(packet: Packet, seen: Seen): Packet {
  packet.setBytes(seen.frame, { originalLength: seen.originalLength, seconds: seen.seconds });
  packet.nanoseconds = seen.nanoseconds;
  return packet;
}

const installed = await tcpdump([]) !== undefined;
const unless = installed ? "" : " (skipped: tcpdump is not installed)";

for (
  const [flags, options] of [
    [[], {}],
    [["-t"], { time: TimeStyle.None }],
    [["-tt"], { time: TimeStyle.Epoch }],
    [["-ttt"], { time: TimeStyle.SincePrevious }],
    [["-tttt"], { time: TimeStyle.DateAndTime }],
    [["-ttttt", "--nano"], { time: TimeStyle.SinceFirst, nanoseconds: true }],
    [["-q"], { detail: 0 }],
    [["-v"], { detail: 2 }],
    [["-vv"], { detail: 3 }],
    [["-e"], { link: true }],
    [["-S"], { absolute: true }],
    [["--number"], { number: true }],
    [["-x"], { dump: Dump.Hex }],
    [["-xx"], { dump: Dump.Hex, dumpLink: true }],
    [["-X"], { dump: Dump.HexAndAscii }],
    [["-XX"], { dump: Dump.HexAndAscii, dumpLink: true }],
  ] as readonly (readonly [readonly string[], PacketLineOptions])[]
) {
  Deno.test({
    name: `PacketLineOutput prints what tcpdump ${flags.join(" ")} prints${unless}`,
    ignore: !installed,
    async fn() {
      const expected = (await tcpdump(flags))!.map((line) =>
        DIFFERENT.reduce((text, [theirs, own]) => text.replace(theirs, own), line)
      );
      assertEquals(ours(options), expected);
    },
  });
}
