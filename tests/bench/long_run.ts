// tests/bench/long_run.ts: a hundred million packets through the dispatcher, and what became of
// memory and of the time for each.
//
//     deno run -A tests/bench/long_run.ts [MILLIONS]
import { cpuUsage } from "node:process";
import counts from "../../analyzers/protocol_counts.ts";
import talkers from "../../analyzers/top_talkers.ts";
import { Dispatcher } from "../../core/dispatcher.ts";
import { running } from "./_analyzers.ts";
import { EndlessSource, traffic } from "./_traffic.ts";

/** One tenth of a run. */
export interface Leg {
  readonly packets: number;
  /** Bytes of the heap and of buffers after it. */
  readonly memory: number;
  /** CPU, of all threads. */
  readonly nsPerPacket: number;
}

/** Sends so many packets through both analyzers; what each tenth was like. */
export async function longRun(packets: number): Promise<Leg[]> {
  const frames = traffic(10_000);
  const dispatcher = new Dispatcher({ consumers: [running(talkers), running(counts)] });
  const legs: Leg[] = [];
  for (let leg = 0; leg < 10; leg++) {
    const before = cpuUsage();
    await dispatcher.run(new EndlessSource(frames, packets / 10));
    const { user, system } = cpuUsage(before);
    const { heapUsed, external } = Deno.memoryUsage();
    legs.push({
      packets: dispatcher.captured,
      memory: heapUsed + external,
      nsPerPacket: (user + system) * 1000 / (packets / 10),
    });
  }
  return legs;
}

if (import.meta.main) {
  const millions = Number(Deno.args[0] ?? 100);
  for (const { packets, memory, nsPerPacket } of await longRun(millions * 1e6)) {
    const [mega, ns] = [(memory / 2 ** 20).toFixed(1), nsPerPacket.toFixed(0)];
    Deno.stdout.writeSync(
      new TextEncoder().encode(`${packets} packets, ${mega} MiB, ${ns} ns a packet\n`),
    );
  }
}
