// plugins/analyzer_filter.ts: an analyzer's filter on a link type that it may not have thought of.
import { LinkType } from "../core/capture/link_type.ts";
import {
  compileFilter,
  type Filter,
  type FilterOptions,
  FilterSyntaxError,
} from "../core/filter/mod.ts";

/**
 * Compiles an analyzer's filter for a link type. What is a filter may make no sense there, as
 * `ether host` does without Ethernet: then what is wrong is returned, for the analyzer gets no
 * packets of the link type and works on with those of others.
 *
 * @param compile what to compile with: a host knows more than the filter's text
 * @throws {FilterSyntaxError} with the place, for what is no filter on any link type.
 *
 * @example
 * ```ts
 * import { assert, assertThrows } from "@std/assert";
 * import { Filter, FilterSyntaxError } from "../core/filter/mod.ts";
 * const RAW = 101, IEEE802_11 = 105;
 * assert(analyzerFilter("tcp", RAW) instanceof Filter);
 * assert(analyzerFilter("tcp", IEEE802_11) instanceof FilterSyntaxError);
 * assertThrows(() => analyzerFilter("prot 80", IEEE802_11), FilterSyntaxError, "port?");
 * ```
 */
export function analyzerFilter(
  text: string,
  linkType: LinkType,
  compile: (text: string, options: FilterOptions) => Filter = compileFilter,
): Filter | FilterSyntaxError {
  try {
    return compile(text, { linkType });
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    // Everything can be asked of Ethernet: what fails there is no filter at all.
    compile(text, { linkType: LinkType.Ethernet });
    return error;
  }
}

/** The filter of who gets no packet. */
export function takesNone(): boolean {
  return false;
}
