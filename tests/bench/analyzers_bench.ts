// tests/bench/analyzers_bench.ts: what each of our analyzers costs, decoding and dispatching included.
//
//     deno bench -A tests/bench/analyzers_bench.ts
//
// Each run is 100,000 packets, so that 1 ms is 10 ns for each; what nobody's handler costs is the
// baseline. An analyzer with a filter may be below it: what it does not want is not walked. Mixed
// frames are of ten thousand conversations that never began; the connections are five hundred of
// HTTP, open before the clock runs.
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import { type Consumer, Dispatcher } from "../../core/dispatcher.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";
import { flowEngines } from "../../plugins/flow_host.ts";
import { running } from "./_analyzers.ts";
import { MadeSource } from "./_made_source.ts";
import { web } from "./_talks.ts";
import { EndlessSource, traffic } from "./_traffic.ts";

const PACKETS = 100_000;
const ROUNDS = { n: 15, warmup: 5 };

const NOBODY: Consumer = {
  dueMs: Infinity,
  filterFor: () => undefined,
  packet() {},
  begin() {},
  tick() {},
};

/** An analyzer at work, with the engine of conversations that it wants. */
function atWork(analyzer: Analyzer): Consumer[] {
  const consumer = running(analyzer);
  return [consumer, ...consumer.wants.size === 0 ? [] : flowEngines([consumer], {})];
}

const contenders: [name: string, consumers: () => Consumer[]][] = [["nobody", () => [NOBODY]]];
for (const [name, load] of BUILT_IN_ANALYZERS) {
  const { default: analyzer } = await load();
  contenders.push([name, () => atWork(analyzer as Analyzer)]);
}

const frames = traffic(10_000);
for (const [name, consumers] of contenders) {
  const baseline = name === "nobody";
  const options = { group: "mixed frames", baseline, ...ROUNDS };
  Deno.bench(`${name}, mixed frames`, options, async (bench) => {
    const dispatcher = new Dispatcher({ consumers: consumers() });
    bench.start();
    await dispatcher.run(new EndlessSource(frames, PACKETS));
    bench.end();
  });
}

for (const [name, consumers] of contenders) {
  const baseline = name === "nobody";
  Deno.bench(`${name}, HTTP`, { group: "HTTP", baseline, ...ROUNDS }, async (bench) => {
    const { make, opening } = web();
    const dispatcher = new Dispatcher({ consumers: consumers() });
    await dispatcher.run(
      new MadeSource(opening + PACKETS, make, {
        between(position) {
          if (position === opening) bench.start();
        },
      }),
    );
    bench.end();
  });
}
