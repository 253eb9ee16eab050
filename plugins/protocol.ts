// plugins/protocol.ts: protocols that plugins bring, in the same table as the built-in ones.
import { BUILT_IN, Packet } from "../core/packet.ts";
import { meantOrAll } from "../core/suggest.ts";
import { ETHER_TYPE, IP_PROTOCOL, type Selector, TCP_PORT, UDP_PORT } from "../core/wire/select.ts";
import type { ProtocolRegistry, ProtocolRow, ViewClass } from "../core/wire/table.ts";
import type { View } from "../core/wire/view.ts";
import { fieldsView } from "./_fields_view.ts";
import { PluginError } from "./plugin_error.ts";
import {
  guardedProbe,
  guardedView,
  type ProtocolFailure,
  ProtocolGuard,
} from "./protocol_guard.ts";
import type { ProtocolField } from "./protocol_field.ts";

/** What a protocol runs over: a number, or several, of one space or more. */
export interface ProtocolOver {
  /** UDP ports, the sender's or the receiver's. */
  readonly udp?: number | readonly number[];
  /** TCP ports; each segment is taken by itself. */
  readonly tcp?: number | readonly number[];
  /** EtherTypes. */
  readonly etherType?: number | readonly number[];
  /** IP protocol numbers. */
  readonly ipProtocol?: number | readonly number[];
}

/** The fields of a protocol, by name. */
export type ProtocolFields = Readonly<Record<string, ProtocolField<unknown>>>;

/** A view of {@linkcode ProtocolFields}: the layer's place, and each field by its name. */
export type FieldsView<F extends ProtocolFields> =
  & View
  & { readonly [Name in keyof F]: F[Name] extends ProtocolField<infer T> ? T : never };

/** What every protocol of a plugin says. */
export interface ProtocolBase {
  /** One word in lower case, or several in camelCase: JSON key, `--fields` prefix, name of the layer. */
  readonly name: string;
  /** Its name in full. */
  readonly title?: string;
  /** Where it is specified. */
  readonly specification?: string;
  /** What announces it. */
  readonly over?: ProtocolOver;
  /**
   * Whether the payload of a UDP datagram or TCP segment looks like it, where no
   * port decides. It has to be strict. The bytes are lent.
   */
  readonly looks?: (payload: Uint8Array) => boolean;
}

/** A protocol as a list of fields at fixed places. */
export interface FieldsDefinition<F extends ProtocolFields> extends ProtocolBase {
  /** In the order of the wire. */
  readonly fields: F;
  /** The layer in a packet line: `Lamp on, level 3`. */
  readonly summary?: (view: FieldsView<F>) => string;
  /** Whether the fields have values that are allowed; decoding ends where it says no. */
  readonly check?: (view: FieldsView<F>) => boolean;
}

/** A protocol with a view class of one's own, as the built-in ones have. */
export interface ViewDefinition<V extends View> extends ProtocolBase {
  /** It checks all lengths in `at`, and says there where its payload lies and what it is. */
  readonly view: ViewClass<V>;
}

/** The mark of {@linkcode defineProtocol}'s result. */
const PROTOCOL: unique symbol = Symbol.for("whiff.protocol");

/** A protocol that packets can be decoded with. */
export interface PluginProtocol<V extends View = View> {
  /**
   * Only {@linkcode defineProtocol} makes it.
   * @ignore
   */
  readonly [PROTOCOL]: true;
  /** As it was defined. */
  readonly name: string;
  /** Its row for the table of protocols. */
  readonly row: ProtocolRow<V>;
  /**
   * The outermost layer of it; `undefined` where the packet has none. Lent like
   * the packet. A `TypeError` where the run does not decode the protocol.
   */
  of(packet: Packet): V | undefined;
}

/**
 * Makes a protocol. Named in an analyzer's `protocols`, it is decoded for the
 * whole run: it is among `packet.layers`, in packet lines, JSON and `--fields`,
 * and other plugins find it by `packet.view(name)`.
 *
 * Over ports it is decoded when somebody asks; over an EtherType or an IP
 * protocol at once, like the built-in ones. A port that a built-in protocol has
 * goes to the plugin's. Throws a {@linkcode PluginError} for what cannot be.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { defineAnalyzer } from "./analyzer.ts";
 * import { field } from "./protocol_field.ts";
 * import { ethernet, replay } from "./testing/mod.ts";
 *
 * const lamp = defineProtocol({
 *   name: "lamp",
 *   over: { udp: 4242 },
 *   fields: { on: field.flag(0, 0x80, "it shines"), level: field.u8(1, "brightness") },
 *   summary: ({ on, level }) => on ? `Lamp on, level ${level}` : "Lamp off",
 * });
 * const lamps = defineAnalyzer({
 *   name: "lamps",
 *   protocols: [lamp],
 *   state: () => ({ brightest: 0 }),
 *   on: {
 *     packet(packet, { state }) {
 *       state.brightest = Math.max(state.brightest, lamp.of(packet)?.level ?? 0);
 *     },
 *   },
 * });
 * const { state } = await replay(lamps, [
 *   ethernet().ipv4().udp({ destinationPort: 4242 }).payload(Uint8Array.of(0x80, 7)),
 * ]);
 * assertStrictEquals((state as { brightest: number }).brightest, 7);
 * ```
 */
