// tests/bench/flow_cost.ts: what a packet of a conversation costs, and what a million of them take.
//
//     deno run -A tests/bench/flow_cost.ts
//
// CPU time, of all threads, and of thirty turns the least: so that others on the machine do not
// show. Each job runs in a process of its own, in which nothing else was compiled.
import { cpuUsage } from "node:process";
import { type Consumer, Dispatcher } from "../../core/dispatcher.ts";
import { MadeSource } from "./_made_source.ts";
import { engineFor, MESSAGES, plain, senders, type Talks, web } from "./_talks.ts";

const LEG = 100_000, LEGS = 30;
/** Conversations at a time, by the name of the job. */
const CROWDS: Readonly<Record<string, number>> = {
  "262,144 conversations": 262_144,
  "a million conversations": 1_000_000,
};

const NOTHING: Consumer = {
  dueMs: Infinity,
  filterFor: () => undefined,
  packet() {},
  begin() {},
  tick() {},
};

const JOBS: Readonly<Record<string, readonly [traffic: () => Talks, consumer: () => Consumer]>> = {
  "decoding alone": [plain, () => NOTHING],
  "flows": [plain, () => engineFor(["flowEnd"])],
  "services": [plain, () => engineFor(["flowEnd", "service"])],
  "streams": [plain, () => engineFor(["stream"])],
  "messages, of no protocol": [plain, () => engineFor(MESSAGES)],
  "messages, of HTTP": [web, () => engineFor(MESSAGES)],
};

/** Nanoseconds of CPU for a packet, in the leg that took least. */
async function nanoseconds(traffic: () => Talks, consumer: () => Consumer): Promise<number> {
  const { make, opening } = traffic();
  let least = Infinity, before = cpuUsage();
  const between = (position: number) => {
    if (position < opening || (position - opening) % LEG !== 0) return;
    const { user, system } = cpuUsage(before);
    before = cpuUsage();
    if (position > opening) least = Math.min(least, (user + system) * 1000 / LEG);
  };
  const dispatcher = new Dispatcher({ consumers: [consumer()] });
  await dispatcher.run(new MadeSource(opening + LEG * LEGS + 1, make, { between }));
  return least;
}

/** Resident memory that a table takes when it is made, and when it is full, in MiB. */
async function mebibytes(count: number): Promise<readonly [empty: number, full: number]> {
  const resident = () => Deno.memoryUsage().rss / 2 ** 20;
  const before = resident();
  const engine = engineFor(["flowEnd"], { maxFlows: count });
  const empty = resident() - before;
  let full = 0;
  // They end with the capture, and so they are measured before.
  const atEnd: Consumer = { ...NOTHING, end: () => full = resident() - before };
  // Twice: every conversation is begun, then found again.
  await new Dispatcher({ consumers: [atEnd, engine] })
    .run(new MadeSource(2 * count, senders(count)));
  return [empty, full];
}

async function measured(name: string): Promise<string> {
  if (name in CROWDS) {
    const [empty, full] = await mebibytes(CROWDS[name]);
    return `${empty.toFixed(0)} MiB before the first, ${full.toFixed(0)} MiB with all`;
  }
  return `${(await nanoseconds(...JOBS[name])).toFixed(0)} ns a packet`;
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

const [asked] = Deno.args;
if (asked !== undefined) print(`${asked}: ${await measured(asked)}`);
else {
  for (const name of [...Object.keys(JOBS), ...Object.keys(CROWDS)]) {
    const args = ["run", "-A", import.meta.filename ?? "", name];
    await new Deno.Command(Deno.execPath(), { args }).spawn().status;
  }
}
