// cli/writing.ts: the capture files of `-w` and `--save`.
import type { ByteOutput, OutputDirectory } from "../core/capture/byte_stream.ts";
import type { CaptureWriter } from "../core/capture/capture_writer.ts";
import { LateWriter } from "../core/capture/late_writer.ts";
import { PcapWriter } from "../core/capture/pcap_writer.ts";
import type { StoredSection } from "../core/capture/pcapng.ts";
import { PcapngWriter } from "../core/capture/pcapng_writer.ts";
import { RotatingWriter } from "../core/capture/rotate.ts";
import type { Source } from "../core/capture/source.ts";
import { rotates, type WritePlan } from "./plan.ts";
import { writeOutput } from "./standard_output.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

/** What the file says about where it comes from. */
const APPLICATION = `whiff ${VERSION}`;

/** What is known of a capture beside its packets. */
export interface WriterFacts {
  /** Seconds since 1970 at which the capture begins: the first file of a rotation is made then. */
  readonly startSeconds?: number;
  /** Where it was made: of a live one the host's name, of a file what that says. */
  readonly section?: StoredSection;
  /** What the packets have passed, beside what their interface says: the capture filter. */
  readonly filter?: string;
}

/**
 * Opens what the plan writes to. Rotation goes by the packets' time, so that a file replays as it
 * was captured.
 */
export function openWriter(
  plan: WritePlan,
  source: Source,
  directory: OutputDirectory,
  { startSeconds, section, filter }: WriterFacts = {},
): CaptureWriter {
  const { path, packetBuffered } = plan;
  const make = (output: ByteOutput): CaptureWriter =>
    plan.pcap
      ? new PcapWriter(output, onlyInterface(source), { packetBuffered })
      : new PcapngWriter(output, source.interfaces, {
        os: "Linux",
        ...section,
        packetBuffered,
        application: APPLICATION,
        filter,
      });
  if (path === "-") {
    if (Deno.stdout.isTerminal()) {
      throw new UsageError(
        "-w - writes bytes, which a terminal cannot show: give a file, or a pipe as in -w - | tshark -r -",
      );
    }
    const output = { write: writeOutput, close: () => Deno.stdout.close() };
    return make(untilClosed(output, () => source.stop()));
  }
  // What cannot be written at all is told now, though no file is begun before there is a packet.
  if (plan.pcap) onlyInterface(source);
  if (!rotates(plan)) return new LateWriter(directory.open(path), make);
  return new RotatingWriter(directory, make, {
    name: path,
    maxLength: plan.maxBytes,
    seconds: plan.rotateSeconds,
    count: plan.fileCount,
    start: startSeconds,
  });
}

/** The output as it is, until its reader goes away (`| head`): then `onClosed`, and no more words. */
function untilClosed(output: ByteOutput, onClosed: () => void): ByteOutput {
  let closed = false;
  return {
    write(bytes) {
      if (closed) return bytes.length;
      try {
        return output.write(bytes);
      } catch (error) {
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        closed = true;
        onClosed();
        return bytes.length;
      }
    },
    close: () => output.close(),
  };
}

/** pcap has room for one link type only. */
function onlyInterface(source: Source): Source["interfaces"][number] {
  const [first, ...others] = source.interfaces;
  if (others.some(({ linkType }) => linkType !== first.linkType)) {
    throw new Error("Cannot write pcap: the interfaces differ in link type; write pcapng");
  }
  return first;
}
