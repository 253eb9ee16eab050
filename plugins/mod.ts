// plugins/mod.ts: all that an analyzer's author needs, imported as "whiff".
/**
 * Analyzers for whiff: say what you want, what you remember and what you
 * report; the host captures, decodes, filters, bounds and prints.
 *
 * @example
 * ```ts
 * import { type Address, defineAnalyzer, option, TopK } from "whiff";
 *
 * export default defineAnalyzer({
 *   name: "my-talkers",
 *   filter: "ip or ip6",
 *   options: { rows: option.integer(10, "rows to show") },
 *   state: () => ({ bytes: new TopK<Address>(10_000) }),
 *   on: {
 *     packet(packet, { state }) {
 *       state.bytes.add(packet.ip!.source, packet.originalLength);
 *     },
 *   },
 *   report: ({ state, options }) => ({
 *     title: "My talkers",
 *     tables: [{
 *       columns: [{ key: "key", label: "Host" }, { key: "count", label: "Sent", unit: "bytes" }],
 *       rows: state.bytes.top(options.rows),
 *     }],
 *   }),
 * });
 * ```
 *
 * @module
 */
export { type EventFields, type Plain, SEVERITIES, type Severity } from "../core/event.ts";
export type { Endpoint } from "../core/flow/endpoint.ts";
export type { Flow, FlowDirection, FlowEndReason, TcpState } from "../core/flow/flow.ts";
export type { Traffic } from "../core/flow/traffic.ts";
export type { DhcpMessage } from "../core/flow/messages/dhcp.ts";
export type { DnsExchange } from "../core/flow/messages/dns.ts";
export type { Hello } from "../core/flow/messages/hello.ts";
export type { HttpExchange } from "../core/flow/messages/http.ts";
export type { NtpExchange } from "../core/flow/messages/ntp.ts";
export type { QuicHello } from "../core/flow/messages/quic.ts";
export type { SshBanners } from "../core/flow/messages/ssh.ts";
export type { Certificate, TlsHello } from "../core/flow/messages/tls.ts";
export type { StreamChunk } from "../core/flow/stream.ts";
export {
  type Cell,
  type CellPart,
  type Column,
  type Line,
  type Point,
  type Report,
  type Row,
  type Table,
  type Unit,
  UNITS,
  type Value,
} from "../core/output/report.ts";
export { LinkType } from "../core/capture/link_type.ts";
export { type CaptureInterface, Direction } from "../core/capture/source.ts";
export type { Innermost } from "../core/innermost.ts";
export type { Layers } from "../core/layers.ts";
export type { Packet, ProtocolViews } from "../core/packet.ts";
export type { PacketFault } from "../core/packet_fault.ts";
export type { ViewOf } from "./view_of.ts";
export type { PROTOCOLS } from "../core/wire/mod.ts";
export type { TlsHandshake } from "../core/wire/tls.ts";
export type { HeaderField } from "../core/wire/http.ts";
export type { Probe, Verdict } from "../core/wire/verdict.ts";
export type {
  DnsNaptr,
  DnsNsec3,
  DnsRecord,
  DnsRrsig,
  DnsSoa,
  DnsSvcb,
  DnsTsig,
} from "../core/wire/dns.ts";
export { Address } from "../core/wire/address.ts";
export { Fault, malformed, truncated } from "../core/wire/fault.ts";
export type { Field, Fields, FieldType } from "../core/wire/field.ts";
export type { Selector } from "../core/wire/select.ts";
export type { Protocol, ProtocolRegistry, ProtocolRow, ViewClass } from "../core/wire/table.ts";
export { type Frame, View } from "../core/wire/view.ts";
export {
  type AlertOptions,
  type Analyzer,
  type AnalyzerDefinition,
  type Context,
  defineAnalyzer,
  type Effects,
  type Hooks,
  type Interval,
  type PermissionRequest,
  type ReportContext,
} from "./analyzer.ts";
export * from "./containers/mod.ts";
export { filter, type Filterable } from "./filter.ts";
export { Network } from "./network.ts";
export {
  type Bounds,
  type DurationBounds,
  type Option,
  option,
  OptionError,
  type OptionKind,
  type Options,
  type OptionValues,
} from "./option.ts";
export {
  defineProtocol,
  type FieldsDefinition,
  type FieldsView,
  type PluginProtocol,
  type ProtocolBase,
  type ProtocolFields,
  type ProtocolOver,
  type ViewDefinition,
} from "./protocol.ts";
export { field, type ProtocolField } from "./protocol_field.ts";
export { type CheckedTable, table } from "./report.ts";
