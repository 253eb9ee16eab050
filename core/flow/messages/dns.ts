// core/flow/messages/dns.ts: DNS questions with their answers.
import type { Address } from "../../wire/address.ts";
import { u16 } from "../../wire/bytes.ts";
import {
  Dns,
  DNS_HEADER_LENGTH,
  type DnsRecord,
  dnsResponseName,
  dnsTypeName,
  probeDns,
} from "../../wire/dns.ts";
import { Fault } from "../../wire/fault.ts";
import { Mdns } from "../../wire/mdns.ts";
import { type Probe, Verdict } from "../../wire/verdict.ts";
import { elapsedMs } from "../_elapsed.ts";
import type { Flow } from "../flow.ts";
import { ByteQueue } from "./_byte_queue.ts";
import type { MessageOutlet, MessageParser, MessageProtocol, Side } from "./parser.ts";

/**
 * One exchange: a question with its answer; a question that got none, when its
 * conversation ends; or an answer to a question from before the capture.
 * Multicast DNS pairs nothing: each message is an exchange. Lent like the flow;
 * texts and records stay.
 */
export interface DnsExchange {
  /** The conversation, lent. */
  readonly flow: Flow;
  /** What is asked for, without the dot at its end; empty for the root, or where it cannot be read. */
  readonly name: string;
  /** The record type as a number: 1 is A, 28 is AAAA. */
  readonly type: number;
  /** The same as text: `A`, `AAAA`, `TYPE65400`. */
  readonly typeName: string;
  /** 0 to 4095, with the bits of EDNS; `undefined` where no answer was seen. */
  readonly responseCode: number | undefined;
  /** The same as text: `NoError`, `NXDomain`; `undefined` where no answer was seen. */
  readonly responseName: string | undefined;
  /** The records of the answer; empty where there are none. */
  readonly answers: readonly DnsRecord[];
  /**
   * From the first time that it was asked to the answer, in milliseconds;
   * `undefined` where one of them was not seen, and in multicast DNS.
   */
  readonly latencyMs: number | undefined;
  /** Who was asked, or who answered. Lent. */
  readonly server: Address;
  /** Who asked. Lent. */
  readonly client: Address;
  /** Whether an answer was seen. */
  readonly answered: boolean;
  /** How often it was asked; 0 where the question was not seen. */
  readonly queries: number;
  /** The answer was cut to fit into a datagram. */
  readonly truncated: boolean;
  /** Over TCP. */
  readonly overTcp: boolean;
  /** By multicast DNS (RFC 6762). */
  readonly multicast: boolean;
}

/** A question that waits for its answer, or has it. */
interface Question {
  readonly name: string;
  readonly type: number;
  readonly side: Side;
  readonly timeMs: number;
  queries: number;
  answered: boolean;
}

/** Questions remembered in one conversation, and what each costs. */
const MAX_QUESTIONS = 1000, QUESTION_COST = 256;
const MDNS_PORT = 5353;
/** Bytes before each message of a stream (RFC 1035, section 4.2.2). */
const LENGTH_BYTES = 2;
const MAX_MESSAGE = 0xffff;

/** A message is read before the next one comes, so that one view each does for all. */
const UNICAST_VIEW = new Dns(), MULTICAST_VIEW = new Mdns();

/** Pairs the messages of one conversation. */
class DnsPairs {
  readonly #outlet: MessageOutlet;
  readonly #overTcp: boolean;
  readonly #questions = new Map<number, Question>();
  readonly #view: Dns;
  readonly #multicast: boolean;

  constructor(outlet: MessageOutlet, overTcp: boolean) {
    this.#outlet = outlet;
    this.#overTcp = overTcp;
    const { client, server } = outlet.flow;
    this.#multicast = client.port === MDNS_PORT || server.port === MDNS_PORT;
    this.#view = this.#multicast ? MULTICAST_VIEW : UNICAST_VIEW;
  }

  message(side: Side, bytes: Uint8Array, start: number, end: number): void {
    const view = this.#view;
    if (view.at(bytes, start, end) !== Fault.None) return;
    if (this.#multicast) this.#emit(side, asQuestion(view, side, 0), view, 0);
    else if (view.response) this.#answer(side, view);
    else this.#ask(side, view);
  }

  #ask(side: Side, view: Dns): void {
    const { id } = view;
    const question = asQuestion(view, side, this.#outlet.timeMs);
    const known = this.#questions.get(id);
    if (known !== undefined) {
      if (!known.answered && known.name === question.name && known.type === question.type) {
        known.queries++;
        return;
      }
      this.#drop(id, known);
    }
    if (this.#questions.size >= MAX_QUESTIONS) this.#dropOldest();
    if (!this.#outlet.budget.take(QUESTION_COST)) return;
    this.#questions.set(id, question);
  }

  #answer(side: Side, view: Dns): void {
    const known = this.#questions.get(view.id);
    if (known === undefined) {
      this.#emit(side, asQuestion(view, side, 0), view, 0);
    } else if (!known.answered) {
      known.answered = true;
      this.#emit(side, known, view, known.queries);
    }
  }

  #dropOldest(): void {
    for (const [id, question] of this.#questions) {
      this.#drop(id, question);
      return;
    }
  }

  #drop(id: number, question: Question): void {
    this.#questions.delete(id);
    this.#outlet.budget.give(QUESTION_COST);
    if (!question.answered) {
      this.#emit(question.side === 0 ? 1 : 0, question, undefined, question.queries);
    }
  }

