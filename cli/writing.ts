// cli/writing.ts: `-w`: capture files as one more consumer, and what `savePacket` writes to.
import type { ByteOutput, OutputDirectory } from "../core/capture/byte_stream.ts";
import type { CaptureWriter } from "../core/capture/capture_writer.ts";
import { standardOutput } from "../core/capture/deno_file.ts";
import { PcapWriter } from "../core/capture/pcap_writer.ts";
import { PcapngWriter } from "../core/capture/pcapng_writer.ts";
import { RotatingWriter } from "../core/capture/rotate.ts";
import type { Batch, Source } from "../core/capture/source.ts";
import type { Accepts, Consumer } from "../core/dispatcher.ts";
import type { WritePlan } from "./plan.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

/** What the file says about where it comes from. */
const APPLICATION = `whiff ${VERSION}`;

/** What a live capture knows beside its packets. */
export interface WriterFacts {
  /** Seconds since 1970 at which the capture begins: the first file of a rotation is made then. */
  readonly startSeconds?: number;
  /** The host's name. */
  readonly hardware?: string;
}

/**
 * Opens what the plan writes to. Rotation goes by the packets' time, so that a file replays as it
 * was captured.
 */
export function openWriter(
  plan: WritePlan,
  source: Source,
  directory: OutputDirectory,
  { startSeconds, hardware }: WriterFacts = {},
): CaptureWriter {
  const { path, packetBuffered } = plan;
  const make = (output: ByteOutput): CaptureWriter =>
    plan.pcap
      ? new PcapWriter(output, onlyInterface(source), { packetBuffered })
      : new PcapngWriter(output, source.interfaces, {
        packetBuffered,
        application: APPLICATION,
        hardware,
        os: "Linux",
      });
  if (path === "-") {
    if (Deno.stdout.isTerminal()) {
      throw new UsageError("-w - writes bytes, which a terminal cannot show: send them on");
    }
    return make(untilClosed(standardOutput(), () => source.stop()));
  }
  if (!rotates(plan)) {
    return make(directory.create(path));
  }
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

/** Whether there will be further files. */
export function rotates(plan: WritePlan | undefined): boolean {
  return (plan?.maxBytes ?? plan?.rotateSeconds) !== undefined;
}

/** pcap has room for one link type only. */
function onlyInterface(source: Source): Source["interfaces"][number] {
  const [first, ...others] = source.interfaces;
  if (others.some(({ linkType }) => linkType !== first.linkType)) {
    throw new Error("Cannot write pcap: the interfaces differ in link type; write pcapng");
  }
  return first;
}

/**
 * Writes every captured packet, with what the analyzers said about it: they
 * come before it, and {@linkcode WriteConsumer.mark} what they want kept.
 */
export class WriteConsumer implements Consumer {
  readonly dueMs = Infinity;
  readonly #writer: CaptureWriter;
  readonly #onFull: () => void;
  #comment: string | undefined;

  /** @param onFull called when the last file that `-W` allows is complete */
  constructor(writer: CaptureWriter, onFull: () => void) {
    this.#writer = writer;
    this.#onFull = onFull;
  }

  /** A comment for the packet in hand. */
  mark(comment: string): void {
    this.#comment = this.#comment === undefined ? comment : `${this.#comment}; ${comment}`;
  }

  filterFor(): Accepts | undefined {
    return undefined;
  }

  frame(batch: Batch): void {
    this.#writer.write(batch, this.#comment);
    this.#comment = undefined;
    if (this.#writer instanceof RotatingWriter && this.#writer.full) this.#onFull();
  }

  packet(): void {}

  tick(): void {}

  begin(): void {}
}
