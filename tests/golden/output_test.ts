// Golden text of what prints. The lines were agreed with tcpdump 4.99.3 on the same packets
// (tests/oracle/tcpdump_line_test.ts has the differences); `deno task golden` rewrites the files.
import { CsvOutput } from "../../core/output/csv.ts";
import { resolveField } from "../../core/output/fields.ts";
import { Dump } from "../../core/output/hex_dump.ts";
import { PacketLineOutput } from "../../core/output/packet_line.ts";
import { reportLines } from "../../core/output/report_text.ts";
import { type PacketOutput, type Sink, TextSink } from "../../core/output/sink.ts";
import { TimeStyle } from "../../core/output/time_text.ts";
import { Packet } from "../../core/packet.ts";
import { NO_LOSS, TALKERS } from "../core/output/_reports.ts";
import { CONVERSATION } from "./_conversation.ts";
import { assertGolden } from "./_golden.ts";

/** What the output prints of the conversation. */
function printed(make: (sink: Sink) => PacketOutput): string {
  const sink = new TextSink();
  const output = make(sink);
  const packet = new Packet();
  for (const { frame, originalLength, seconds, nanoseconds } of CONVERSATION) {
    packet.setBytes(frame, { originalLength, seconds });
    packet.nanoseconds = nanoseconds;
    output.packet(packet);
  }
  output.end();
  return sink.text;
}

const FIELDS = ["frame.number", "ipv4.source", "ipv4.protocol", "tcp.flags.syn", "udp.length"];
const lines = { time: TimeStyle.SinceFirst };

for (
  const [name, make] of [
    ["packet_lines.txt", (sink) => new PacketLineOutput(sink, lines)],
    [
      "packet_lines_link_dump.txt",
      (sink) => new PacketLineOutput(sink, { ...lines, link: true, dump: Dump.HexAndAscii }),
    ],
    ["packet_lines_quiet.txt", (sink) => new PacketLineOutput(sink, { ...lines, detail: 0 })],
    ["packets.csv", (sink) => new CsvOutput(sink, FIELDS.map((path) => resolveField(path)))],
  ] as readonly (readonly [string, (sink: Sink) => PacketOutput])[]
) {
  Deno.test(`${name} is what the conversation prints`, () => assertGolden(name, printed(make)));
}

for (
  const [name, width] of [["report_wide.txt", 100], ["report_narrow.txt", 50]] as const
) {
  Deno.test(`${name} is what a report prints in ${width} columns`, () => {
    // No time: its text hangs on the time zone.
    const taken = { ...TALKERS, timeMs: 0, loss: { ...NO_LOSS, droppedByUs: 1 } };
    assertGolden(name, reportLines(taken, { width }).join("\n") + "\n");
  });
}
