// tests/fuzz/decode_fuzz.ts: frames that lie, decoded and printed in every way.
//
//     deno run -A tests/fuzz/decode_fuzz.ts [COUNT] [SEED]
//
// A finding is a frame that made the decoder throw, that took too long, or whose
// answer hung on bytes outside of it or on the frame before it. It is printed as
// a row for a file of tests/fuzz/seeds.
import { Packet } from "../../core/packet.ts";
import { MAX_LAYERS } from "../../core/wire/fault.ts";
import { LINK_TYPE } from "../../core/wire/select.ts";
import type { View } from "../../core/wire/view.ts";
import { mutate, Random } from "./_mutate.ts";
import { loadSeeds, type Seed } from "./_seeds.ts";

/** The longest that one frame may take, decoded and printed in every way, in milliseconds. */
const SLOWEST_MS = 1;
/** Attempts until a slow frame counts: the garbage collector's pauses are not the decoder's. */
const ATTEMPTS = 8;
/** Bytes before and after the frame that must never show. */
const MARGIN = 64;
/** Findings after which a run ends. */
const ENOUGH = 20;

/** A frame on the wire. */
export interface Frame {
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** Bytes on the wire: more, where the capture was cut. */
  readonly originalLength: number;
}

const NO_FRAME: Frame = { linkType: 1, bytes: new Uint8Array(0), originalLength: 0 };

/** A frame that the decoder did not stand. */
export interface Finding {
  readonly what: string;
  /** The seed that it is a mutant of. */
  readonly from: string;
  readonly frame: Frame;
}

/**
 * Decodes `count` mutants of `seeds`.
 *
 * @param seed of the random numbers: the same one gives the same mutants
 * @param slowestMs the longest that a frame may take
 */
export function fuzzDecoding(
  seeds: readonly Seed[],
  count: number,
  seed: number,
  slowestMs: number = SLOWEST_MS,
): Finding[] {
  const random = new Random(seed);
  const checker = new Checker(slowestMs);
  const findings: Finding[] = [];
  for (let run = 0; run < count && findings.length < ENOUGH; run++) {
    const from = seeds[random.below(seeds.length)];
    const other = seeds[random.below(seeds.length)];
    const bytes = mutate(from.bytes, other.bytes, random);
    const lost = random.below(4) === 0 ? random.below(0x1_0000) : 0;
    const frame = { linkType: from.linkType, bytes, originalLength: bytes.length + lost };
    const what = checker.complaint(frame);
    if (what !== "") findings.push({ what, from: from.name, frame });
  }
  return findings;
}

/** Asks two packets everything about a frame; they have seen different frames before. */
export class Checker {
  readonly #slowestMs: number;
  readonly #steady: Packet;
  readonly #wavering: Packet;
  /** The last frame but one, and the last: what each packet decodes before a frame differs. */
  #before: readonly [Frame, Frame] = [NO_FRAME, NO_FRAME];

  /** @param makePacket for decoding with protocols of one's own */
  constructor(slowestMs: number = SLOWEST_MS, makePacket: () => Packet = () => new Packet()) {
    this.#slowestMs = slowestMs;
    this.#steady = makePacket();
    this.#wavering = makePacket();
  }

  /** What is wrong with how a frame is decoded; empty when nothing is. */
  complaint(frame: Frame): string {
    const [lastButOne, last] = this.#before;
    this.#before = [last, frame];
    try {
      const began = performance.now();
      const expected = answer(this.#steady, frame, 0x00);
      const tookMs = performance.now() - began;
      answer(this.#wavering, { ...lastButOne, linkType: frame.linkType }, 0x55);
      const got = answer(this.#wavering, frame, 0xff);
      if (got !== expected) return `not its own bytes alone:\n${expected}\n${got}`;
      if (this.#steady.depth > MAX_LAYERS) return `${this.#steady.depth} layers`;
      return tookMs > this.#slowestMs ? this.#slowness(frame) : "";
    } catch (error) {
      return error instanceof Error ? error.stack ?? error.message : String(error);
    }
  }

  #slowness(frame: Frame): string {
    let fastest = Infinity;
    for (let attempt = 0; attempt < ATTEMPTS && fastest > this.#slowestMs; attempt++) {
      const began = performance.now();
      answer(this.#steady, frame, 0x00);
      fastest = Math.min(fastest, performance.now() - began);
    }
    return fastest > this.#slowestMs ? `${fastest.toFixed(2)} ms` : "";
  }
}

/** Everything that can be asked of a frame between margins of `noise`, as one text. */
function answer(packet: Packet, frame: Frame, noise: number): string {
  const { linkType, bytes, originalLength } = frame;
  const whole = new Uint8Array(MARGIN + bytes.length + MARGIN).fill(noise);
  whole.set(bytes, MARGIN);
  packet.bytes = whole;
  packet.start = MARGIN;
  packet.capturedLength = bytes.length;
  packet.originalLength = originalLength;
  packet.linkType = linkType;
  packet.decode(LINK_TYPE | linkType);
  const layers = packet.layers.map(everything);
  const innermost = packet.innermost.layers.length;
  return JSON.stringify([packet.path, packet.fault, innermost, packet.payload.length, layers]);
}

function everything(view: View): unknown {
  const { payloadStart, payloadEnd, wireEnd, next, otherwise } = view;
  return [
    view,
    [payloadStart, payloadEnd, wireEnd, next, otherwise, view.headerLength, view.payload.length],
    [view.summary(0), view.summary(1), view.summary(2)],
    unprinted(view),
  ];
}

/** Reads the accessors too that are no fields, and so are not in the JSON. */
function unprinted(view: View): string[] {
  const accessors = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view));
  return Object.keys(accessors)
    .filter((name) => accessors[name].get !== undefined)
    .map((name) => `${name} ${typeof Reflect.get(view, name)}`);
}

function report(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const [count = "100000", seed = "1"] = Deno.args;
  const began = performance.now();
  const findings = fuzzDecoding(await loadSeeds(), Number(count), Number(seed));
  const seconds = (performance.now() - began) / 1000;
  report(`${count} frames in ${seconds.toFixed(1)} s, ${findings.length} findings`);
  for (const { what, from, frame } of findings) {
    const digits = Array.from(frame.bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    report(`${from}, ${frame.originalLength} bytes on the wire: ${what}`);
    report(`["", "${digits}", ${frame.linkType}],`);
  }
  Deno.exit(findings.length === 0 ? 0 : 1);
}
