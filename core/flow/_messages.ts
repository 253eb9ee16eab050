// core/flow/_messages.ts: which parser a conversation is for, and its life with it.
import { type Probe, Verdict } from "../wire/verdict.ts";
import type { Flow } from "./flow.ts";
import { FlowClass } from "./_marks.ts";
import { ByteQueue } from "./messages/_byte_queue.ts";
import type {
  MessageBudget,
  MessageOutlet,
  MessageParser,
  MessageProtocol,
  Side,
} from "./messages/parser.ts";

/** Bytes of a direction that are looked at before a stream is nobody's. */
const MAX_PROBED = 1024;
/** Datagrams that are looked at before a conversation is nobody's. */
const MAX_DATAGRAMS = 4;

/** A protocol, and how it judges bytes on the ports of a conversation. */
interface Candidate {
  readonly protocol: MessageProtocol;
  readonly probe: Probe;
}

/** Whose turn it is, once that is known. */
type OpenParser = (protocol: MessageProtocol) => MessageParser;

/** A conversation whose protocol is not known yet. */
class Undecided implements MessageParser {
  /** Who it turned out to be. */
  parser: MessageParser | undefined;
  readonly #open: OpenParser;
  readonly #candidates: readonly Candidate[];
  readonly #queues: readonly [ByteQueue, ByteQueue] | undefined;
  #datagramsLeft = MAX_DATAGRAMS;

  constructor(
    open: OpenParser,
    candidates: readonly Candidate[],
    isStream: boolean,
    budget: MessageBudget,
  ) {
    this.#open = open;
    this.#candidates = candidates;
    if (isStream) {
      const queue = () => new ByteQueue(budget, MAX_PROBED);
      this.#queues = [queue(), queue()];
    }
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, gap: number): boolean {
    return this.#queues === undefined
      ? this.#datagram(side, bytes, start, end)
      : this.#stream(this.#queues, side, bytes, start, end, gap);
  }

  #datagram(side: Side, bytes: Uint8Array, start: number, end: number): boolean {
    for (const { protocol, probe } of this.#candidates) {
      if (probe(bytes, start, end) !== Verdict.Yes) continue;
      this.parser = this.#open(protocol);
      return this.parser.data(side, bytes, start, end, 0);
    }
    return --this.#datagramsLeft > 0;
  }

  #stream(
    queues: readonly [ByteQueue, ByteQueue],
    side: Side,
    bytes: Uint8Array,
    start: number,
    end: number,
    gap: number,
  ): boolean {
    const queue = queues[side];
    // After a gap the bytes may begin anywhere; only a beginning tells a protocol.
    if (gap > 0) queue.clear();
    const isFirst = queue.length === 0;
    if (!isFirst && !queue.append(bytes, start, end)) return this.#giveUp();
    const [buffer, from, to] = isFirst
      ? [bytes, start, end]
      : [queue.bytes, queue.start, queue.end];
    let unsure = false;
    for (const candidate of this.#candidates) {
      const verdict = candidate.probe(buffer, from, to);
      if (verdict === Verdict.Yes) return this.#decide(candidate, queues, side, buffer, from, to);
      unsure ||= verdict === Verdict.Unsure;
    }
    if (isFirst && !queue.append(bytes, start, end)) return this.#giveUp();
    // The other side may speak a beginning that says more.
    return unsure || queues[1 - side].length === 0 ? true : this.#giveUp();
  }

  #decide(
    { protocol, probe }: Candidate,
    queues: readonly [ByteQueue, ByteQueue],
    side: Side,
    buffer: Uint8Array,
    from: number,
    to: number,
  ): boolean {
    this.parser = this.#open(protocol);
    const other = queues[1 - side];
    let goesOn = true;
    if (other.length > 0) {
      const { bytes, start, end } = other;
      // What the other side said before was the middle of something, or the beginning.
      const isMiddle = probe(bytes, start, end) === Verdict.No;
      goesOn = this.parser.data(side === 0 ? 1 : 0, bytes, isMiddle ? end : start, end, +isMiddle);
    }
    if (goesOn) goesOn = this.parser.data(side, buffer, from, to, 0);
    for (const queue of queues) queue.clear();
    return goesOn;
  }

  #giveUp(): false {
    this.end();
    return false;
  }

  end(): void {
    for (const queue of this.#queues ?? []) queue.clear();
  }
}

/** A conversation that is nobody's, or of no use any more. */
const FINISHED: MessageParser = { data: () => false, end: () => {} };

