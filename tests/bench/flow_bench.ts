// tests/bench/flow_bench.ts: what following conversations costs: `deno bench tests/bench/flow_bench.ts`.
//
// Each bench runs the same frames through a dispatcher; divide by PACKETS for the cost of one.
import { MemorySource } from "../../core/capture/memory.ts";
import { type Consumer, Dispatcher } from "../../core/dispatcher.ts";
import { FlowEngine, type FlowOptions } from "../../core/flow/engine.ts";
import { ACK, CLIENT, SERVER, Talk, type Timed, udp } from "../core/flow/_network.ts";

const PACKETS = 100_000;
const CONNECTIONS = 500;
const PAYLOAD = new Uint8Array(1000).fill(0x61);

/** Connections that exchange full segments, mixed with each other. */
function connections(begin: string): Timed[] {
  const talks = Array.from(
    { length: CONNECTIONS },
    (_, n) => new Talk({ ...CLIENT, port: 20_000 + n }).open(),
  );
  for (const talk of talks) talk.say(0, ACK, begin);
  while (talks[0].frames.length * CONNECTIONS < PACKETS) {
    for (const talk of talks) talk.say(1, ACK, PAYLOAD).say(0, ACK);
  }
  return Array.from(
    { length: PACKETS },
    (_, k) => talks[k % CONNECTIONS].frames[Math.floor(k / CONNECTIONS)],
  );
}

/** A million conversations, a packet each, over and over. */
function million(): Timed[] {
  return Array.from({ length: 1_000_000 }, (_, n) => {
    const address = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    return { ms: 1000 + n / 1000, bytes: udp({ address, port: 1 }, SERVER, "x") };
  });
}

function sourceOf(frames: readonly Timed[]): MemorySource {
  return new MemorySource(
    frames.map(({ bytes, ms }) => ({ bytes, seconds: Math.floor(ms / 1000) })),
  );
}

function engineFor(events: readonly string[], options: FlowOptions = {}): FlowEngine {
  return new FlowEngine([{
    wants: new Set(events),
    flowFilterFor: () => undefined,
    deliver() {},
  }], options);
}

/** Decodes, and nothing else: what the others are measured against. */
const NOTHING: Consumer = {
  dueMs: Infinity,
  filterFor: () => undefined,
  packet() {},
  begin() {},
  tick() {},
};

const PLAIN = connections("no protocol that anybody knows");
const WEB = connections("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
const MESSAGES = ["dns", "tls", "http", "quic", "dhcp", "ntp", "ssh"];

for (
  const [name, frames, consumer] of [
    ["decoding alone", PLAIN, () => NOTHING],
    ["flows", PLAIN, () => engineFor(["flowEnd"])],
    ["streams", PLAIN, () => engineFor(["stream"])],
    ["messages, of no protocol", PLAIN, () => engineFor(MESSAGES)],
    ["messages, of HTTP", WEB, () => engineFor(MESSAGES)],
  ] as const
) {
  Deno.bench(
    `${PACKETS} packets: ${name}`,
    { group: "per packet", n: 5, warmup: 2 },
    async (bench) => {
      const dispatcher = new Dispatcher({ consumers: [consumer()] });
      const source = sourceOf(frames);
      bench.start();
      await dispatcher.run(source);
      bench.end();
    },
  );
}

Deno.bench("a million conversations at a time, found again", { n: 1, warmup: 0 }, async (bench) => {
  const frames = million();
  const engine = engineFor(["flowEnd"], { maxFlows: 1 << 20 });
  // Every packet of the first round begins a conversation; those of the second find them.
  const dispatcher = new Dispatcher({ consumers: [engine] });
  const source = sourceOf([...frames, ...frames]);
  bench.start();
  await dispatcher.run(source);
  bench.end();
});
