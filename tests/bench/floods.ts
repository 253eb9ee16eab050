// tests/bench/floods.ts: conversations that last, then frames from ten million other addresses, and
// what became of the conversations, of memory, and of the time for each frame.
//
//     deno run -A tests/bench/floods.ts [MILLIONS] [NAME]
import { cpuUsage } from "node:process";
import { MemorySource } from "../../core/capture/memory.ts";
import type {
  Batch,
  CaptureInterface,
  Source,
  SourceStatistics,
} from "../../core/capture/source.ts";
import { type Consumer, Dispatcher } from "../../core/dispatcher.ts";
import { FlowEngine, type FlowOptions, type FlowStatistics } from "../../core/flow/engine.ts";
import type { Flow } from "../../core/flow/flow.ts";
import { MESSAGE_PROTOCOLS } from "../../core/flow/messages/mod.ts";
import type { FlowSubscriber } from "../../core/flow/subscriber.ts";
import { ACK, CLIENT, ip, SERVER, SYN, Talk, tcp, type Timed, udp } from "../core/flow/_network.ts";
import { bytesInUse } from "./_garbage.ts";
import { MadeSource, type MakeFrame } from "./_made_source.ts";

const BEGIN_MS = 1_700_000_000_000;
const CALM_MS = 5_000;

const QUERY = Uint8Array.fromHex("000701000001000000000000" + "0161026e6c00" + "00010001");

/** What floods, by name: the frames that each address sends. */
export const FLOODS: ReadonlyMap<string, readonly Uint8Array[]> = new Map([
  ["SYNs", [tcp(CLIENT, SERVER, { flags: SYN })]],
  ["beginnings of requests", [tcp(CLIENT, SERVER, { sequence: 1, payload: "GET /without-end" })]],
  ["segments behind holes", [
    tcp(CLIENT, SERVER, { flags: SYN }),
    tcp(CLIENT, SERVER, { sequence: 1000, payload: "x" }),
  ]],
  ["questions", [udp(CLIENT, { ...SERVER, port: 53 }, QUERY)]],
  ["first fragments", [firstFragment()]],
]);

function firstFragment(): Uint8Array {
  const frame = ip(CLIENT, SERVER, 17, new Uint8Array(512));
  frame[14 + 6] = 0x20; // more fragments (RFC 791, section 3.1)
  return frame;
}

/** What a flood has left. */
export interface Aftermath {
  /** Conversations from before the flood that were given up because of it. */
  readonly lost: number;
  /** Conversations from before that said another word afterwards, and were heard. */
  readonly heard: number;
  /** Bytes in use after each tenth of the flood. */
  readonly memory: readonly number[];
  /** The greatest that each has been. */
  readonly statistics: FlowStatistics;
  /** CPU, of all threads. */
  readonly nsPerFrame: number;
}

/** Lets `conversations` begin, floods with `count` frames from other addresses, and lets them go on. */
export async function flood(
  frames: readonly Uint8Array[],
  count: number,
  conversations: number,
  options: FlowOptions = {},
): Promise<Aftermath> {
  const talks = Array.from(
    { length: conversations },
    (_, n) => new Talk({ address: `10.1.${n >> 8}.${n & 255}`, port: 40_000 }).open(),
  );
  const before = sourceOf(talks.flatMap(({ frames }) => frames), 0);
  const greetings = talks.map((talk) => talk.say(0, ACK, "still here").frames.at(-1)!);
  const after = sourceOf(greetings, CALM_MS + count / 1000);
  const listener = new Listener();
  const engine = new FlowEngine([listener], options);
  const watch = new Watch(engine, talks.length * 3, count);
  const began = cpuUsage();
  const storm = new MadeSource(count, fromEverywhere(frames), {
    beginSeconds: (BEGIN_MS + CALM_MS) / 1000,
  });
  const all = new Sequence([before, storm, after]);
  await new Dispatcher({ consumers: [engine, watch] }).run(all);
  const { user, system } = cpuUsage(began);
  return {
    lost: listener.lost,
    heard: listener.heard,
    memory: watch.memory,
    statistics: watch.greatest,
    nsPerFrame: (user + system - watch.ownMicroseconds) * 1000 / count,
  };
}

/** Where an IPv4 frame has its source address (RFC 791, section 3.1). */
const SOURCE_AT = 14 + 12;

