// plugins/protocol_guard.ts: what a plugin's protocol throws does not end the capture.
import { type Fault, malformed } from "../core/wire/fault.ts";
import { safeText } from "../core/output/safe_text.ts";
import { type Probe, Verdict } from "../core/wire/verdict.ts";
import type { View } from "../core/wire/view.ts";
import type { ViewClass } from "../core/wire/table.ts";
import { QUARANTINE } from "./quarantine.ts";

/** A function of a protocol threw. */
export interface ProtocolFailure {
  /** The protocol's name. */
  readonly protocol: string;
  /** Which of its parts: `at`, `summary`, `looks`, a field's name. */
  readonly where: string;
  /** What it threw. */
  readonly error: unknown;
  /** Nothing is decoded by it any more. */
  readonly quarantined: boolean;
  /** The first in that place, or the one that was too many: worth telling. */
  readonly isNews: boolean;
}

/**
 * Stands between a plugin's protocol and the packets. What throws is a layer
 * that cannot be decoded, a field that is not there, a text that is empty; a
 * protocol that throws too often is asked no more.
 */
export class ProtocolGuard {
  /** Told of every failure. While nobody listens, what was thrown is thrown on: tests want it. */
  onFailure: ((failure: ProtocolFailure) => void) | undefined;
  /** Decodes nothing any more. */
  quarantined = false;
  readonly #protocol: string;
  readonly #told = new Set<string>();
  #inARow = 0;
  #calls = 0;
  #inWindow = 0;

  constructor(protocol: string) {
    this.#protocol = protocol;
  }

  /** A call that did not throw. */
  succeeded(): void {
    this.#inARow = 0;
    if (++this.#calls < QUARANTINE.WINDOW_CALLS) return;
    this.#calls = this.#inWindow = 0;
  }

  /** A call that threw. */
  failed(where: string, error: unknown): void {
    if (this.onFailure === undefined) throw error;
    this.#inARow++;
    this.#inWindow++;
    const isNews = !this.#told.has(where);
    this.#told.add(where);
    const tooMany = !this.quarantined &&
      (this.#inARow >= QUARANTINE.IN_A_ROW || this.#inWindow >= QUARANTINE.IN_WINDOW);
    this.quarantined ||= tooMany;
    this.onFailure({
      protocol: this.#protocol,
      where,
      error,
      quarantined: this.quarantined,
      isNews: isNews || tooMany,
    });
  }
}

/**
 * A view class whose functions do not throw.
 *
 * @param whereAt what the protocol's author calls its `at`
 */
export function guardedView(
  protocol: string,
  view: ViewClass,
  whereAt: string,
  guard: ProtocolGuard,
): ViewClass {
  const { at } = view.prototype as View;
  class Guarded extends view {
    override at(bytes: Uint8Array, start: number, end: number, wireEnd?: number): Fault {
      if (guard.quarantined) return malformed(protocol);
      try {
        const fault = at.call(this, bytes, start, end, wireEnd);
        guard.succeeded();
        return fault;
      } catch (error) {
        guard.failed(whereAt, error);
        return malformed(protocol);
      }
    }

    override summary(detail: number): string {
      try {
        // Its text may come from the packet, and so from anybody.
        return safeText(String(super.summary(detail)));
      } catch (error) {
        guard.failed("summary", error);
        return "";
      }
    }
  }
  for (const field of Object.keys(view.fields)) {
    const get = getterOf(view.prototype as View, field);
    if (get === undefined) continue;
    Object.defineProperty(Guarded.prototype, field, {
      get(this: View) {
        try {
          return get.call(this);
        } catch (error) {
          return guard.failed(field, error);
        }
      },
    });
  }
  return Guarded;
}

/** A yes or no as a verdict, which does not throw: of a first byte alone, a no is not yet final. */
export function guardedProbe(
  looks: (payload: Uint8Array) => boolean,
  guard: ProtocolGuard,
): Probe {
  return (bytes, start, end) => {
    if (guard.quarantined) return Verdict.No;
    try {
      if (looks(bytes.subarray(start, end))) return Verdict.Yes;
    } catch (error) {
      // Of a first byte alone nothing can be said: a look may well trip over the end.
      if (end - start > 1) guard.failed("looks", error);
    }
    return end - start > 1 ? Verdict.No : Verdict.Unsure;
  };
}

/** The getter of that name, of the class or one that it extends. */
function getterOf(prototype: object, name: string): (() => unknown) | undefined {
  for (let at = prototype; at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor.get;
  }
  return undefined;
}
