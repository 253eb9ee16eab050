// core/flow/engine.ts: from packets to conversations, and to those who want them.
import type { Accepts, Consumer } from "../dispatcher.ts";
import { compileFilter } from "../filter/mod.ts";
import type { Packet } from "../packet.ts";
import { Flow, type FlowDirection, type FlowEndReason } from "./flow.ts";
import { Messages } from "./_messages.ts";
import { MessageBudget, type Side } from "./messages/parser.ts";
import { StreamBudget } from "./_half_stream.ts";
import { fragmentFilter } from "./fragment_filter.ts";
import { Datagrams } from "./_datagrams.ts";
import { FlowKey, IpProtocol, type Segment } from "./_key.ts";
import { type FlowOptions, type FlowStatistics, withDefaults } from "./options.ts";
import { NONE } from "./_queues.ts";
import { isFromServer } from "./_roles.ts";
import { MAX_SUBSCRIBERS, Routing } from "./_routing.ts";
import { StreamChunk } from "./stream.ts";
import { Streams } from "./_streams.ts";
import type { FlowEventName, FlowEvents, FlowSubscriber } from "./subscriber.ts";
import { FlowClass, HistoryLetter, TcpMark } from "./_marks.ts";
import { FlowTable } from "./table.ts";
import { beginsAnew, trackTcp } from "./_tcp_track.ts";

export { MAX_SUBSCRIBERS };
export type { FlowOptions, FlowStatistics, FlowTimeouts } from "./options.ts";

/** How often time-outs are looked for, in packet time. */
const TICK_MS = 1000;

const DIRECTIONS: readonly FlowDirection[] = ["toServer", "toClient"];

/**
 * Follows conversations and tells their subscribers. It is one consumer of the
 * dispatcher; where no analyzer subscribes, there is no engine.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemorySource } from "../capture/memory.ts";
 * import { Dispatcher } from "../dispatcher.ts";
 *
 * const datagram = new Uint8Array(14 + 20 + 8);
 * datagram.set([0x08, 0, 0x45, 0, 0, 28], 12);
 * datagram.set([64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0xd9, 3, 0, 53, 0, 8], 22);
 * const seen: string[] = [];
 * const engine = new FlowEngine([{
 *   wants: new Set(["flowEnd"]),
 *   flowFilterFor: () => undefined,
 *   deliver: (_name, flow) => void seen.push(`${flow}`),
 * }]);
 * await new Dispatcher({ consumers: [engine] })
 *   .run(new MemorySource([{ bytes: datagram, seconds: 1 }]));
 * assertEquals(seen, ["udp 192.0.2.1:55555 > 192.0.2.2:53"]);
 * ```
 */
export class FlowEngine implements Consumer {
  dueMs = Infinity;
  readonly #table: FlowTable;
  readonly #flow: Flow;
  readonly #subscribers: readonly FlowSubscriber[];
  readonly #routing: Routing;
  readonly #timeouts: readonly number[];
  readonly #wantStart: number;
  readonly #wantEnd: number;
  readonly #wantStream: number;
  /** Who wants messages of any kind, or to know of which kind they are, and who each. */
  readonly #wantMessages: number;
  readonly #wantEach: ReadonlyMap<string, number>;
  readonly #messages: Messages;
  readonly #datagrams: Datagrams;
  /** Who accepted the frame, or one of the datagram's frames, in hand. */
  #accepted = 0;
  readonly #budget: StreamBudget;
  readonly #streams: Streams;
  readonly #chunk: StreamChunk;
  /** What is in hand while streams give out bytes. */
  #packet: Packet | undefined;
  #key: FlowKey | undefined;
  #begun = 0;
  #evicted = 0;

