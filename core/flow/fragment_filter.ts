// core/flow/fragment_filter.ts: the frames that carry fragments, whatever else a filter says.
import { compileFilter, FilterSyntaxError } from "../filter/mod.ts";

const FRAGMENT = "ip[6:2] & 0x3fff != 0 or ip6[6] = 44";

/**
 * The filter that accepts fragments, in the language of pcap-filter(7): without
 * them a filter by port would keep only the first fragment of each datagram.
 * `undefined` for link types that carry no IP.
 *
 * @example
 * ```ts
 * import { assert, assertStrictEquals } from "@std/assert";
 * assert(fragmentFilter(1)?.startsWith("ip[6:2]"));
 * assertStrictEquals(fragmentFilter(189), undefined); // USB
 * ```
 */
export function fragmentFilter(linkType: number): string | undefined {
  // `vlan` moves what stands after it, so that it stands last.
  for (const filter of [`${FRAGMENT} or (vlan and (${FRAGMENT}))`, FRAGMENT]) {
    try {
      compileFilter(filter, { linkType });
      return filter;
    } catch (error) {
      if (!(error instanceof FilterSyntaxError)) throw error;
    }
  }
  return undefined;
}
