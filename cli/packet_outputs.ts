// cli/packet_outputs.ts: how packets are printed one by one, as the plan says.
import { Dump } from "../core/output/hex_dump.ts";
import type { PacketOutput, Sink } from "../core/output/sink.ts";
import type { TimeStyle } from "../core/output/time_text.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import type { LineStyle, Plan } from "./plan.ts";

/** What prints packets, by format: imported by the run that prints so. */
const PRINTERS = {
  text: () => import("../core/output/packet_line.ts"),
  ndjson: () => import("../core/output/ndjson.ts"),
  json: () => import("../core/output/json.ts"),
  csv: async () => ({
    ...await import("../core/output/csv.ts"),
    ...await import("./field_readers.ts"),
  }),
} as const;

/** Imports what prints packets in a format: what is imported later, as another user, costs more. */
export async function importPrinter(format: Plan["format"]): Promise<void> {
  await PRINTERS[format]();
}

/** The output of packets that the plan asks for; `undefined` when packets are not printed. */
export async function packetOutput(
  plan: Plan,
  sink: Sink,
  color: boolean,
  registry: ProtocolRegistry,
): Promise<PacketOutput | undefined> {
  if (!plan.printPackets) return undefined;
  const { lineBuffered } = plan.lines;
  switch (plan.format) {
    case "ndjson": {
      const { NdjsonOutput } = await PRINTERS.ndjson();
      return new NdjsonOutput(sink, { lineBuffered });
    }
    case "json": {
      const { JsonOutput } = await PRINTERS.json();
      return new JsonOutput(sink, { lineBuffered });
    }
    case "csv": {
      const { CsvOutput, fieldReaders } = await PRINTERS.csv();
      return new CsvOutput(sink, fieldReaders(plan.fields, registry), { lineBuffered });
    }
    case "text": {
      const { PacketLineOutput } = await PRINTERS.text();
      return new PacketLineOutput(sink, {
        time: plan.lines.time as TimeStyle,
        nanoseconds: plan.lines.digits === 9,
        detail: plan.lines.detail,
        link: plan.lines.linkHeader,
        absolute: plan.lines.absoluteSequenceNumbers,
        number: plan.lines.number,
        dump: dumpOf(plan.lines),
        dumpLink: plan.lines.hex > 1 || plan.lines.hexAscii > 1,
        interfaces: plan.interfaces.length > 1 || plan.interfaces.includes("any"),
        color,
        lineBuffered,
      });
    }
  }
}

function dumpOf({ hex, hexAscii, ascii }: LineStyle): Dump {
  if (hexAscii > 0) return Dump.HexAndAscii;
  if (ascii) return Dump.Ascii;
  return hex > 0 ? Dump.Hex : Dump.None;
}
