// core/wire/udp_encapsulation.ts: IPsec behind address translation, RFC 3948: UDP port 4500.
import { u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { text } from "./field.ts";
import { IP_PROTOCOL, UDP_PORT } from "./select.ts";
import { View } from "./view.ts";

/** Bytes of zeros before an IKE message (RFC 3948, section 2.2). */
const NON_ESP_MARKER = 4;
/** The only byte of a keepalive (section 2.3). */
const KEEPALIVE = 0xff;

const ESP_PROTOCOL = 50, IKE_PORT = 500;

/**
 * Tells ESP from IKE and from keepalives, which share the port.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const encapsulation = new UdpEncapsulation();
 * encapsulation.at(Uint8Array.of(0xff), 0, 1);
 * assertStrictEquals(encapsulation.carries, "keepalive");
 * ```
 */
export class UdpEncapsulation extends View {
  static override readonly title = "UDP encapsulation of IPsec packets";
  static override readonly specification = "RFC 3948";
  static override readonly fields = {
    carries: text("esp, ike or keepalive"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const isKeepalive = wireEnd - start === 1 && end > start && bytes[start] === KEEPALIVE;
    if (!isKeepalive && end - start < NON_ESP_MARKER) return truncated("carries", NON_ESP_MARKER);
    this.bytes = bytes;
    this.start = this.payloadStart = start;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = 0;
    if (isKeepalive) this.payloadStart = end;
    else if (u32(bytes, start) === 0) {
      this.payloadStart = start + NON_ESP_MARKER;
      this.next = UDP_PORT | IKE_PORT;
    } else this.next = IP_PROTOCOL | ESP_PROTOCOL;
    return Fault.None;
  }

  /** What follows. */
  get carries(): "esp" | "ike" | "keepalive" {
    if (this.next === (IP_PROTOCOL | ESP_PROTOCOL)) return "esp";
    return this.next === 0 ? "keepalive" : "ike";
  }

  override summary(_detail: number): string {
    return this.carries === "keepalive" ? "isakmp-nat-keep-alive" : "UDP-encap";
  }
}
