// core/wire/ppp_direction.ts: the byte before a PPP frame in LINKTYPE_PPP_WITH_DIR.
import { Fault, truncated } from "./fault.ts";
import { boolean } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/** Bytes before the frame (www.tcpdump.org/linktypes.html). */
export const PPP_DIRECTION_LENGTH = 1;

/**
 * Which way a PPP frame went.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const direction = new PppDirection();
 * direction.at(Uint8Array.of(0, 0xff, 0x03, 0xc0, 0x21), 0, 5);
 * assertStrictEquals(direction.received, true);
 * ```
 */
export class PppDirection extends View {
  static override readonly title = "PPP direction";
  static override readonly specification = "LINKTYPE_PPP_WITH_DIR";
  static override readonly fields = {
    received: boolean("came in; went out otherwise"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < PPP_DIRECTION_LENGTH) return truncated("received", PPP_DIRECTION_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + PPP_DIRECTION_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = Direct.Ppp;
    return Fault.None;
  }

  /** Whether the frame came in; otherwise this host sent it. */
  get received(): boolean {
    return this.bytes[this.start] === 0;
  }

  override summary(_detail: number): string {
    return this.received ? "In" : "Out";
  }
}
