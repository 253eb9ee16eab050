// plugins/testing/packets.ts: many packets at once, in time.
import { parseDuration } from "../duration.ts";
import { type PacketBuilder, START_SECONDS } from "./packet_builder.ts";

/** Lists of packets with their times. */
export const packets = {
  /**
   * As many packets as `count`, `interval` apart, from {@linkcode START_SECONDS} on.
   *
   * @param make makes each, from its place in the list
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { ethernet } from "./packet_builder.ts";
   * const pings = packets.repeat(3, "500ms", (sequenceNumber) =>
   *   ethernet().ipv4().icmp({ sequenceNumber }));
   * assertEquals(pings.map(({ seconds, nanoseconds }) => seconds % 100 + nanoseconds / 1e9), [0, 0.5, 1]);
   * ```
   */
  repeat(
    count: number,
    interval: string,
    make: (index: number) => PacketBuilder,
  ): PacketBuilder[] {
    return packets.spaced(interval, Array.from({ length: count }, (_, index) => make(index)));
  },

  /** The packets, `interval` apart, from {@linkcode START_SECONDS} on; their own times are gone. */
  spaced(interval: string, list: readonly PacketBuilder[]): PacketBuilder[] {
    const ms = parseDuration(interval);
    return list.map((packet, index) => packet.at(START_SECONDS, 0).later(index * ms));
  },

  /** All packets of the lists, in the order of their times. */
  merged(...lists: readonly (readonly PacketBuilder[])[]): PacketBuilder[] {
    return lists.flat().sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);
  },
} as const;
