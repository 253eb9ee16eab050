// core/dispatcher.ts: from a source to the consumers: route by filter, decode once, keep time.
import { type Decoder, type Deliver, deliveryTo } from "./_delivery.ts";
import type { Batch, Source } from "./capture/source.ts";
import { Packet } from "./packet.ts";
import type { ProtocolRegistry } from "./wire/table.ts";

/**
 * Whether a frame is wanted: a compiled filter. It reads nothing past
 * `start + capturedLength`.
 */
export type Accepts = (
  bytes: Uint8Array,
  start: number,
  capturedLength: number,
  originalLength: number,
) => boolean | number;

/** Who gets packets. What a consumer throws ends the capture. */
export interface Consumer {
  /** The filter for frames of that link type; `undefined` when every frame is wanted. */
  filterFor(linkType: number): Accepts | undefined;
  /** One packet that the filter accepts, lent until this returns. */
  packet(packet: Packet): void;
  /**
   * In place of {@linkcode Consumer.packet}, for a consumer that needs no decoding: the frame that the batch
   * stands on. A frame that nobody wants decoded is not.
   */
  frame?(batch: Batch): void;
  /** When {@linkcode Consumer.tick} is wanted next, in packet time; `Infinity` for never. */
  readonly dueMs: number;
  /** The time has come to `timeMs`, at least `dueMs`. */
  tick(timeMs: number): void;
  /** The first packet's time: intervals begin here. */
  begin(timeMs: number): void;
  /** The capture is over, however it ended; `timeMs` is the greatest time seen. */
  end?(timeMs: number): void;
}

/** What to dispatch, and how much of it. */
export interface DispatcherOptions {
  readonly consumers: readonly Consumer[];
  /** Which frames count at all, by link type; `undefined` for all. A kernel filter saves this one. */
  readonly filterFor?: (linkType: number) => Accepts | undefined;
  /** Ends the capture after so many packets. */
  readonly limit?: number;
  /** The protocols to decode; the built-in ones when left out. */
  readonly registry?: ProtocolRegistry;
  /** Called after each batch: live, what was buffered goes out then. */
  readonly afterBatch?: () => void;
  /**
   * Whether the event loop should have its turn, so that signals and timers are served however
   * slow the consumers are. Asked every few packets; the host looks at its clock.
   */
  readonly turnDue?: () => boolean;
}

/** Packets between two questions whether the event loop should have its turn; a power of two. */
const PACKETS_PER_LOOK = 64;

/** Where the walk over a batch stopped. */
const Walk = { Done: 0, Limit: 1, Turn: 2 } as const;
type Walk = typeof Walk[keyof typeof Walk];

/** Where frames of one link type go. */
interface Route {
  readonly captureFilter: Accepts | undefined;
  readonly deliver: Deliver;
}

/** One fault counter for each protocol number. */
const PROTOCOL_LIMIT = 256;

/**
 * Takes the frames of a source one by one, decodes those that somebody wants,
 * and hands them on. Time is the packets': ticks come before the packet that
 * reaches their time.
 *
 * @example
 * ```ts ignore
 * const dispatcher = new Dispatcher({ consumers });
 * await dispatcher.run(source);
 * ```
 */
export class Dispatcher implements Decoder {
  readonly packet: Packet;
  /** Packets that passed the capture filter. */
  captured = 0;
  /** The greatest time seen, in milliseconds since 1970; 0 before the first packet. */
  nowMs = 0;
  /** Packets whose decoding ended early, by protocol number. */
  readonly faults: Float64Array = new Float64Array(PROTOCOL_LIMIT);

  #consumers: readonly Consumer[];
  readonly #filterFor: DispatcherOptions["filterFor"];
  #limit: number;
  readonly #afterBatch: () => void;
  readonly #turnDue: () => boolean;
  #looked = 0;
  #linkType = -1;
  #captureFilter: Accepts | undefined;
  #deliver: Deliver = () => {};
  /** What is known of each link type that came; a file may mix them, frame by frame. */
  readonly #routes = new Map<number, Route>();
  #dueMs = Infinity;

  constructor(options: DispatcherOptions) {
    this.packet = new Packet(options.registry);
    this.#consumers = options.consumers;
    this.#filterFor = options.filterFor;
    this.#limit = options.limit ?? Infinity;
    this.#afterBatch = options.afterBatch ?? (() => {});
    this.#turnDue = options.turnDue ?? (() => false);
  }

