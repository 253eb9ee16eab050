// core/wire/ipv6_destination_options.ts: IPv6 destination options, RFC 8200, section 4.6.
import { IPV6_LENGTH } from "./address.ts";
import { IPV6_OPTIONS_FIELDS, Ipv6Options, Ipv6OptionType } from "./ipv6_options.ts";

/**
 * Options for the receiver; before a routing header, for each that it names.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = new Ipv6DestinationOptions();
 * header.at(Uint8Array.of(47, 0, 4, 1, 3, 1, 1, 0), 0, 8);
 * assertStrictEquals(header.options[0].tunnelEncapsulationLimit, 3);
 * ```
 */
export class Ipv6DestinationOptions extends Ipv6Options {
  static override readonly title = "IPv6 destination options";
  static override readonly specification = "RFC 8200";
  static override readonly fields = IPV6_OPTIONS_FIELDS;

  /** Where in `bytes` the sender's home address is (RFC 6275, section 6.3); -1 when there is none. */
  get homeAddressAt(): number {
    return this.find(Ipv6OptionType.HomeAddress, IPV6_LENGTH);
  }

  override summary(_detail: number): string {
    return "DSTOPT";
  }
}
