// cli/packet_outputs.ts: how packets are printed one by one, as the plan says.
import { CsvOutput } from "../core/output/csv.ts";
import { type FieldReader, resolveField, UnknownFieldError } from "../core/output/fields.ts";
import { JsonOutput } from "../core/output/json.ts";
import { Dump } from "../core/output/hex_dump.ts";
import { NdjsonOutput } from "../core/output/ndjson.ts";
import { PacketLineOutput } from "../core/output/packet_line.ts";
import type { PacketOutput, Sink } from "../core/output/sink.ts";
import type { TimeStyle } from "../core/output/time_text.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import type { LineStyle, Plan } from "./plan.ts";
import { FIELDS_NEEDED } from "./conflicts.ts";
import { UsageError } from "./usage_error.ts";

/** The output of packets that the plan asks for; `undefined` when packets are not printed. */
export function packetOutput(
  plan: Plan,
  sink: Sink,
  color: boolean,
  registry: ProtocolRegistry,
): PacketOutput | undefined {
  if (!plan.printPackets) return undefined;
  const { lineBuffered } = plan.lines;
  switch (plan.format) {
    case "ndjson":
      return new NdjsonOutput(sink, { lineBuffered });
    case "json":
      return new JsonOutput(sink, { lineBuffered });
    case "csv":
      return new CsvOutput(sink, fieldReaders(plan.fields, registry), { lineBuffered });
    case "text":
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

/** What reads the fields of `--fields`. Throws a `UsageError` for one that does not exist. */
export function fieldReaders(
  list: string | undefined,
  registry: ProtocolRegistry,
): FieldReader[] {
  if (list === undefined) throw new UsageError(FIELDS_NEEDED);
  try {
    return list.split(",").map((path) => resolveField(path.trim(), registry));
  } catch (error) {
    if (error instanceof UnknownFieldError) throw new UsageError(`--fields: ${error.message}`);
    throw error;
  }
}

function dumpOf({ hex, hexAscii, ascii }: LineStyle): Dump {
  if (hexAscii > 0) return Dump.HexAndAscii;
  if (ascii) return Dump.Ascii;
  return hex > 0 ? Dump.Hex : Dump.None;
}
