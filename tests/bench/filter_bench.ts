// tests/bench/filter_bench.ts: what a filter costs, compiling it and per packet.
//
//     deno run -A tests/bench/filter_bench.ts [FILE.pcap]
//
// The packets are made here unless a capture is given (Ethernet, least significant byte first).
// With gcc and libpcap-dev, libpcap's interpreter runs over the same packets in the same run.
import { compileFilter } from "../../core/filter/mod.ts";
import { Random } from "../fuzz/filter_random.ts";
import { randomPacket } from "../fuzz/filter_packets.ts";

const FILTERS = [
  "tcp port 443",
  "host 10.0.0.1",
  "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src net 10.0.0.0/8",
  "vlan and ip",
  "ip6 and udp port 53",
  "(tcp port 80 or tcp port 443 or udp port 53) and net 198.18.0.0/15 and greater 200 and " +
  "not host 10.0.0.1",
];
const ROUNDS = 15;
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
interface Packets {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly cuts: readonly number[];
}

function cut(bytes: Uint8Array): Packets {
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
function made(): Uint8Array {
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

/** Matches, and the least ns per packet of all rounds. */
function measure({ bytes, count, cuts }: Packets, judge: Judge): [number, number] {
  // A walk of its own for each filter: the engine then knows whom it calls.
  const walk: Walk = new Function(`return ${WALK}`)();
  const piece = new Uint8Array(2 * PIECE);
  const view = new DataView(piece.buffer);
  let [matches, least] = [0, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    let spent = 0;
    matches = 0;
    for (let index = 0; index + 1 < cuts.length; index++) {
      const end = cuts[index + 1] - cuts[index];
      piece.set(bytes.subarray(cuts[index], cuts[index + 1]));
      const start = performance.now();
      matches += walk(judge, piece, view, end);
      spent += performance.now() - start;
    }
    least = Math.min(least, spent * 1e6 / count);
  }
  return [matches, least];
}

/** libpcap's figures, or nothing where it cannot be built. */
async function peer(path: string): Promise<string[][] | undefined> {
  const program = await Deno.makeTempFile();
  const source = new URL("filter_peer.c", import.meta.url).pathname;
  try {
    const build = new Deno.Command("cc", { args: ["-O2", "-o", program, source, "-lpcap"] });
    if (!(await build.output()).success) return undefined;
    const run = new Deno.Command(program, { args: [path, String(ROUNDS), ...FILTERS] });
    const { stdout } = await run.output();
    return new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.split("\t"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  } finally {
    await Deno.remove(program);
  }
}

function compileTime(text: string): number {
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now();
    compileFilter(text, { linkType: 1 }).matches(new Uint8Array(64), 0, 64, 64);
    return performance.now() - start;
  });
  return times.sort((one, other) => one - other)[100];
}

let path = Deno.args[0];
const temporary = path === undefined;
if (temporary) {
  path = await Deno.makeTempFile({ suffix: ".pcap" });
  await Deno.writeFile(path, made());
}
const packets = cut(await Deno.readFile(path));
const theirs = await peer(path);
if (temporary) await Deno.remove(path);

const rows = ["", ...FILTERS].map((text, index) => {
  const judge: Judge = text === ""
    ? (_bytes, _start, captured) => captured
    : compileFilter(text, { linkType: 1 }).matches;
  const [matches, ns] = measure(packets, judge);
  const [peerMatches, peerNs] = theirs?.[index] ?? [];
  if (peerMatches !== undefined && Number(peerMatches) !== matches) {
    throw new Error(`${text}: ${matches} matches, libpcap has ${peerMatches}`);
  }
  return {
    filter: text === "" ? "(the walk alone)" : text.slice(0, 48),
    matches,
    "ns/packet": ns.toFixed(1),
    "libpcap ns": peerNs ?? "–",
    ratio: peerNs === undefined ? "–" : (ns / Number(peerNs)).toFixed(2),
    "compile ms": text === "" ? "–" : compileTime(text).toFixed(2),
  };
});
const lines = rows.map((row) => Object.values(row).join("\t"));
const table = [Object.keys(rows[0]).join("\t"), ...lines].join("\n");
await Deno.stdout.write(new TextEncoder().encode(`${table}\n`));
