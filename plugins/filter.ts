// plugins/filter.ts: a filter as a question that a handler asks of its packet.
import { compileFilter, type Filter, FilterSyntaxError } from "../core/filter/mod.ts";
import type { Packet } from "../core/packet.ts";

/** What {@linkcode filter} reads of a packet. */
export type Filterable = Pick<
  Packet,
  "bytes" | "start" | "capturedLength" | "originalLength" | "linkType"
>;

/**
 * Compiles a filter of the pcap-filter language to a predicate on packets, for
 * handlers that count several kinds. (What an analyzer wants at all is its
 * `filter`: that is told to the kernel.) For each link type it is compiled when
 * first met, and allocates nothing from then on. Where the question makes no
 * sense, as `ether host` does without Ethernet, no packet matches.
 *
 * @param text `tcp port 80 and not host 10.0.0.1`; what is not in an Ethernet
 * frame (`inbound`, `ifname`) is refused.
 * @throws {FilterSyntaxError} with the place, when it is not of the language.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineAnalyzer, filter } from "whiff";
 * import { ethernet, replay } from "whiff/testing";
 *
 * const web = filter("tcp port 80 or 443");
 * const analyzer = defineAnalyzer({
 *   name: "web-share",
 *   state: () => ({ web: 0, other: 0 }),
 *   on: {
 *     packet(packet, { state }) {
 *       if (web(packet)) state.web++;
 *       else state.other++;
 *     },
 *   },
 * });
 * const sent = [80, 22, 443].map((port) => ethernet().ipv4().tcp({ destinationPort: port }));
 * assertEquals((await replay(analyzer, sent)).state, { web: 2, other: 1 });
 * ```
 */
export function filter(text: string): (packet: Filterable) => boolean {
  // Wrong text is to be known at once, not with the first packet.
  const compiled = new Map<number, Filter["matches"]>([[ETHERNET, compileFor(text, ETHERNET)]]);
  let lastType = ETHERNET;
  let matches = compiled.get(ETHERNET)!;
  return ({ bytes, start, capturedLength, originalLength, linkType }) => {
    if (linkType !== lastType) {
      matches = compiled.get(linkType) ?? orNothing(text, linkType);
      compiled.set(linkType, matches);
      lastType = linkType;
    }
    return matches(bytes, start, capturedLength, originalLength) !== 0;
  };
}

const ETHERNET = 1;

function compileFor(text: string, linkType: number): Filter["matches"] {
  return compileFilter(text, { linkType, savefile: true }).matches;
}

function orNothing(text: string, linkType: number): Filter["matches"] {
  try {
    return compileFor(text, linkType);
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    return () => 0;
  }
}
