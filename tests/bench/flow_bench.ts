// tests/bench/flow_bench.ts: what following conversations costs: `deno bench -A tests/bench/flow_bench.ts`.
//
// Each bench runs 100,000 packets of 500 connections through a dispatcher, when all are open, so that
// 1 ms is 10 ns for each. What conversations add to decoding is what counts; where the machine has
// others to serve, the least time is nearest to the truth.
import { type Consumer, Dispatcher } from "../../core/dispatcher.ts";
import { MadeSource } from "./_made_source.ts";
import { engineFor, MESSAGES, plain, senders, type Talks, web } from "./_talks.ts";

const PACKETS = 100_000;
const CONVERSATIONS = 1_000_000;

/** Decodes, and nothing else: what the others are measured against. */
const NOTHING: Consumer = {
  dueMs: Infinity,
  filterFor: () => undefined,
  packet() {},
  begin() {},
  tick() {},
};

for (
  const [name, traffic, consumer] of [
    ["decoding alone", plain, () => NOTHING],
    ["flows", plain, () => engineFor(["flowEnd"])],
    ["services", plain, () => engineFor(["flowEnd", "service"])],
    ["streams", plain, () => engineFor(["stream"])],
    ["messages, of no protocol", plain, () => engineFor(MESSAGES)],
    ["messages, of HTTP", web, () => engineFor(MESSAGES)],
  ] as readonly (readonly [string, () => Talks, () => Consumer])[]
) {
  Deno.bench(
    name,
    { group: "per packet", n: 25, warmup: 5, baseline: name === "decoding alone" },
    async (bench) => {
      const { make, opening } = traffic();
      const dispatcher = new Dispatcher({ consumers: [consumer()] });
      await dispatcher.run(
        new MadeSource(opening + PACKETS, make, {
          between(position) {
            if (position === opening) bench.start();
          },
        }),
      );
      bench.end();
    },
  );
}

for (
  const [name, rounds] of [["begun", 1], ["begun, and found again", 2]] as const
) {
  Deno.bench(
    `a million conversations ${name}`,
    { group: "a million conversations at a time", n: 3, warmup: 1, baseline: rounds === 1 },
    async (bench) => {
      const engine = engineFor(["flowEnd"], { maxFlows: 1 << 20 });
      // They end with the capture, which is no part of it.
      const clock: Consumer = { ...NOTHING, end: () => bench.end() };
      const dispatcher = new Dispatcher({ consumers: [clock, engine] });
      bench.start();
      await dispatcher.run(new MadeSource(rounds * CONVERSATIONS, senders(CONVERSATIONS)));
    },
  );
}