/** Who is told what was found in the conversation in hand. */
export interface MessageReceiver {
  /** The name of the protocol that is spoken. */
  recognised(name: string): void;
  /** A message and what kind it is of. */
  message(name: string, message: object): void;
}

/** Gives the bytes of conversations to parsers, one parser each. */
export class Messages implements MessageOutlet {
  readonly flow: Flow;
  readonly budget: MessageBudget;
  readonly #receiver: MessageReceiver;
  /** Those whose messages are read. */
  readonly #read: ReadonlySet<MessageProtocol>;
  readonly #streams: readonly MessageProtocol[];
  readonly #datagrams: readonly MessageProtocol[];
  /** By slot. */
  readonly #parsers: (MessageParser | undefined)[];
  /** Candidates in their order, made once for each set of protocols that ports hint at. */
  readonly #orders = new Map<string, readonly Candidate[]>();

  /**
   * @param read those that somebody wants messages of
   * @param recognised those that somebody wants to know of
   */
  constructor(
    flow: Flow,
    read: readonly MessageProtocol[],
    recognised: readonly MessageProtocol[],
    budget: MessageBudget,
    receiver: MessageReceiver,
  ) {
    this.flow = flow;
    this.budget = budget;
    this.#receiver = receiver;
    this.#read = new Set(read);
    const protocols = recognised.length > 0 ? recognised : read;
    this.#parsers = new Array(flow.table.capacity).fill(undefined);
    this.#streams = protocols.filter(({ over }) => over === "stream");
    this.#datagrams = protocols.filter(({ over }) => over === "datagram");
  }

  get timeMs(): number {
    return this.flow.table.nowMs;
  }

  emit(name: string, message: object): void {
    this.#receiver.message(name, message);
  }

  /** Whether bytes of the conversation in `slot` are still of use. */
  wants(slot: number, isStream: boolean): boolean {
    if (this.#parsers[slot] === FINISHED) return false;
    return (isStream ? this.#streams : this.#datagrams).length > 0;
  }

  /** Bytes of one direction of the conversation that {@linkcode flow} is set on. */
  data(
    side: Side,
    bytes: Uint8Array,
    start: number,
    end: number,
    gap: number,
    isStream: boolean,
  ): void {
    const { slot, table } = this.flow;
    this.budget.admit(table.classes[slot] !== FlowClass.Unanswered);
    const parser = this.#parsers[slot] ?? this.#begin(slot, isStream);
    const goesOn = parser.data(side, bytes, start, end, gap);
    if (parser instanceof Undecided && parser.parser !== undefined) {
      this.#parsers[slot] = parser.parser;
    }
    if (goesOn) return;
    this.#parsers[slot]?.end();
    this.#parsers[slot] = FINISHED;
  }

  /** The conversation that {@linkcode flow} is set on is over. */
  finish(): void {
    const { slot } = this.flow;
    this.#parsers[slot]?.end();
    this.#parsers[slot] = undefined;
  }

  #begin(slot: number, isStream: boolean): MessageParser {
    const { client, server } = this.flow;
    const candidates = this.#order(isStream, server.port, client.port);
    const parser = candidates.length === 0
      ? FINISHED
      : new Undecided(this.#open, candidates, isStream, this.budget);
    this.#parsers[slot] = parser;
    return parser;
  }

  readonly #open: OpenParser = (protocol) => {
    this.#receiver.recognised(protocol.name);
    return this.#read.has(protocol) ? protocol.open(this) : FINISHED;
  };

  /** Those whose port it is first, then those that know their bytes anywhere. */
  #order(isStream: boolean, server: number, client: number): readonly Candidate[] {
    const protocols = isStream ? this.#streams : this.#datagrams;
    const isOn = (ports: readonly number[]) => ports.includes(server) || ports.includes(client);
    let hinted = 0, denied = 0;
    protocols.forEach(({ ports, notOnPorts = [] }, index) => {
      if (isOn(ports)) hinted |= 1 << index;
      else if (isOn(notOnPorts)) denied |= 1 << index;
    });
    const key = `${isStream} ${hinted} ${denied}`;
    const known = this.#orders.get(key);
    if (known !== undefined) return known;
    const first: Candidate[] = [], others: Candidate[] = [];
    protocols.forEach((protocol, index) => {
      if ((denied & (1 << index)) !== 0) return;
      const isHinted = (hinted & (1 << index)) !== 0;
      const probe = isHinted ? protocol.probeOnPorts ?? protocol.probe : protocol.probe;
      if (probe !== undefined) (isHinted ? first : others).push({ protocol, probe });
    });
    const order = [...first, ...others];
    this.#orders.set(key, order);
    return order;
  }
}
