// core/flow/fragment_filter.ts: the frames that carry fragments, whatever else a filter says.
import { compileFilter, FilterSyntaxError } from "../filter/mod.ts";

const FRAGMENT = "ip[6:2] & 0x3fff != 0 or ip6[6] = 44";
/** `vlan` moves what stands after it, so that it stands last. */
const TAGGED_TOO = `${FRAGMENT} or (vlan and (${FRAGMENT}))`;

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
  try {
    compileFilter(TAGGED_TOO, { linkType, anyLinkType: true });
    return TAGGED_TOO;
  } catch (error) {
    if (error instanceof FilterSyntaxError) return undefined;
    throw error;
  }
}