  /** What waits for an answer goes out without. */
  end(): void {
    for (const [id, question] of this.#questions) this.#drop(id, question);
  }

  /** `side` is that of the server's messages. */
  #emit(side: Side, question: Question, view: Dns | undefined, queries: number): void {
    const { flow, timeMs } = this.#outlet;
    const answer = view?.response ? view : undefined;
    const asker = this.#multicast && answer === undefined ? side : 1 - side;
    const [client, server] = asker === 0 ? [flow.client, flow.server] : [flow.server, flow.client];
    const code = answer && wholeCode(answer);
    const exchange: DnsExchange = {
      flow,
      name: question.name,
      type: question.type,
      typeName: dnsTypeName(question.type),
      responseCode: code,
      responseName: code === undefined ? undefined : dnsResponseName(code),
      answers: answer?.answers ?? [],
      latencyMs: answer !== undefined && queries > 0
        ? elapsedMs(question.timeMs, timeMs)
        : undefined,
      server: server.address,
      client: client.address,
      answered: answer !== undefined,
      queries,
      truncated: answer?.truncated ?? false,
      overTcp: this.#overTcp,
      multicast: this.#multicast,
    };
    this.#outlet.emit("dns", exchange);
  }
}

/** The response code with the upper bits of EDNS (RFC 6891, section 6.1.3). */
function wholeCode({ flags, edns }: Dns): number {
  return ((edns?.extendedResponseCode ?? 0) << 4) | (flags & 0xf);
}

/** What a message asks; of an answer without a question, what its first record is about. */
function asQuestion(view: Dns, side: Side, timeMs: number): Question {
  const { name, type } = view.questions[0] ?? view.answers[0] ?? { name: "", type: 0 };
  return { name: name ?? "", type, side, timeMs, queries: 1, answered: false };
}

class DnsDatagrams implements MessageParser {
  readonly #pairs: DnsPairs;

  constructor(outlet: MessageOutlet) {
    this.#pairs = new DnsPairs(outlet, false);
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): boolean {
    this.#pairs.message(side, bytes, start, end);
    return true;
  }

  end(): void {
    this.#pairs.end();
  }
}

class DnsStream implements MessageParser {
  readonly #pairs: DnsPairs;
  readonly #queues: readonly [ByteQueue, ByteQueue];

  constructor(outlet: MessageOutlet) {
    this.#pairs = new DnsPairs(outlet, true);
    const queue = () => new ByteQueue(outlet.budget, LENGTH_BYTES + MAX_MESSAGE);
    this.#queues = [queue(), queue()];
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, gap: number): boolean {
    // Where the next message begins, nothing tells after a gap.
    if (gap > 0) return this.#giveUp();
    const queue = this.#queues[side];
    for (let at = start; at < end;) {
      // Never more than the message that is being read, which always has room.
      const before = queue.length;
      const wanted = before < LENGTH_BYTES
        ? LENGTH_BYTES
        : LENGTH_BYTES + u16(queue.bytes, queue.start);
      const take = Math.min(end - at, wanted - before);
      if (!queue.append(bytes, at, at + take)) return this.#giveUp();
      at += take;
      if (queue.length < LENGTH_BYTES) continue;
      const whole = LENGTH_BYTES + u16(queue.bytes, queue.start);
      if (whole < LENGTH_BYTES + DNS_HEADER_LENGTH) return this.#giveUp();
      if (queue.length < whole) continue;
      this.#pairs.message(side, queue.bytes, queue.start + LENGTH_BYTES, queue.start + whole);
      queue.skip(whole);
    }
    return true;
  }

  #giveUp(): boolean {
    this.end();
    return false;
  }

  end(): void {
    this.#pairs.end();
    for (const queue of this.#queues) queue.clear();
  }
}

/** The operations in use are below this; so are the records of a message, by far. */
const OPCODES = 6, MAX_RECORDS = 500;

/** A header that makes sense: enough on DNS's own ports, where messages without questions are usual. */
function probeHeader(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end - start < DNS_HEADER_LENGTH) return Verdict.Unsure;
  const opcode = (bytes[start + 2] >> 3) & 0xf;
  const records = [4, 6, 8, 10].reduce((sum, at) => sum + u16(bytes, start + at), 0);
  return opcode < OPCODES && records > 0 && records <= MAX_RECORDS ? Verdict.Yes : Verdict.No;
}

/** A length, and as far as it goes a message of that length. */
function overStream(probe: Probe): Probe {
  return (bytes, start, end) => {
    const needed = LENGTH_BYTES + DNS_HEADER_LENGTH;
    if (end - start < needed) return Verdict.Unsure;
    const length = u16(bytes, start);
    if (length < DNS_HEADER_LENGTH) return Verdict.No;
    const message = start + LENGTH_BYTES;
    return probe(bytes, message, Math.min(end, message + length));
  };
}

/** DNS by UDP, multicast DNS too. */
export const DNS_DATAGRAMS: MessageProtocol = {
  name: "dns",
  events: ["dns"],
  over: "datagram",
  ports: [53, MDNS_PORT],
  probe: probeDns,
  // NetBIOS and LLMNR ask in the same form, and are answered in another conversation.
  notOnPorts: [137, 5355],
  probeOnPorts: probeHeader,
  open: (outlet) => new DnsDatagrams(outlet),
};

/** DNS by TCP. */
export const DNS_STREAM: MessageProtocol = {
  name: "dns",
  events: ["dns"],
  over: "stream",
  ports: [53],
  probe: overStream(probeDns),
  probeOnPorts: overStream(probeHeader),
  open: (outlet) => new DnsStream(outlet),
};