  /** Runs until the source ends or the limit is reached, and tells the consumers so. */
  async run(source: Source): Promise<void> {
    this.packet.interfaces = source.interfaces;
    try {
      await this.#all(source);
    } finally {
      for (const consumer of this.#consumers) consumer.end?.(this.nowMs);
    }
  }

  async #all(source: Source): Promise<void> {
    for await (const batch of source) {
      let walk: Walk;
      while ((walk = this.#batch(batch)) === Walk.Turn) {
        this.#afterBatch();
        await nextTurn();
      }
      this.#afterBatch();
      if (walk === Walk.Limit) {
        source.stop();
        return;
      }
    }
  }

  /**
   * Ends the run with the packet in hand, whatever the source still has; from a consumer's
   * `tick`, before the packet that brought the time.
   */
  cease(): void {
    this.#limit = 0;
  }

  /** Puts others in the consumers' place, between two packets; those that stay notice nothing. */
  replace(consumers: readonly Consumer[]): void {
    const before = new Set(this.#consumers);
    this.#consumers = consumers;
    this.#linkType = -1;
    this.#routes.clear();
    for (const consumer of consumers) {
      if (this.nowMs > 0 && !before.has(consumer)) consumer.begin(this.nowMs);
    }
    this.#schedule();
  }

  /** Tells the consumers that time has passed without a packet: live and idle. */
  advance(timeMs: number): void {
    if (this.nowMs === 0 || timeMs <= this.nowMs) return;
    this.nowMs = timeMs;
    if (timeMs >= this.#dueMs) this.#tick();
  }

  /** Walks on from where the batch stands. */
  #batch(batch: Batch): Walk {
    if (this.#limit === 0) return Walk.Limit;
    while (batch.next()) {
      if (batch.linkType !== this.#linkType) this.#relink(batch.linkType);
      const accepts = this.#captureFilter;
      if (
        accepts !== undefined &&
        !accepts(batch.bytes, batch.start, batch.capturedLength, batch.originalLength)
      ) continue;
      const timeMs = batch.seconds * 1000 + batch.nanoseconds * 1e-6;
      if (timeMs > this.nowMs) {
        // A call for each packet would make an object of the number, which has a fraction.
        if (timeMs >= this.#dueMs || this.nowMs === 0) {
          this.#advanceTo(timeMs);
          if (this.#limit === 0) return Walk.Limit;
        } else this.nowMs = timeMs;
      }
      this.captured++;
      this.#deliver(batch);
      if (this.captured >= this.#limit) return Walk.Limit;
      if ((++this.#looked & (PACKETS_PER_LOOK - 1)) === 0 && this.#turnDue()) return Walk.Turn;
    }
    return Walk.Done;
  }

  #advanceTo(timeMs: number): void {
    if (this.nowMs === 0) {
      for (const consumer of this.#consumers) consumer.begin(timeMs);
      this.#schedule();
    }
    this.nowMs = timeMs;
    if (timeMs >= this.#dueMs) this.#tick();
  }

  #tick(): void {
    for (const consumer of this.#consumers) {
      if (consumer.dueMs <= this.nowMs) consumer.tick(this.nowMs);
    }
    this.#schedule();
  }

  #schedule(): void {
    this.#dueMs = Infinity;
    for (const { dueMs } of this.#consumers) this.#dueMs = Math.min(this.#dueMs, dueMs);
  }

  /** For the delivery: decodes the frame that the batch stands on. */
  decode(batch: Batch): void {
    const packet = this.packet;
    packet.set(batch, this.captured);
    if (packet.faultCode !== 0) this.faults[packet.faultProtocol]++;
  }

  #relink(linkType: number): void {
    let route = this.#routes.get(linkType);
    if (route === undefined) this.#routes.set(linkType, route = this.#routeFor(linkType));
    this.#linkType = linkType;
    this.#captureFilter = route.captureFilter;
    this.#deliver = route.deliver;
  }

  #routeFor(linkType: number): Route {
    const filters = this.#consumers.map((consumer) => consumer.filterFor(linkType));
    return {
      captureFilter: this.#filterFor?.(linkType),
      deliver: deliveryTo(this.#consumers, filters, this),
    };
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
