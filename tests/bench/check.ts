// tests/bench/check.ts: has the hot path become slower? The guard against regressions.
//
//     deno task bench:check              compares with tests/bench/baseline.json
//     deno task bench:check --update     writes that anew, after a change that is meant
//
// Run it with --v8-flags=--no-concurrent-recompilation, as the task does: else it depends on the
// machine's load which code is optimised when.
//
// Nanoseconds differ from machine to machine and from minute to minute. So each figure is a ratio
// to a loop of no product at all over the same bytes, both taken as the fastest of many turns in
// one process. Between runs of one commit it moves by some percent; the margin is wider.
import counts from "../../analyzers/protocol_counts.ts";
import talkers from "../../analyzers/top_talkers.ts";
import { Dispatcher } from "../../core/dispatcher.ts";
import { compileFilter } from "../../core/filter/mod.ts";
import { PacketLineOutput } from "../../core/output/packet_line.ts";
import type { Packet } from "../../core/packet.ts";
import { running } from "./_analyzers.ts";
import { tell } from "./_tell.ts";
import { EndlessSource, type Traffic, traffic } from "./_traffic.ts";

const PACKETS = 20_000;
/** Turns before the engine has made the best of the code, and turns that count. */
const WARM_TURNS = 40, TURNS = 80;
/** A figure may be so many times its baseline. */
const MARGIN = 1.4;

const BASELINE = new URL("./baseline.json", import.meta.url);

/** One figure: a turn is {@linkcode PACKETS} packets. */
type Turn = () => Promise<void> | void;

/** The measure of all: what a bare loop does that counts bytes by types, ports and last addresses. */
function reference({ bytes, starts, lengths }: Traffic): Turn {
  const counts = new Float64Array(65536);
  const count = (at: number, length: number) => counts[bytes[at] << 8 | bytes[at + 1]] += length;
  return () => {
    for (let round = 0; round < PACKETS / starts.length; round++) {
      for (let frame = 0; frame < starts.length; frame++) {
        const start = starts[frame], length = lengths[frame];
        for (const place of [12, 22, 28, 32, 34, 36]) count(start + place, length);
      }
    }
  };
}

function dispatching(frames: Traffic, consumers: ReturnType<typeof running>[]): Turn {
  const dispatcher = new Dispatcher({ consumers });
  return () => dispatcher.run(new EndlessSource(frames, PACKETS));
}

function filtering({ bytes, starts, lengths }: Traffic): Turn {
  const { matches } = compileFilter("tcp port 443", { linkType: 1 });
  return () => {
    for (let round = 0; round < PACKETS / starts.length; round++) {
      for (let frame = 0; frame < starts.length; frame++) {
        matches(bytes, starts[frame], lengths[frame], lengths[frame]);
      }
    }
  };
}

function printing(frames: Traffic): Turn {
  const output = new PacketLineOutput({ write() {} });
  const consumer = {
    dueMs: Infinity,
    filterFor: () => undefined,
    packet: (packet: Packet) => output.packet(packet),
    tick() {},
    begin() {},
  };
  const dispatcher = new Dispatcher({ consumers: [consumer] });
  return () => dispatcher.run(new EndlessSource(frames, PACKETS));
}

/** The fastest turn of each, in milliseconds; all take turns, so that none has the quiet minute. */
async function fastest(turns: Record<string, Turn>): Promise<Record<string, number>> {
  const best: Record<string, number> = {};
  for (let turn = 0; turn < WARM_TURNS + TURNS; turn++) {
    for (const [name, run] of Object.entries(turns)) {
      const began = performance.now();
      await run();
      const ms = performance.now() - began;
      if (turn >= WARM_TURNS) best[name] = Math.min(best[name] ?? Infinity, ms);
    }
  }
  return best;
}

async function main(): Promise<number> {
  const frames = traffic(2_000);
  const { reference: unit, ...times } = await fastest({
    reference: reference(frames),
    filter: filtering(frames),
    "top-talkers": dispatching(frames, [running(talkers)]),
    "protocol-counts": dispatching(frames, [running(counts)]),
    both: dispatching(frames, [running(talkers), running(counts)]),
    lines: printing(frames),
  });
  const ratios = Object.fromEntries(
    Object.entries(times).map(([name, ms]) => [name, Math.round(ms / unit * 100) / 100]),
  );
  if (Deno.args.includes("--update")) {
    Deno.writeTextFileSync(BASELINE, JSON.stringify(ratios, undefined, 2) + "\n");
    return 0;
  }
  const baseline: Record<string, number> = JSON.parse(Deno.readTextFileSync(BASELINE));
  let slower = 0;
  for (const [name, ratio] of Object.entries(ratios)) {
    const change = ratio / baseline[name];
    const verdict = change > MARGIN ? "SLOWER" : "ok";
    if (change > MARGIN) slower++;
    tell(`${name.padEnd(16)} ${ratio} (was ${baseline[name]}) ${verdict}`);
  }
  return slower === 0 ? 0 : 1;
}

Deno.exit(await main());