export function defineProtocol<const F extends ProtocolFields>(
  definition: FieldsDefinition<F>,
): PluginProtocol<FieldsView<F>>;
/** The same with a view class of one's own. */
export function defineProtocol<V extends View>(definition: ViewDefinition<V>): PluginProtocol<V>;
export function defineProtocol(
  definition: FieldsDefinition<ProtocolFields> | ViewDefinition<View>,
): PluginProtocol {
  const { name, over = {}, looks } = definition;
  checkName(name);
  checkProperties(`protocol ${name}`, definition, PROPERTIES);
  checkProperties(`\`over\` of protocol ${name}`, over, Object.keys(SPACES));
  const guard = new ProtocolGuard(name);
  const view = "view" in definition
    ? guardedView(name, definition.view, "at", guard)
    : guardedView(name, fieldsView(definition), "check", guard);
  const selectors = selectorsOf(name, over);
  if (selectors.length === 0 && looks === undefined) {
    throw new PluginError(`protocol ${name} runs over nothing: give it \`over\` or \`looks\``);
  }
  const eager = over.etherType !== undefined || over.ipProtocol !== undefined;
  if (eager && looks !== undefined) {
    throw new PluginError(`protocol ${name} has \`looks\`, which is for UDP and TCP alone`);
  }
  const row: ProtocolRow = {
    view,
    over: selectors,
    ...(eager ? {} : { lazy: true }),
    ...(looks === undefined ? {} : {
      looks: guardedProbe(looks, guard),
      looksOver: [UDP_PORT, TCP_PORT],
    }),
  };
  const of = (packet: Packet) => packet.view(name) ?? notThere(packet, name);
  const protocol: PluginProtocol = { [PROTOCOL]: true, name, row, of };
  guards.set(protocol, guard);
  return protocol;
}

/** What guards each protocol; not a plugin's business. */
const guards = new WeakMap<PluginProtocol, ProtocolGuard>();

/** Tells `onFailure` what a protocol throws from now on; it is not thrown on any more. */
export function guardProtocol(
  protocol: PluginProtocol,
  onFailure: (failure: ProtocolFailure) => void,
): void {
  const guard = guards.get(protocol);
  if (guard !== undefined) guard.onFailure = onFailure;
}

/** The packet has no such layer, unless nobody decodes it: that is a mistake, and silent otherwise. */
function notThere({ registry }: Packet, name: string): undefined {
  if (registry.byName(name) !== undefined) return undefined;
  throw new TypeError(
    `protocol ${name} is not decoded in this run: name it in an analyzer's \`protocols\``,
  );
}

/** Whether a value was made by {@linkcode defineProtocol}. */
export function isProtocol(value: unknown): value is PluginProtocol {
  return typeof value === "object" && value !== null && PROTOCOL in value;
}

/**
 * The built-in protocols and those given; the built-in registry itself where
 * none are given. Throws a {@linkcode PluginError} for two of one name.
 */
export function registryWith(protocols: readonly PluginProtocol[]): ProtocolRegistry {
  const distinct = [...new Set(protocols)];
  if (distinct.length === 0) return BUILT_IN;
  const registry = BUILT_IN.clone();
  for (const { name, row } of distinct) {
    if (registry.byName(name) !== undefined) {
      throw new PluginError(`protocol ${name} is defined twice, by different plugins`);
    }
    registry.add(name, row);
  }
  return registry;
}

function checkName(name: string): void {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
    throw new PluginError(`protocol name "${name}" has to be one word, or words in camelCase`);
  }
  if (BUILT_IN.byName(name) !== undefined || name in Packet.prototype) {
    throw new PluginError(`protocol ${name} is there already: packets have it built in`);
  }
}

/** What a definition may have, of either kind. */
const PROPERTIES: readonly (keyof FieldsDefinition<ProtocolFields> | keyof ViewDefinition<View>)[] =
  ["name", "title", "specification", "over", "looks", "fields", "summary", "check", "view"];

function checkProperties(what: string, given: object, known: readonly string[]): void {
  for (const property of Object.keys(given)) {
    if (known.includes(property)) continue;
    throw new PluginError(
      `${what} does not know \`${property}\`; ${meantOrAll(property, known)}`,
    );
  }
}

/** Each number space with its greatest number. */
const SPACES = {
  udp: { space: UDP_PORT, what: "UDP port" },
  tcp: { space: TCP_PORT, what: "TCP port" },
  etherType: { space: ETHER_TYPE, what: "EtherType" },
  ipProtocol: { space: IP_PROTOCOL, what: "IP protocol" },
} as const;

function selectorsOf(name: string, over: ProtocolOver): Selector[] {
  return (Object.keys(SPACES) as (keyof typeof SPACES)[]).flatMap((key) => {
    const { space, what } = SPACES[key];
    const greatest = key === "ipProtocol" ? 0xff : 0xffff;
    return [over[key] ?? []].flat().map((value) => {
      if (Number.isInteger(value) && value >= 0 && value <= greatest) return space | value;
      throw new PluginError(
        `protocol ${name} over ${what} ${value}: 0 to ${greatest} are possible`,
      );
    });
  });
}
