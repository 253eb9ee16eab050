// plugins/running_context.ts: what an analyzer's handlers get: state, options, clock and effects.
import {
  type AnalyzerEvent,
  type EventFields,
  type Plain,
  SEVERITIES,
  type Severity,
} from "../core/event.ts";
import type { Packet } from "../core/packet.ts";
import { meantOrAll } from "../core/suggest.ts";
import { type AlertMemory, newAlertMemory } from "./_alert_memory.ts";
import type { AlertOptions, Context } from "./analyzer.ts";
import { kindOf } from "./kind_of.ts";
import type { Options, OptionValues } from "./option.ts";

/** Where effects go. */
export interface EffectSinks {
  event(event: AnalyzerEvent): void;
  /** Writes the packet to the capture file; absent when there is none. */
  save?(packet: Packet, comment: string): void;
}

/** What the host knows of a context: not the types that the analyzer gave it. */
export type AnyContext = Context<unknown, OptionValues<Options>>;

/** The one context of an analyzer. Its functions are bound, so that they can be taken out. */
export class RunningContext implements AnyContext {
  /** The packet in hand; events take their time from it. */
  packet: Packet | undefined;
  readonly state: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly #name: string;
  readonly #sinks: EffectSinks;
  #alerts: AlertMemory = newAlertMemory();
  #nowMs = 0;

  constructor(
    name: string,
    state: unknown,
    { options, sinks }: Pick<RunningContext, "options"> & { readonly sinks: EffectSinks },
  ) {
    this.#name = name;
    this.state = state;
    this.options = options;
    this.#sinks = sinks;
  }

  get nowMs(): number {
    return this.packet === undefined ? this.#nowMs : Math.max(this.#nowMs, this.packet.timeMs);
  }

  set nowMs(timeMs: number) {
    this.#nowMs = timeMs;
    this.packet = undefined;
  }

  /** Alerts that were held back and of which no later one has told. */
  get untoldAlerts(): number {
    return this.#alerts.untold;
  }

  /** Remembers the alerts that another version of the analyzer gave. */
  takeOver(old: RunningContext): void {
    this.#alerts = old.#alerts;
  }

  readonly log = (what: Plain | EventFields, fields: EventFields = {}): void => {
    const named = isFields(what);
    this.#sinks.event({
      kind: "log",
      analyzer: this.#name,
      timeMs: this.nowMs,
      text: named ? "" : plainText(kept(what)),
      fields: keptFields(named ? { ...what, ...fields } : fields),
    });
  };

  readonly alert = (
    severity: Severity,
    text: string,
    fields: EventFields = {},
    options: AlertOptions = {},
  ): void => {
    checkAlert(severity, text);
    const repeated = this.#alerts.admit(options.key ?? text, this.nowMs, options.onceForMs);
    if (repeated === undefined) return;
    const { nowMs: timeMs } = this;
    this.#sinks.event({
      kind: "alert",
      analyzer: this.#name,
      timeMs,
      severity,
      text,
      fields: keptFields(fields),
      repeated,
    });
  };

  readonly metric = (name: string, value: number, labels: EventFields = {}): void => {
    if (typeof value !== "number") {
      throw new TypeError(`metric ${name} is ${kindOf(value)}; it has to be a number`);
    }
    this.#sinks.event({
      kind: "metric",
      analyzer: this.#name,
      timeMs: this.nowMs,
      name,
      value,
      labels: keptFields(labels),
    });
  };

  readonly savePacket = (packet: Packet, reason = ""): void => {
    const because = reason === "" ? "" : `: ${reason}`;
    this.#sinks.save?.(packet, `${this.#name}${because}`);
  };
}

/** What the editor would have said, where there was none. */
function checkAlert(severity: Severity, text: string): void {
  if (!SEVERITIES.includes(severity)) {
    throw new TypeError(
      `"${severity}" is no severity of an alert; ${meantOrAll(`${severity}`, SEVERITIES)}`,
    );
  }
  if (typeof text !== "string") {
    throw new TypeError(`the alert's text is ${kindOf(text)}; it has to be a string`);
  }
}

/** Values as they are now: an event outlives the packet, and views are lent. */
function keptFields(fields: EventFields): EventFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, kept(value)]));
}

/** A value that prints as itself; an object without a text of its own becomes its data as JSON. */
function kept(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(kept);
  if (typeof value !== "object" || value === null) return value;
  // Also an address is lent: by the time it is printed it would be another's.
  if (hasText(value)) return String(value);
  return JSON.stringify(value, (_name, part) => typeof part === "bigint" ? `${part}` : part);
}

/** Whether the object says what it is: not `[object Object]`, nor nothing at all. */
function hasText({ toString }: { toString?: unknown }): boolean {
  return typeof toString === "function" && toString !== Object.prototype.toString;
}

/** Whether a value is a bag of named values, and not one value. */
function isFields(what: Plain | EventFields): what is EventFields {
  if (typeof what !== "object" || what === null) return false;
  const prototype = Object.getPrototypeOf(what);
  return prototype === Object.prototype || prototype === null;
}

function plainText(what: Plain): string {
  if (!Array.isArray(what)) return String(what);
  return what.map(plainText).join(", ");
}
