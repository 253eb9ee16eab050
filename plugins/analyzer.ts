// plugins/analyzer.ts: what an analyzer is, and the types that make it need no annotation.
import type { EventFields, Plain, Severity } from "../core/event.ts";
import type { Flow } from "../core/flow/flow.ts";
import type { DhcpMessage } from "../core/flow/messages/dhcp.ts";
import type { DnsExchange } from "../core/flow/messages/dns.ts";
import type { HttpExchange } from "../core/flow/messages/http.ts";
import type { NtpExchange } from "../core/flow/messages/ntp.ts";
import type { QuicHello } from "../core/flow/messages/quic.ts";
import type { SshBanners } from "../core/flow/messages/ssh.ts";
import type { TlsHello } from "../core/flow/messages/tls.ts";
import type { StreamChunk } from "../core/flow/stream.ts";
import type { Report } from "../core/output/report.ts";
import type { Packet } from "../core/packet.ts";
import type { Options as OptionSpecs, OptionValues } from "./option.ts";
import type { PluginProtocol } from "./protocol.ts";

/** Holds back alerts that say the same again. */
export interface AlertOptions {
  /** What "the same" is; the text when left out. */
  readonly key?: string;
  /** How long the same alert is held back after it was shown, in packet time. 60,000 by default. */
  readonly onceForMs?: number;
}

/**
 * What an analyzer may cause. All of it is data that the host puts where the
 * user wants it; the functions are bound, so `{ alert }` may be taken out.
 */
export interface Effects {
  /** Says that something happened: a text, named values, or both. */
  log(what: Plain | EventFields, fields?: EventFields): void;
  /** Says that somebody should look. The same alert is shown once in a while only. */
  alert(severity: Severity, text: string, fields?: EventFields, options?: AlertOptions): void;
  /** Gives a number for a graph. Labels tell series of one name apart: keep them few. */
  metric(name: string, value: number, labels?: EventFields): void;
  /** Writes the packet to the file of `-w`, with the analyzer's name and the reason as comment. */
  savePacket(packet: Packet, reason?: string): void;
}

/** What every hook gets beside its subject. */
export interface Context<State, Options> extends Effects {
  /** What `state()` made. */
  readonly state: State;
  /** The options with their values. */
  readonly options: Options;
  /** Packet time, in milliseconds since 1970 with a fraction. */
  readonly nowMs: number;
}

/** What a report is made from. */
export interface ReportContext<State, Options> {
  /** What `state()` made. */
  readonly state: State;
  /** The options with their values. */
  readonly options: Options;
  /** Packet time at the report, in milliseconds since 1970; 0 before the first packet. */
  readonly nowMs: number;
  /** Packet time that the analyzer has seen pass, in milliseconds. */
  readonly elapsedMs: number;
}

/** An interval as text: `"500ms"`, `"1s"`, `"5m"`. */
export type Interval = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** The subscription: a hook that is not there costs nothing. */
export interface Hooks<State, Options> {
  /** Each packet that the filter accepts, lent until this returns. */
  packet?(packet: Packet, context: Context<State, Options>): void;
  /**
   * A conversation, at its first packet that the filter accepts. From then on
   * the analyzer gets all that its hooks ask for of this conversation.
   */
  flowStart?(flow: Flow, context: Context<State, Options>): void;
  /** A conversation at its end: closed, timed out, given up, or cut off by the capture's end. */
  flowEnd?(flow: Flow, context: Context<State, Options>): void;
  /** A conversation when its first bytes have told what is spoken in it: `flow.service`. */
  service?(flow: Flow, context: Context<State, Options>): void;
  /** The bytes of a TCP connection, each direction in order, once; what is missing is marked. */
  stream?(chunk: StreamChunk, context: Context<State, Options>): void;
  /** A DNS question with its answer, over UDP or TCP; each message of multicast DNS. */
  dns?(exchange: DnsExchange, context: Context<State, Options>): void;
  /** A hello of a TLS client or server, or the certificates of either. */
  tls?(hello: TlsHello, context: Context<State, Options>): void;
  /** An HTTP/1 request with its response. */
  http?(exchange: HttpExchange, context: Context<State, Options>): void;
  /** A hello of a QUIC client or server. */
  quic?(hello: QuicHello, context: Context<State, Options>): void;
  /** A DHCP message. */
  dhcp?(message: DhcpMessage, context: Context<State, Options>): void;
  /** A time request with its answer. */
  ntp?(exchange: NtpExchange, context: Context<State, Options>): void;
  /** The first lines of an SSH client and its server. */
  ssh?(banners: SshBanners, context: Context<State, Options>): void;
  /** Regularly, in packet time. */
  every?: Readonly<Record<Interval, (context: Context<State, Options>) => void>>;
}

