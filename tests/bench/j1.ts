// tests/bench/j1.ts: job 1 of the benchmarks: sources by bytes, and what runs over what.
//
//     deno run -A tests/bench/j1.ts FILE         a capture file
//     deno run -A tests/bench/j1.ts -i eth0      an interface, until SIGINT
//
// It is made of the product's own parts: source, dispatcher, decoder, the analyzer top-talkers
// and one of this job's own, which counts what the peers' programs count. They print the same.
import talkers from "../../analyzers/top_talkers.ts";
import { openInput } from "../../core/capture/deno_file.ts";
import { LiveSource } from "../../core/capture/live.ts";
import { openCapture } from "../../core/capture/open.ts";
import type { Source } from "../../core/capture/source.ts";
import { Dispatcher } from "../../core/dispatcher.ts";
import { compileFilter } from "../../core/filter/mod.ts";
import { RunningAnalyzer } from "../../plugins/running.ts";
import { type Address, type Analyzer, defineAnalyzer, type Packet, type TopK } from "whiff";

/** Rows of the list of sources. */
const ROWS = 10;

const ETHER_TYPE_VLAN = 0x8100, ETHER_TYPE_SERVICE_VLAN = 0x88a8;

/** What the job counts beside the sources: by EtherType, and by what IP carries. */
class Numbers {
  packets = 0;
  bytes = 0;
  tagged = 0;
  short = 0;
  readonly etherTypes = new Float64Array(65536);
  readonly ipv4 = new Float64Array(256);
  readonly ipv6 = new Float64Array(256);

  add(packet: Packet): void {
    this.packets++;
    this.bytes += packet.originalLength;
    const { ethernet, vlan } = packet;
    if (ethernet === undefined) {
      this.short++;
      return;
    }
    let type = ethernet.etherType ?? ethernet.length ?? 0;
    if (vlan !== undefined) {
      this.tagged++;
      type = vlan.etherType ?? vlan.length ?? 0;
      if (type === ETHER_TYPE_VLAN || type === ETHER_TYPE_SERVICE_VLAN) type = innerType(packet);
    }
    this.etherTypes[type]++;
    if (type === 0x0800) {
      const { ipv4 } = packet;
      if (ipv4 === undefined) this.short++;
      else this.ipv4[ipv4.protocol]++;
    } else if (type === 0x86dd) {
      const { ipv6 } = packet;
      if (ipv6 === undefined) this.short++;
      else this.ipv6[ipv6.nextHeader]++;
    }
  }
}

/** The type behind the second of two tags. */
function innerType(packet: Packet): number {
  const second = packet.layers[2];
  return second === undefined ? ETHER_TYPE_VLAN : second.next & 0xffff;
}

const counts = defineAnalyzer({
  name: "numbers",
  state: () => ({ numbers: new Numbers() }),
  on: {
    packet(packet, { state }) {
      state.numbers.add(packet);
    },
  },
});

/** An analyzer at work, as the command line would put it there. */
function running(analyzer: Analyzer, options: Record<string, unknown> = {}): RunningAnalyzer {
  const { filter } = analyzer.definition;
  return new RunningAnalyzer(analyzer, {
    options,
    sinks: { event() {} },
    filterFor: (linkType) =>
      filter === undefined ? undefined : compileFilter(filter, { linkType }).matches,
    onFailure({ error }) {
      throw error;
    },
  });
}

/** What the peers print (the kit's README names the lines). */
function* lines(numbers: Numbers, sources: TopK<Address>): Generator<string> {
  yield `packets ${numbers.packets}`;
  yield `bytes ${numbers.bytes}`;
  yield `vlan ${numbers.tagged}`;
  yield `short ${numbers.short}`;
  for (const [type, count] of numbers.etherTypes.entries()) {
    if (count > 0) yield `eth 0x${type.toString(16).padStart(4, "0")} ${count}`;
  }
  for (const [name, of] of [["ipv4", numbers.ipv4], ["ipv6", numbers.ipv6]] as const) {
    for (const [protocol, count] of of.entries()) {
      if (count > 0) yield `${name} ${protocol} ${count}`;
    }
  }
  yield `sources ${sources.size}`;
  for (const [rank, { key, count, hits }] of sources.top(ROWS).entries()) {
    yield `top ${rank + 1} ${key} ${count} ${hits}`;
  }
}

/** Runs the job over a source; what it counted. */
async function job(source: Source): Promise<string[]> {
  const [top, tally] = [running(talkers, { by: "source", rows: ROWS }), running(counts)];
  await new Dispatcher({ consumers: [top, tally] }).run(source);
  const { talkers: sources } = top.state as { talkers: TopK<Address> };
  const { numbers } = tally.state as { numbers: Numbers };
  return [...lines(numbers, sources)];
}

async function main([first, second]: readonly string[]): Promise<void> {
  const isLive = first === "-i";
  using source = isLive
    ? LiveSource.open({ interfaces: [second] })
    : await openCapture(openInput(first), { name: first });
  if (isLive) Deno.addSignalListener("SIGINT", () => source.stop());
  const told = await job(source);
  if (isLive) told.push(`dropped ${source.statistics().droppedByKernel}`);
  Deno.stdout.writeSync(new TextEncoder().encode(told.join("\n") + "\n"));
  Deno.exit(0);
}

await main(Deno.args);
