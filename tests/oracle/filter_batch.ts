// tests/oracle/filter_batch.ts: answers the filter oracle's questions, one JSON object a line.
//
//     deno run --allow-read tests/oracle/filter_batch.ts [--compat]
import { compileFilter, FilterSyntaxError } from "../../core/filter/mod.ts";
import { type Capture, readCapture } from "./filter_pcap.ts";

/** A question; without a capture it is only whether the filter compiles. */
interface Request {
  readonly id: string;
  readonly dlt: number;
  readonly expr: string;
  readonly pcap?: string;
  readonly netmask?: string;
  readonly snaplen?: number;
}

const compat = Deno.args.includes("--compat");
const [services, protocols] = ["/etc/services", "/etc/protocols"].map((path) =>
  Deno.readTextFileSync(path)
);
const captures = new Map<string, Capture>();

function captureAt(path: string): Capture {
  let capture = captures.get(path);
  if (capture === undefined) captures.set(path, capture = readCapture(path));
  return capture;
}

function maskValue(dotted: string | undefined): number | undefined {
  return dotted?.split(".").reduce((mask, part) => mask * 256 + Number(part), 0);
}

function answer({ id, dlt, expr, pcap, netmask, snaplen }: Request): unknown {
  const capture = pcap === undefined ? undefined : captureAt(pcap);
  try {
    const filter = compileFilter(expr, {
      linkType: capture?.linkType ?? dlt,
      snapLength: snaplen,
      netmask: maskValue(netmask),
      compat,
      savefile: capture !== undefined,
      littleEndian: capture?.littleEndian,
      services,
      protocols,
    });
    const insns = filter.program.length;
    if (capture === undefined) return { id, ok: true, insns };
    const matched = capture.packets.flatMap(({ start, capturedLength, originalLength }, index) =>
      filter.matches(capture.bytes, start, capturedLength, originalLength) ? [index] : []
    );
    return { id, matched, insns };
  } catch (error) {
    if (error instanceof FilterSyntaxError) return { id, error: error.message };
    throw error;
  }
}

const output = new TextEncoder();
let unread = "";
for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (unread + chunk).split("\n");
  unread = lines.pop()!;
  for (const line of lines) {
    if (line.trim() === "") continue;
    Deno.stdout.writeSync(output.encode(JSON.stringify(answer(JSON.parse(line))) + "\n"));
  }
}