/** Rights beyond computing that an analyzer asks for; the user grants them with `--grant`. */
export interface PermissionRequest {
  /** Hosts, `name` or `name:port`. */
  readonly net?: readonly string[];
  /** Files or directories to read. */
  readonly read?: readonly string[];
  /** Files or directories to write. */
  readonly write?: readonly string[];
  /** Environment variables. */
  readonly env?: readonly string[];
}

/**
 * An analyzer as its author writes it.
 *
 * @typeParam Specs its options
 * @typeParam State what `state` makes
 */
export interface AnalyzerDefinition<Specs extends OptionSpecs, State> {
  /** Lower case with hyphens: `top-talkers`. */
  readonly name: string;
  /** One line for `--list-analyzers`. */
  readonly description?: string;
  /** In the language of pcap-filter(7): only such packets are handed over, and captured. */
  readonly filter?: string;
  /** Bytes of each frame that it needs; the whole frame when left out. */
  readonly snapLength?: number;
  /** What users may set, made by `option`. */
  readonly options?: Specs;
  /** Protocols that the plugin brings, made by `defineProtocol`; all of the run sees them. */
  readonly protocols?: readonly PluginProtocol[];
  /** What it needs beyond computing; there is nothing unless the user grants it. */
  readonly permissions?: PermissionRequest;
  /** Makes what the analyzer remembers: containers of `whiff`, so that it stays bounded. */
  readonly state?: (options: OptionValues<Specs>) => State;
  /** What it wants: each key is a subscription. */
  readonly on: Hooks<State, OptionValues<Specs>>;
  /** The result, as plain data. It may be asked for at any time, more than once. */
  readonly report?: (context: ReportContext<State, OptionValues<Specs>>) => Report;
}

/** The mark of {@linkcode defineAnalyzer}'s result. */
const ANALYZER: unique symbol = Symbol.for("whiff.analyzer");

/** An analyzer that the host can run. */
export interface Analyzer {
  /**
   * Only {@linkcode defineAnalyzer} makes it.
   * @ignore
   */
  readonly [ANALYZER]: true;
  /** As its author wrote it. */
  // The host runs analyzers without knowing their state, and hands back only what they made.
  readonly definition: AnalyzerDefinition<OptionSpecs, unknown>;
}

/**
 * Makes an analyzer. Its parts are inferred from each other: the options type
 * `options`, and what `state` returns types `state` in every hook.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const analyzer = defineAnalyzer({
 *   name: "count",
 *   state: () => ({ packets: 0 }),
 *   on: { packet: (_packet, { state }) => void state.packets++ },
 * });
 * assertStrictEquals(analyzer.definition.name, "count");
 * ```
 */
export function defineAnalyzer<
  const Specs extends OptionSpecs = Record<never, never>,
  State = undefined,
>(definition: AnalyzerDefinition<Specs, State>): Analyzer {
  return {
    [ANALYZER]: true,
    definition: definition as unknown as AnalyzerDefinition<OptionSpecs, unknown>,
  };
}

/** Whether a value was made by {@linkcode defineAnalyzer}. */
export function isAnalyzer(value: unknown): value is Analyzer {
  return typeof value === "object" && value !== null && ANALYZER in value;
}
