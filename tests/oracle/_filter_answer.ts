// tests/oracle/_filter_answer.ts: what we say to a question of the filter oracle.
import { compileFilter, FilterSyntaxError, Names } from "../../core/filter/mod.ts";
import { type Capture, readCapture } from "./filter_pcap.ts";

/** A question; without a capture it is only whether the filter compiles. */
export interface Question {
  readonly id: string;
  readonly dlt: number;
  readonly expr: string;
  /** Path of the capture. */
  readonly pcap?: string;
  readonly netmask?: string;
  readonly snaplen?: number;
}

/** Packets that match, by place from 0; or that the filter compiles; or why it does not. */
export interface Answer {
  readonly id: string;
  readonly ok?: true;
  readonly matched?: readonly number[];
  /** Instructions of the program. */
  readonly insns?: number;
  readonly error?: string;
}

/** Answers questions; each capture is read once. */
export class Respondent {
  readonly #compat: boolean;
  readonly #names = new Names(
    Deno.readTextFileSync("/etc/services"),
    Deno.readTextFileSync("/etc/protocols"),
  );
  readonly #captures = new Map<string, Capture>();

  constructor(compat: boolean) {
    this.#compat = compat;
  }

  answer({ id, dlt, expr, pcap, netmask, snaplen }: Question): Answer {
    const capture = pcap === undefined ? undefined : this.#captureAt(pcap);
    try {
      const filter = compileFilter(expr, {
        linkType: capture?.linkType ?? dlt,
        snapLength: snaplen,
        netmask: netmask?.split(".").reduce((mask, part) => mask * 256 + Number(part), 0),
        compat: this.#compat,
        savefile: capture !== undefined,
        littleEndian: capture?.littleEndian,
        services: this.#names,
      });
      const insns = filter.program.length;
      if (capture === undefined) return { id, ok: true, insns };
      const { bytes, packets } = capture;
      const matched = packets.flatMap(({ start, capturedLength, originalLength }, index) =>
        filter.matches(bytes, start, capturedLength, originalLength) !== 0 ? [index] : []
      );
      return { id, matched, insns };
    } catch (error) {
      if (error instanceof FilterSyntaxError) return { id, error: error.message };
      throw error;
    }
  }

  #captureAt(path: string): Capture {
    let capture = this.#captures.get(path);
    if (capture === undefined) this.#captures.set(path, capture = readCapture(path));
    return capture;
  }
}
