// core/wire/llmnr.ts: link-local multicast name resolution, RFC 4795.
import { Dns, DNS_FIELDS } from "./dns.ts";
import { boolean, type Fields } from "./field.ts";
import { type Selector, TCP_PORT } from "./select.ts";

const { recursionDesired: _desired, recursionAvailable: _available, ...SHARED } = DNS_FIELDS;

/**
 * One message: DNS with two flags of another meaning.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const query = Uint8Array.of(0, 7, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 0, 0, 1, 0, 1);
 * const llmnr = new Llmnr();
 * llmnr.at(query, 0, query.length);
 * assertStrictEquals(llmnr.conflict, true);
 * ```
 */
export class Llmnr extends Dns {
  static override readonly title: string = "Link-Local Multicast Name Resolution";
  static override readonly specification: string = "RFC 4795";
  static override readonly fields: Fields = {
    ...SHARED,
    conflict: boolean("the name is not unique"),
    tentative: boolean("the responder is not sure that the name is its own"),
  };

  protected override get follower(): Selector {
    return TCP_PORT | 5355;
  }

  /** There is no authority on a link. */
  override get authoritative(): undefined {
    return undefined;
  }

  /** The name is not unique: the C bit. */
  get conflict(): boolean {
    return (this.flags & 0x0400) !== 0;
  }

  /** The responder has not verified that the name is unique: the T bit. */
  get tentative(): boolean {
    return (this.flags & 0x0100) !== 0;
  }
}
