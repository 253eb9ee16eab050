// tests/bench/filter_bench.ts: what a filter costs, compiling it and per packet.
//
//     deno run -A tests/bench/filter_bench.ts [FILE.pcap]
//
// The packets are made here unless a capture is given (Ethernet, least significant byte first).
// With gcc and libpcap-dev, libpcap's interpreter walks the same packets in turn with ours.
// "among others" is what the filter costs at a place where many are judged, so that it is called
// and not made part of the loop.
import { compileFilter } from "../../core/filter/mod.ts";
import { cut, FILTERS, made, measure, ours, oursAmongOthers, peer } from "./_filters.ts";

const ROUNDS = 15;

function compileTime(text: string): number {
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now();
    compileFilter(text, { linkType: 1 }).matches(new Uint8Array(64), 0, 64, 64);
    return performance.now() - start;
  });
  return times.sort((one, other) => one - other)[100];
}

const path = Deno.args[0];
const packets = cut(path === undefined ? made() : await Deno.readFile(path));
const theirs = await peer();
const rows: Record<string, string | number>[] = [];
let [walk, peerWalk] = [0, 0];
for (const text of ["", ...FILTERS]) {
  const sides = [ours(text), oursAmongOthers(text)];
  const [[matches, ns], [, amongOthers], [peerMatches, peerNs] = [matches, NaN]] = measure(
    packets,
    theirs === undefined ? sides : [...sides, theirs(text)],
    ROUNDS,
  );
  if (peerMatches !== matches) {
    throw new Error(`${text}: ${matches} matches, libpcap has ${peerMatches}`);
  }
  if (text === "") [walk, peerWalk] = [ns, peerNs];
  rows.push({
    filter: text === "" ? "(the walk alone)" : text.slice(0, 48),
    matches,
    "ns/packet": ns.toFixed(1),
    "libpcap ns": peerNs.toFixed(1),
    ratio: (ns / peerNs).toFixed(2),
    "among others": amongOthers.toFixed(1),
    "without walk": text === "" ? "–" : ((ns - walk) / (peerNs - peerWalk)).toFixed(2),
    "compile ms": text === "" ? "–" : compileTime(text).toFixed(2),
  });
}
const lines = rows.map((row) => Object.values(row).join("\t"));
const table = [Object.keys(rows[0]).join("\t"), ...lines].join("\n");
await Deno.stdout.write(new TextEncoder().encode(`${table}\n`));
