// core/wire/raw.ts: packets without a link header, LINKTYPE_RAW.
import { Fault, truncated } from "./fault.ts";
import { integer } from "./field.ts";
import { IP_VERSION } from "./select.ts";
import { View } from "./view.ts";

/**
 * The absence of a link header: which IP it is, its first four bits tell.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const raw = new Raw();
 * raw.at(Uint8Array.of(0x45), 0, 1);
 * assertStrictEquals(raw.version, 4);
 * assertStrictEquals(raw.headerLength, 0);
 * ```
 */
export class Raw extends View {
  static override readonly title = "Raw IP";
  static override readonly specification = "LINKTYPE_RAW";
  static override readonly fields = {
    version: integer("4 or 6"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < 1) return truncated("version", 1);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = IP_VERSION | (bytes[start] >> 4);
    return Fault.None;
  }

  /** The first four bits of the packet: 4 or 6, else it is none. */
  get version(): number {
    return this.bytes[this.start] >> 4;
  }
}
