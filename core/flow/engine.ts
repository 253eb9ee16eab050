// core/flow/engine.ts: from packets to conversations, and to those who want them.
import type { Accepts, Consumer } from "../dispatcher.ts";
import { compileFilter } from "../filter/mod.ts";
import type { Packet } from "../packet.ts";
import { Flow, type FlowEndReason } from "./flow.ts";
import { fragmentFilter } from "./fragment_filter.ts";
import { Datagrams } from "./_datagrams.ts";
import { FlowKey, IpProtocol } from "./_key.ts";
import { type FlowOptions, type FlowStatistics, withDefaults } from "./options.ts";
import { Payloads } from "./_payloads.ts";
import { NONE } from "./_queues.ts";
import { isFromServer } from "./_roles.ts";
import { MAX_SUBSCRIBERS, Routing } from "./_routing.ts";
import type { FlowSubscriber } from "./subscriber.ts";
import { FlowClass, HistoryLetter, TcpMark } from "./_marks.ts";
import { FlowTable } from "./table.ts";
import { beginsAnew, trackTcp } from "./_tcp_track.ts";

export { MAX_SUBSCRIBERS };
export type { FlowOptions, FlowStatistics, FlowTimeouts } from "./options.ts";

/** How often time-outs are looked for, in packet time. */
const TICK_MS = 1000;

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
  readonly #routing: Routing;
  readonly #payloads: Payloads;
  readonly #timeouts: readonly number[];
  readonly #wantStart: number;
  readonly #wantEnd: number;
  readonly #datagrams: Datagrams;
  /** Who accepted the frame, or one of the datagram's frames, in hand. */
  #accepted = 0;
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
    this.#routing = new Routing(subscribers);
    this.#table = new FlowTable(chosen.maxFlows, protocols.map(({ name }) => name));
    this.#flow = new Flow(this.#table);
    this.#payloads = new Payloads(this.#table, this.#flow, this.#routing, chosen);
    this.#wantStart = this.#routing.wanting("flowStart");
    this.#wantEnd = this.#routing.wanting("flowEnd");
    this.#datagrams = new Datagrams(
      chosen.maxFragmentBytes,
      (linkType, frame) => this.#routing.judge(linkType, frame),
    );
  }

  /** What became of the conversations so far. */
  get statistics(): FlowStatistics {
    return {
      active: this.#table.size,
      begun: this.#begun,
      evicted: this.#evicted,
      fragmentBytes: this.#datagrams.used,
      droppedDatagrams: this.#datagrams.dropped,
      ...this.#payloads.statistics,
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
    if (transport !== undefined) this.#payloads.read(slot, direction, transport, isTcp, packet);
  }

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
    if (bits !== 0) {
      const { nowMs } = this.#table;
      this.#routing.deliver(bits, "flowStart", this.#flow.at(slot), packet, nowMs);
    }
    this.#payloads.goOn(slot, fresh);
  }

  /** How a conversation ended that is given up for `reason`: it may have been over before. */
  #overBy(slot: number, reason: FlowEndReason): FlowEndReason {
    if (this.#table.classes[slot] !== FlowClass.Closed) return reason;
    const rst = TcpMark.RstToClient | TcpMark.RstToServer;
    return (this.#table.tcpMarks[slot] & rst) !== 0 ? "reset" : "closed";
  }

  #end(slot: number, reason: FlowEndReason, packet: Packet | undefined): void {
    const bits = this.#table.subscribers[slot] & this.#wantEnd;
    this.#payloads.finish(slot, packet);
    // First out of the table: what a handler throws must not end it twice.
    this.#table.remove(slot);
    if (bits === 0) return;
    const { nowMs } = this.#table;
    this.#routing.deliver(bits, "flowEnd", this.#flow.at(slot, reason), packet, nowMs);
  }
}
