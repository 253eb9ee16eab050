// core/flow/_payloads.ts: what conversations carry, for those who read it: streams and messages.
import type { Packet } from "../packet.ts";
import { StreamBudget } from "./_half_stream.ts";
import type { Segment } from "./_key.ts";
import { Messages } from "./_messages.ts";
import type { Routing } from "./_routing.ts";
import { Streams } from "./_streams.ts";
import type { Flow, FlowDirection } from "./flow.ts";
import { MessageBudget, type Side } from "./messages/parser.ts";
import type { ChosenOptions, FlowStatistics } from "./options.ts";
import { StreamChunk } from "./stream.ts";
import type { FlowEventName } from "./subscriber.ts";
import type { FlowTable } from "./table.ts";

const DIRECTIONS: readonly FlowDirection[] = ["toServer", "toClient"];

/** Gives the bytes of conversations to their subscribers, in order, and the messages found in them. */
export class Payloads {
  readonly #table: FlowTable;
  readonly #flow: Flow;
  readonly #routing: Routing;
  readonly #wantStream: number;
  /** Who wants messages of any kind, or to know of which kind they are, and who each. */
  readonly #wantMessages: number;
  readonly #wantEach: ReadonlyMap<string, number>;
  readonly #budget: StreamBudget;
  readonly #streams: Streams;
  readonly #messages: Messages;
  readonly #chunk: StreamChunk;
  /** The packet that brings what is given out; `undefined` where time does. */
  #packet: Packet | undefined;

  /** @param flow the view on the table that messages are told with */
  constructor(table: FlowTable, flow: Flow, routing: Routing, options: ChosenOptions) {
    const { protocols } = options;
    this.#table = table;
    this.#flow = flow;
    this.#routing = routing;
    this.#chunk = new StreamChunk(flow);
    this.#wantStream = routing.wanting("stream");
    const names = ["service", ...protocols.flatMap(({ events }) => events)];
    this.#wantEach = new Map(names.map((name) => [name, routing.wanting(name)]));
    this.#wantMessages = [...this.#wantEach.values()].reduce((bits, one) => bits | one, 0);
    this.#budget = new StreamBudget(options.maxWaitingBytes, options.maxAllWaitingBytes);
    this.#streams = new Streams(table, this.#budget, this.#receive);
    this.#messages = new Messages(
      flow,
      protocols.filter(({ events }) => events.some((name) => this.#wantEach.get(name))),
      this.#wantEach.get("service") === 0 ? [] : protocols,
      new MessageBudget(options.maxMessageBytes),
      { recognised: this.#recognised, message: this.#message },
    );
  }

  /** What became of the bytes so far. */
  get statistics(): Pick<
    FlowStatistics,
    "missedStreamBytes" | "waitingBytes" | "messageBytes" | "refusedMessages"
  > {
    return {
      missedStreamBytes: this.#budget.missedBytes,
      waitingBytes: this.#budget.used,
      messageBytes: this.#messages.budget.used,
      refusedMessages: this.#messages.budget.refused,
    };
  }

  /** Takes a segment, or a datagram, after the table has noted it. */
  read(
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

  /** A conversation has new subscribers: where they want its stream, it goes on for them. */
  goOn(slot: number, fresh: number): void {
    if ((fresh & this.#wantStream) !== 0) this.#streams.goOn(slot);
  }

  /**
   * A conversation is over: what waits goes out.
   *
   * @param packet the one that ends it; `undefined` where time does
   */
  finish(slot: number, packet: Packet | undefined): void {
    this.#packet = packet;
    this.#streams.finish(slot);
    this.#flow.at(slot);
    this.#messages.finish();
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
    if (bits !== 0) {
      this.#routing.deliver(bits, "stream", chunk, this.#packet, this.#table.nowMs);
    }
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
    const { subscribers, nowMs } = this.#table;
    const bits = subscribers[this.#flow.slot] & (this.#wantEach.get(name) ?? 0);
    if (bits === 0) return;
    this.#routing.deliver(bits, name as FlowEventName, message as never, this.#packet, nowMs);
  };
}
