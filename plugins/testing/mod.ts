// plugins/testing/mod.ts: analyzers under test, imported as "whiff/testing".
/**
 * Makes packets, runs analyzers over them as the host does, and gives back all
 * that they said.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { defineAnalyzer } from "whiff";
 * import { ethernet, packets, replay } from "whiff/testing";
 *
 * const counter = defineAnalyzer({
 *   name: "syn-counter",
 *   filter: "tcp",
 *   state: () => ({ syns: 0 }),
 *   on: {
 *     packet(packet, { state }) {
 *       if (packet.tcp!.flags.syn) state.syns++;
 *     },
 *   },
 *   report: ({ state }) => ({ title: `${state.syns} SYNs` }),
 * });
 * const { report } = await replay(
 *   counter,
 *   packets.repeat(5, "10ms", (k) => ethernet().ipv4().tcp({ sourcePort: 5000 + k, flags: "S" })),
 * );
 * assertStrictEquals(report?.title, "5 SYNs");
 * ```
 *
 * @module
 */
export { LinkType } from "../../core/capture/link_type.ts";
export type { MemoryFrame } from "../../core/capture/memory.ts";
export { Direction } from "../../core/capture/source.ts";
export type {
  AlertEvent,
  AnalyzerEvent,
  EventBase,
  LogEvent,
  MetricEvent,
} from "../../core/event.ts";
export type { Failure } from "../running.ts";
export type { DnsFields, DnsTypeName } from "./_dns_layer.ts";
export type { IcmpFields, NeighborFields } from "./_icmp_layers.ts";
export type { Ipv4Fields, Ipv6Fields } from "./_ip_layers.ts";
export type { AddressLike, Layer, Neighbours } from "./_layer.ts";
export { ReusedError } from "./_lend.ts";
export type { ArpFields, EthernetFields, VlanFields } from "./_link_layers.ts";
export type { TlsClientHelloFields } from "./_tls_layer.ts";
export type { PortFields, TcpFields } from "./_transport_layers.ts";
export type { GreFields, VxlanFields } from "./_tunnel_layers.ts";
export { Conversation, conversation, type ConversationOptions } from "./conversation.ts";
export { ethernet, PacketBuilder, START_SECONDS } from "./packet_builder.ts";
export { packets } from "./packets.ts";
export { replay, type Replayed, type ReplayOptions, type SavedPacket } from "./replay.ts";
