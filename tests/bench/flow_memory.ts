// tests/bench/flow_memory.ts: what a million conversations at a time take, and give back.
//
//     deno run -A tests/bench/flow_memory.ts [CONVERSATIONS]
import { Dispatcher } from "../../core/dispatcher.ts";
import { MadeSource } from "./_made_source.ts";
import { engineFor, senders } from "./_talks.ts";

const count = Number(Deno.args[0] ?? 1_000_000);

/** Resident memory, in MiB. */
function resident(): number {
  return Deno.memoryUsage().rss / 2 ** 20;
}

function tell(what: string, mebibytes: number): void {
  Deno.stdout.writeSync(
    new TextEncoder().encode(`${what}: ${mebibytes.toFixed(0)} MiB resident\n`),
  );
}

const before = resident();
const engine = engineFor(["flowEnd"], { maxFlows: count });
tell("an empty table for them", resident() - before);
const make = senders(count);
// Twice: every conversation is begun, then found again.
await new Dispatcher({
  consumers: [{
    dueMs: Infinity,
    filterFor: () => () => false,
    packet() {},
    begin() {},
    tick() {},
    end: () => tell(`${engine.statistics.active} conversations`, resident() - before),
  }, engine],
}).run(new MadeSource(2 * count, make));
