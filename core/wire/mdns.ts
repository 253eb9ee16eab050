// core/wire/mdns.ts: multicast DNS, RFC 6762.
import { Dns } from "./dns.ts";

/**
 * One message on the local link: DNS in which the top bit of a class says
 * something of its own.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const query = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 0, 0, 1, 0x80, 1);
 * const mdns = new Mdns();
 * mdns.at(query, 0, query.length);
 * assertStrictEquals(mdns.questions[0].unicastResponse, true);
 * ```
 */
export class Mdns extends Dns {
  static override readonly title: string = "Multicast DNS";
  static override readonly specification: string = "RFC 6762";

  protected override get multicast(): boolean {
    return true;
  }
}
