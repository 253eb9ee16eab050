// core/wire/ipv6_hop_by_hop.ts: IPv6 hop-by-hop options, RFC 8200, section 4.3.
import { IPV6_OPTIONS_FIELDS, Ipv6Options } from "./ipv6_options.ts";

/**
 * Options that every router on the way may look at.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = new Ipv6HopByHop();
 * header.at(Uint8Array.of(58, 0, 5, 2, 0, 0, 1, 0), 0, 8);
 * assertStrictEquals(header.nextHeader, 58);
 * assertStrictEquals(header.options[0].routerAlert, 0);
 * ```
 */
export class Ipv6HopByHop extends Ipv6Options {
  static override readonly title = "IPv6 hop-by-hop options";
  static override readonly specification = "RFC 8200";
  static override readonly fields = IPV6_OPTIONS_FIELDS;

  override summary(_detail: number): string {
    return "HBH";
  }
}
