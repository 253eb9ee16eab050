// tests/bench/_filters.ts: packets in memory, and how long a filter takes over them, ours and libpcap's.
import { compileFilter } from "../../core/filter/mod.ts";
import { Random } from "../fuzz/filter_random.ts";
import { randomPacket } from "../fuzz/filter_packets.ts";

/** What is measured. */
export const FILTERS = [
  "tcp port 443",
  "host 10.0.0.1",
  "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src net 10.0.0.0/8",
  "vlan and ip",
  "ip6 and udp port 53",
  "(tcp port 80 or tcp port 443 or udp port 53) and net 198.18.0.0/15 and greater 200 and " +
  "not host 10.0.0.1",
];
const PIECE = 1 << 18;

/** Walks the records of a piece and counts those that the filter takes. */
const WALK = `(judge, bytes, view, end) => {
  let matches = 0;
  for (let at = 0; at < end;) {
    const captured = view.getUint32(at + 8, true);
    if (judge(bytes, at + 16, captured, view.getUint32(at + 12, true)) !== 0) matches++;
    at += 16 + captured;
  }
  return matches;
}`;

type Judge = (bytes: Uint8Array, start: number, captured: number, original: number) => number;
type Walk = (judge: Judge, bytes: Uint8Array, view: DataView, end: number) => number;

/** A capture in memory, and where its pieces end. */
export interface Packets {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly cuts: readonly number[];
}

/** Where the records of a capture file begin anew every so many bytes, and how many there are. */
export function cut(bytes: Uint8Array): Packets {
  const view = new DataView(bytes.buffer);
  const cuts = [24];
  let [at, count] = [24, 0];
  while (at + 16 <= bytes.length) {
    const next = at + 16 + view.getUint32(at + 8, true);
    if (next > bytes.length) break;
    if (next - cuts[cuts.length - 1] > PIECE) cuts.push(at);
    at = next;
    count++;
  }
  return { bytes, count, cuts: [...cuts, at] };
}

/** A capture of 100,000 packets of all kinds. */
export function made(): Uint8Array {
  const random = new Random(1);
  const parts: Uint8Array[] = [new Uint8Array(24)];
  for (let count = 0; count < 100_000; count++) {
    const packet = randomPacket(random, 1);
    const header = new DataView(new ArrayBuffer(16));
    header.setUint32(8, packet.length, true);
    header.setUint32(12, packet.length, true);
    parts.push(new Uint8Array(header.buffer), packet);
  }
  parts[0].set([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1]);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** One side of the comparison: counts the packets of a piece that it takes. */
export type Side = (piece: Uint8Array, view: DataView, end: number) => number;

/** Each side's matches and ns per packet: the sum of what each piece took at best. */
export function measure(
  { bytes, count, cuts }: Packets,
  sides: readonly Side[],
  rounds: number,
): [matches: number, ns: number][] {
  const piece = new Uint8Array(2 * PIECE);
  const view = new DataView(piece.buffer);
  const least = sides.map(() => new Float64Array(cuts.length - 1).fill(Infinity));
  const matches = sides.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    matches.fill(0);
    for (let index = 0; index + 1 < cuts.length; index++) {
      const end = cuts[index + 1] - cuts[index];
      // In turn, so that what else the machine does strikes both sides alike.
      for (const [which, side] of sides.entries()) {
        piece.set(bytes.subarray(cuts[index], cuts[index + 1]));
        const start = performance.now();
        matches[which] += side(piece, view, end);
        least[which][index] = Math.min(least[which][index], performance.now() - start);
      }
    }
  }
  return sides.map((_, which) => [
    matches[which],
    least[which].reduce((sum, ms) => sum + ms, 0) * 1e6 / count,
  ]);
}

/** The product's side: the compiled filter; every packet with an empty one. */
export function ours(text: string): Side {
  const judge = judgeOf(text);
  // A walk of its own for each filter: the engine then knows whom it calls. Of functions with the
  // same text it would learn in common, so that from the second filter on it knew no more.
  const walk: Walk = new Function(`return ${WALK} // ${text}`)();
  return (piece, view, end) => walk(judge, piece, view, end);
}

/** The same where many filters are judged at one place: the engine cannot know whom it calls. */
export function oursAmongOthers(text: string): Side {
  const judge = judgeOf(text);
  return (piece, view, end) => commonWalk(judge, piece, view, end);
}

const commonWalk: Walk = new Function(`return ${WALK}`)();

function judgeOf(text: string): Judge {
  return text === ""
    ? (_bytes, _start, captured) => captured
    : compileFilter(text, { linkType: 1 }).matches;
}

/** libpcap's side, or nothing where it cannot be built. */
export async function peer(): Promise<((text: string) => Side) | undefined> {
  const library = await Deno.makeTempFile({ suffix: ".so" });
  const source = new URL("filter_peer.c", import.meta.url).pathname;
  const args = ["-O2", "-shared", "-fPIC", "-o", library, source, "-lpcap"];
  try {
    if (!(await new Deno.Command("cc", { args }).output()).success) return undefined;
    const { symbols } = Deno.dlopen(library, {
      // struct bpf_program *peer_compile(const char *text);
      peer_compile: { parameters: ["buffer"], result: "pointer" },
      // uint32_t peer_walk(const struct bpf_program *program, const uint8_t *piece, uint32_t end);
      peer_walk: { parameters: ["pointer", "buffer", "u32"], result: "u32" },
    });
    return (text) => {
      const program = text === ""
        ? null
        : symbols.peer_compile(new TextEncoder().encode(`${text}\0`));
      return (piece, _view, end) => symbols.peer_walk(program, piece, end);
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  } finally {
    await Deno.remove(library);
  }
}
