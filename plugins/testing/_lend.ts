// plugins/testing/_lend.ts: a packet that knows when it was given back.
//
// Live, a packet and its views are set anew for the next frame, and so are conversations: who kept
// one reads another, and nothing says so. Under test they stand behind proxies that throw once the handler returned.
import { Endpoint } from "../../core/flow/endpoint.ts";
import { Flow } from "../../core/flow/flow.ts";
import { StreamChunk } from "../../core/flow/stream.ts";
import { Traffic } from "../../core/flow/traffic.ts";
import { Innermost } from "../../core/innermost.ts";
import { Packet } from "../../core/packet.ts";
import { Address } from "../../core/wire/address.ts";
import { View } from "../../core/wire/view.ts";

/** A packet or view was used after the handler returned. */
export class ReusedError extends Error {
  /** Tells it from other errors, where `instanceof` cannot. */
  override readonly name = "ReusedError";
}

/** What a handler is given. */
export interface Loan<T> {
  /** The packet as the handler sees it. */
  readonly lent: T;
  /** From now on every use of it throws. */
  end(): void;
}

/** The real object behind each proxy. */
const originals = new WeakMap<object, object>();

/** The object itself, where a handler has handed back what it was lent. */
export function original<T>(value: T): T {
  return (originals.get(value as object) ?? value) as T;
}

/**
 * Lends what a hook is given, and everything that is reached through it and
 * reused: a packet with its views, a conversation, and the lent parts of a
 * message, whose texts and numbers are the handler's own.
 */
export function lend<T extends object>(subject: T): Loan<T> {
  let over = false;
  const proxies = new Map<object, object>();

  const handler: ProxyHandler<object> = {
    get(target, property) {
      if (over && isLent(target)) throw new ReusedError(sentence(target));
      const value = Reflect.get(target, property, target);
      // A copy outlives the packet: it is the handler's own.
      if (typeof value !== "function") return wrap(value);
      return (...given: unknown[]) => {
        if (over && isLent(target)) throw new ReusedError(sentence(target));
        const result = Reflect.apply(value, target, given.map(original));
        return property === "keep" ? result : wrap(result);
      };
    },
    set(target, property) {
      throw new TypeError(`${nameOf(target)}.${String(property)} cannot be set: a packet is lent`);
    },
  };

  function wrap(value: unknown): unknown {
    if (Array.isArray(value)) return value.some(isLent) ? value.map(wrap) : value;
    return isLent(value) ? proxyOf(value) : value;
  }

  function proxyOf(value: object): object {
    const known = proxies.get(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, handler);
    originals.set(proxy, value);
    proxies.set(value, proxy);
    return proxy;
  }

  return { lent: proxyOf(subject) as T, end: () => void (over = true) };
}

/** Classes whose objects are set anew. */
const LENT = [View, Address, Packet, Innermost, Flow, Endpoint, Traffic, StreamChunk];

/** Whether an object is set anew with the next packet; all else that a packet gives is one's own. */
function isLent(value: unknown): value is object {
  return LENT.some((lentClass) => value instanceof lentClass);
}

function sentence(target: object): string {
  if (target instanceof Address) {
    return "This address belongs to a packet that has been reused; call address.keep() to have " +
      "it longer";
  }
  if (target instanceof Packet) {
    return "This packet has been reused; call packet.keep() to have it longer";
  }
  if (!(target instanceof View || target instanceof Innermost)) {
    return `This ${nameOf(target)} is lent until the handler returns; take what you need of it`;
  }
  return `This view (${nameOf(target)}) belongs to a packet that has been reused; ` +
    "call packet.keep() to have it longer";
}

function nameOf(target: object): string {
  return target.constructor.name;
}
