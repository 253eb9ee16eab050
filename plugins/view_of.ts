// plugins/view_of.ts: a view's type by the protocol's name.
import type { ProtocolViews } from "../core/packet.ts";

/**
 * The view that a packet has of a protocol, by its name there: `ViewOf<"tcp">`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Packet } from "../core/packet.ts";
 * import { ethernet } from "./testing/mod.ts";
 *
 * function isSyn({ flags }: ViewOf<"tcp">): boolean {
 *   return flags.syn && !flags.ack;
 * }
 * const packet = new Packet().setBytes(ethernet().ipv4().tcp({ flags: "S" }).bytes);
 * assertStrictEquals(isSyn(packet.tcp!), true);
 * ```
 */
export type ViewOf<Name extends keyof ProtocolViews> = NonNullable<ProtocolViews[Name]>;