/** The frames from one address after another, from 16.0.0.0 on. */
function fromEverywhere(frames: readonly Uint8Array[]): MakeFrame {
  const own = frames.map((frame) => frame.slice());
  const views = own.map(({ buffer }) => new DataView(buffer));
  return (position) => {
    const turn = position % own.length;
    views[turn].setUint32(SOURCE_AT, 0x1000_0000 + (position - turn) / own.length);
    return own[turn];
  };
}

/** One source after the other. */
class Sequence implements Source {
  readonly interfaces: readonly CaptureInterface[];
  readonly #sources: readonly Source[];

  constructor(sources: readonly Source[]) {
    this.interfaces = sources[0].interfaces;
    this.#sources = sources;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    for (const source of this.#sources) yield* source;
  }

  statistics(): SourceStatistics {
    const received = this.#sources.reduce((sum, one) => sum + one.statistics().received, 0);
    return { received, droppedByKernel: 0, droppedByInterface: 0 };
  }

  stop(): void {
    for (const source of this.#sources) source.stop();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

function sourceOf(frames: readonly Timed[], afterMs: number): MemorySource {
  return new MemorySource(frames.map(({ bytes, ms }) => {
    const at = BEGIN_MS + afterMs + ms;
    return { bytes, seconds: Math.floor(at / 1000), nanoseconds: (at % 1000) * 1e6 };
  }));
}

/** Wants everything; counts what becomes of 10.1.0.0/16, which was there before. */
class Listener implements FlowSubscriber {
  readonly wants: ReadonlySet<string> = new Set([
    ...["flowStart", "flowEnd", "stream"],
    ...MESSAGE_PROTOCOLS.flatMap(({ events }) => events),
  ]);
  lost = 0;
  heard = 0;

  flowFilterFor(): undefined {}

  deliver(name: string, subject: object): void {
    const flow = "flow" in subject ? subject.flow as Flow : subject as Flow;
    const { table, slot } = flow;
    const isOld = table.addressBytes[32 * slot] === 10;
    if (!isOld) return;
    if (name === "stream") this.heard++;
    if (name === "flowEnd" && flow.endReason !== "capture end") this.lost++;
  }
}

/** Looks at memory now and then. */
class Watch implements Consumer {
  dueMs = Infinity;
  readonly memory: number[] = [];
  greatest: FlowStatistics;
  /** CPU that looking took. */
  ownMicroseconds = 0;
  readonly #engine: FlowEngine;
  readonly #first: number;
  readonly #leg: number;
  #packets = 0;

  constructor(engine: FlowEngine, first: number, count: number) {
    this.#engine = engine;
    this.#first = first;
    this.#leg = Math.floor(count / 10);
    this.greatest = engine.statistics;
  }

  filterFor(): undefined {}
  begin(): void {}
  tick(): void {}

  packet(): void {
    const inFlood = ++this.#packets - this.#first;
    if (inFlood <= 0 || inFlood % this.#leg !== 0 || this.memory.length === 10) return;
    const began = cpuUsage();
    this.memory.push(bytesInUse());
    const { user, system } = cpuUsage(began);
    this.ownMicroseconds += user + system;
    const { statistics } = this.#engine, { greatest } = this;
    this.greatest = Object.fromEntries(
      Object.entries(statistics).map(([name, value]) => [
        name,
        Math.max(value, greatest[name as keyof FlowStatistics]),
      ]),
    ) as unknown as FlowStatistics;
  }
}

if (import.meta.main) {
  const count = Number(Deno.args[0] ?? 10) * 1e6, conversations = 10_000;
  const write = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  for (const [name, frames] of FLOODS) {
    if (Deno.args[1] !== undefined && Deno.args[1] !== name) continue;
    const { lost, heard, memory, statistics, nsPerFrame } = await flood(
      frames,
      count,
      conversations,
    );
    write(
      `${count} ${name}: ${nsPerFrame.toFixed(0)} ns a frame; ` +
        `of ${conversations} conversations ${lost} lost, ${heard} heard afterwards`,
    );
    write(`  MiB in use, by tenths: ${memory.map(mebibytes).join(" ")}`);
    write(`  at most: ${JSON.stringify(statistics)}`);
  }
}
