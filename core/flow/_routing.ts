// core/flow/_routing.ts: which subscribers a frame or an event is for, as bits.
import type { Accepts } from "../dispatcher.ts";
import type { Packet } from "../packet.ts";
import type { FlowEventName, FlowEvents, FlowSubscriber } from "./subscriber.ts";

/** Bits in a number: subscribers of one engine at most. */
export const MAX_SUBSCRIBERS = 32;

/** One filter and all who have it. */
interface Route {
  readonly accepts: Accepts;
  subscribers: number;
}

/**
 * The filters of all subscribers as one, which remembers who accepted the last
 * frame that it was asked about.
 */
export class Routing {
  /** The subscribers whose filter accepted the last frame. */
  accepted = 0;
  readonly #subscribers: readonly FlowSubscriber[];
  /** The union by link type. */
  readonly #unions = new Map<number, Accepts>();

  constructor(subscribers: readonly FlowSubscriber[]) {
    if (subscribers.length > MAX_SUBSCRIBERS) {
      throw new RangeError(
        `Cannot serve ${subscribers.length} subscribers: ${MAX_SUBSCRIBERS} at most`,
      );
    }
    this.#subscribers = subscribers;
  }

  /**
   * The union of the filters for a link type. `besides` accepts frames that
   * are needed though nobody's filter tells so.
   */
  filterFor(linkType: number, besides?: Accepts): Accepts {
    let always = 0;
    const routes = new Map<Accepts, Route>();
    this.#subscribers.forEach((subscriber, index) => {
      const accepts = subscriber.flowFilterFor(linkType);
      if (accepts === undefined) {
        always |= 1 << index;
        return;
      }
      const route = routes.get(accepts) ?? { accepts, subscribers: 0 };
      route.subscribers |= 1 << index;
      routes.set(accepts, route);
    });
    const union = this.#union(always, [...routes.values()], besides);
    this.#unions.set(linkType, union);
    return union;
  }

  /** The subscribers whose filter accepts a frame that was put together. */
  judge(linkType: number, frame: Uint8Array): number {
    this.#unions.get(linkType)?.(frame, 0, frame.length, frame.length);
    return this.accepted;
  }

  #union(always: number, routes: readonly Route[], besides: Accepts | undefined): Accepts {
    return (bytes, start, capturedLength, originalLength) => {
      let accepted = always;
      for (let k = 0; k < routes.length; k++) {
        const { accepts, subscribers } = routes[k];
        if (accepts(bytes, start, capturedLength, originalLength)) accepted |= subscribers;
      }
      this.accepted = accepted;
      if (accepted !== 0) return true;
      return besides !== undefined && besides(bytes, start, capturedLength, originalLength);
    };
  }

  /** The subscribers that want an event, as bits. */
  wanting(event: string): number {
    let bits = 0;
    this.#subscribers.forEach(({ wants }, index) => {
      if (wants.has(event)) bits |= 1 << index;
    });
    return bits;
  }

  /** Gives an event to the subscribers in `bits`. */
  deliver<Name extends FlowEventName>(
    bits: number,
    name: Name,
    subject: FlowEvents[Name],
    packet: Packet | undefined,
    timeMs: number,
  ): void {
    for (let left = bits; left !== 0; left &= left - 1) {
      this.#subscribers[31 - Math.clz32(left & -left)].deliver(name, subject, packet, timeMs);
    }
  }
}