  /** @param subscribers at most 32: more need another engine */
  constructor(subscribers: readonly FlowSubscriber[], options: FlowOptions = {}) {
    const chosen = withDefaults(options);
    const { protocols, timeouts } = chosen;
    this.#timeouts = [
      timeouts.closed,
      timeouts.unanswered,
      timeouts.answered,
      timeouts.established,
    ];
    this.#subscribers = subscribers;
    this.#routing = new Routing(subscribers);
    this.#table = new FlowTable(chosen.maxFlows, protocols.map(({ name }) => name));
    this.#flow = new Flow(this.#table);
    this.#chunk = new StreamChunk(this.#flow);
    this.#wantStart = this.#routing.wanting("flowStart");
    this.#wantEnd = this.#routing.wanting("flowEnd");
    this.#wantStream = this.#routing.wanting("stream");
    const names = ["service", ...protocols.flatMap(({ events }) => events)];
    this.#wantEach = new Map(names.map((name) => [name, this.#routing.wanting(name)]));
    this.#wantMessages = [...this.#wantEach.values()].reduce((bits, one) => bits | one, 0);
    this.#datagrams = new Datagrams(
      chosen.maxFragmentBytes,
      (linkType, frame) => this.#routing.judge(linkType, frame),
    );
    this.#budget = new StreamBudget(chosen.maxWaitingBytes, chosen.maxAllWaitingBytes);
    this.#streams = new Streams(this.#table, this.#budget, this.#receive);
    this.#messages = new Messages(
      this.#flow,
      protocols.filter(({ events }) => events.some((name) => this.#wantEach.get(name))),
      this.#wantEach.get("service") === 0 ? [] : protocols,
      new MessageBudget(chosen.maxMessageBytes),
      { recognised: this.#recognised, message: this.#message },
    );
  }

  /** What became of the conversations so far. */
  get statistics(): FlowStatistics {
    return {
      active: this.#table.size,
      begun: this.#begun,
      evicted: this.#evicted,
      missedStreamBytes: this.#budget.missedBytes,
      waitingBytes: this.#budget.used,
      fragmentBytes: this.#datagrams.used,
      droppedDatagrams: this.#datagrams.dropped,
      messageBytes: this.#messages.budget.used,
      refusedMessages: this.#messages.budget.refused,
    };
  }

  filterFor(linkType: number): Accepts {
    const fragments = fragmentFilter(linkType);
    const besides = fragments && compileFilter(fragments, { linkType }).matches;
    return this.#routing.filterFor(linkType, besides || undefined);
  }

  begin(timeMs: number): void {
    this.dueMs = timeMs + TICK_MS;
  }

  tick(timeMs: number): void {
    this.#table.nowMs = timeMs;
    for (let flowClass = 0; flowClass < this.#timeouts.length; flowClass++) {
      const timeoutMs = this.#timeouts[flowClass];
      for (;;) {
        const slot = this.#table.expired(flowClass as FlowClass, timeoutMs);
        if (slot === NONE) break;
        this.#end(slot, this.#overBy(slot, "timeout"), undefined);
      }
    }
    this.#datagrams.expire(timeMs);
    this.dueMs = timeMs + TICK_MS;
  }

  packet(packet: Packet): void {
    const key = this.#key ??= new FlowKey(packet.registry);
    this.#accepted = this.#routing.accepted;
    const isWhole = key.set(packet, key.vlanOf(packet), packet.interfaceId);
    if (key.fragment !== undefined) this.#collect(key, packet);
    else if (isWhole && this.#accepted !== 0) this.#account(key, packet, packet.originalLength, 1);
  }

  /** Keeps a fragment; the last of a datagram brings it whole. */
  #collect(key: FlowKey, packet: Packet): void {
    const datagram = this.#datagrams.collect(key, packet, this.#accepted);
    if (datagram === undefined || datagram.accepted === 0) return;
    this.#accepted = datagram.accepted;
    this.#account(key, packet, datagram.wireBytes, datagram.frames);
  }

  /** The capture is over, and so is every conversation. */
  end(timeMs: number): void {
    this.#table.nowMs = timeMs;
    for (;;) {
      const slot = this.#table.leastValuable;
      if (slot === NONE) return;
      this.#end(slot, this.#overBy(slot, "capture end"), undefined);
    }
  }

  /** Adds a packet, or a datagram put together from several, to its conversation. */
  #account(key: FlowKey, packet: Packet, wireBytes: number, packets: number): void {
    const table = this.#table;
    const { transport } = key;
    // As `packet.timeMs` has it; not by a call, see FlowTable.nowMs.
    table.nowMs = packet.seconds * 1000 + packet.nanoseconds / 1e6;
    const isTcp = transport !== undefined && key.protocol === IpProtocol.Tcp;
    key.finish();
    let slot = table.find(key);
    if (slot !== NONE && isTcp && beginsAnew(table, slot, table.direction, transport)) {
      this.#end(slot, this.#overBy(slot, "reused"), packet);
      slot = NONE;
    }
    if (slot === NONE) slot = this.#begin(key, packet);
    const { direction } = table;
    const at = 2 * slot + direction;
    table.packets[at] += packets;
    table.bytes[at] += wireBytes;
    if (table.nowMs > table.lastSeen[slot]) table.lastSeen[slot] = table.nowMs;
    let flowClass: FlowClass;
    if (isTcp) {
      flowClass = trackTcp(table, slot, direction, transport);
    } else {
      table.note(slot, HistoryLetter.Data + direction);
      flowClass = table.packets[at ^ 1] === 0 ? FlowClass.Unanswered : FlowClass.Answered;
    }
    if (transport !== undefined) {
      table.payloadBytes[at] += transport.wireEnd - transport.payloadStart;
    }
    table.touch(slot, flowClass);
    this.#introduce(slot, packet);
    if (transport !== undefined) this.#read(slot, direction, transport, isTcp, packet);
  }

  /** Gives the payload to those who read it. */
  #read(
    slot: number,
    direction: number,
    transport: Segment,
    isTcp: boolean,
    packet: Packet,
  ): void {
    const subscribers = this.#table.subscribers[slot];
    this.#packet = packet;
    if (isTcp) {
      if ((subscribers & (this.#wantStream | this.#wantMessages)) === 0) return;
      this.#streams.segment(slot, direction, transport);
    } else if ((subscribers & this.#wantMessages) !== 0 && this.#messages.wants(slot, false)) {
      const { bytes, payloadStart, payloadEnd } = transport;
      if (payloadStart === payloadEnd) return;
      this.#flow.at(slot);
      const side = direction as Side;
      this.#messages.data(side, bytes, payloadStart, payloadEnd, 0, false);
    }
  }

  /** Bytes whose turn it is. */
  readonly #receive = (
    slot: number,
    direction: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    gap: number,
    offset: number,
  ): boolean => {
    const chunk = this.#chunk;
    this.#flow.at(slot);
    chunk.direction = DIRECTIONS[direction];
    chunk.gap = gap;
    chunk.offset = offset;
    chunk.set(bytes, start, end);
    const subscribers = this.#table.subscribers[slot];
    const bits = subscribers & this.#wantStream;
    if (bits !== 0) this.#deliver(bits, "stream", chunk, this.#packet);
    const messages = this.#messages;
    if ((subscribers & this.#wantMessages) !== 0 && messages.wants(slot, true)) {
      messages.data(direction as Side, bytes, start, end, gap, true);
    }
    return bits !== 0 || messages.wants(slot, true);
  };

  /** What is spoken in the conversation in hand is now known. */
  readonly #recognised = (name: string): void => {
    this.#table.services[this.#flow.slot] = this.#table.serviceNames.indexOf(name);
    this.#message("service", this.#flow);
  };

  /** A message that a parser has found in the conversation in hand. */
  readonly #message = (name: string, message: object): void => {
    const wanting = this.#wantEach.get(name) ?? 0;
    const bits = this.#table.subscribers[this.#flow.slot] & wanting;
    if (bits === 0) return;
    this.#deliver(bits, name as FlowEventName, message as never, this.#packet);
  };

  #begin(key: FlowKey, packet: Packet): number {
    const table = this.#table;
    if (table.isFull) {
      const least = table.leastValuable;
      const isOver = table.classes[least] === FlowClass.Closed;
      if (!isOver) this.#evicted++;
      this.#end(least, this.#overBy(least, "evicted"), packet);
    }
    this.#begun++;
    return table.add(key, isFromServer(key));
  }

  /** Tells those of the conversation whose filter has now accepted a packet of it. */
  #introduce(slot: number, packet: Packet): void {
    const known = this.#table.subscribers[slot];
    const fresh = this.#accepted & ~known;
    if (fresh === 0) return;
    this.#table.subscribers[slot] = known | fresh;
    const bits = fresh & this.#wantStart;
    if (bits !== 0) this.#deliver(bits, "flowStart", this.#flow.at(slot), packet);
    if ((fresh & this.#wantStream) !== 0) this.#streams.goOn(slot);
  }

  /** How a conversation ended that is given up for `reason`: it may have been over before. */
  #overBy(slot: number, reason: FlowEndReason): FlowEndReason {
    if (this.#table.classes[slot] !== FlowClass.Closed) return reason;
    const rst = TcpMark.RstToClient | TcpMark.RstToServer;
    return (this.#table.tcpMarks[slot] & rst) !== 0 ? "reset" : "closed";
  }

  #end(slot: number, reason: FlowEndReason, packet: Packet | undefined): void {
    const bits = this.#table.subscribers[slot] & this.#wantEnd;
    this.#packet = packet;
    this.#streams.finish(slot);
    this.#flow.at(slot);
    this.#messages.finish();
    // First out of the table: what a handler throws must not end it twice.
    this.#table.remove(slot);
    if (bits !== 0) this.#deliver(bits, "flowEnd", this.#flow.at(slot, reason), packet);
  }

  #deliver<Name extends FlowEventName>(
    bits: number,
    name: Name,
    subject: FlowEvents[Name],
    packet: Packet | undefined,
  ): void {
    const { nowMs } = this.#table;
    for (let left = bits; left !== 0; left &= left - 1) {
      this.#subscribers[31 - Math.clz32(left & -left)].deliver(name, subject, packet, nowMs);
    }
  }
}
