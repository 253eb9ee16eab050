// core/wire/ssdp.ts: simple service discovery, UPnP Device Architecture 2.0, section 1.
import { type Fields, text } from "./field.ts";
import type { Selector } from "./select.ts";
import { Http, HTTP_FIELDS } from "./http.ts";

/**
 * One datagram: an HTTP message without a body.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const search = new TextEncoder().encode("M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n");
 * const ssdp = new Ssdp();
 * ssdp.at(search, 0, search.length);
 * assertStrictEquals(ssdp.searchTarget, "ssdp:all");
 * ```
 */
export class Ssdp extends Http {
  static override readonly title: string = "Simple Service Discovery Protocol";
  static override readonly specification: string = "UPnP Device Architecture 2.0";
  static override readonly fields: Fields = {
    ...HTTP_FIELDS,
    searchTarget: text("what is searched for, or found"),
    notificationType: text("what has come or gone"),
    uniqueServiceName: text("of the device's instance"),
  };

  /** A datagram is one message. */
  protected override get follower(): Selector {
    return 0;
  }

  /** The `ST` field. */
  get searchTarget(): string | undefined {
    return this.header("st");
  }

  /** The `NT` field. */
  get notificationType(): string | undefined {
    return this.header("nt");
  }

  /** The `USN` field. */
  get uniqueServiceName(): string | undefined {
    return this.header("usn");
  }
}
