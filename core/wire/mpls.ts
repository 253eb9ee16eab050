// core/wire/mpls.ts: MPLS label stack entries, RFC 3032, section 2.1; one layer for each.
import { u16, u32 } from "./bytes.ts";
import { LAST_LENGTH } from "./ethernet.ts";
import { Fault, truncated } from "./fault.ts";
import { boolean, integer } from "./field.ts";
import { Direct, ETHER_TYPE, IP_VERSION, type Selector } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the entry.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +---------------------------------------+-----+-+---------------+
 *     |                Label                  | TC  |S|      TTL      |
 *     +---------------------------------------+-----+-+---------------+
 */
const AT = { LABEL: 0, FLAGS: 2, TIME_TO_LIVE: 3 } as const;

/** Bytes of an entry. */
export const MPLS_HEADER_LENGTH = AT.TIME_TO_LIVE + 1;

const ETHER_TYPE_MPLS = 0x8847;
const ETHERNET_HEADER_LENGTH = 14;
const CONTROL_WORD_LENGTH = 4;

/**
 * One label stack entry. Below the last one nothing says what comes; as
 * everybody does, we look at the first four bits (RFC 4928, section 3).
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const mpls = new Mpls();
 * mpls.at(Uint8Array.of(0x00, 0x06, 0x41, 0x40), 0, 4);
 * assertStrictEquals(mpls.label, 100);
 * assertStrictEquals(mpls.bottomOfStack, true);
 * ```
 */
export class Mpls extends View {
  static override readonly title = "MPLS label stack entry";
  static override readonly specification = "RFC 3032";
  static override readonly fields = {
    label: integer("label; 0 to 15 have a meaning of their own"),
    trafficClass: integer("class of service, RFC 5462"),
    bottomOfStack: boolean("no other label follows"),
    timeToLive: integer("hops that it may still take"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < MPLS_HEADER_LENGTH) return truncated("timeToLive", MPLS_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + MPLS_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = (bytes[start + AT.FLAGS] & 1) === 0
      ? ETHER_TYPE | ETHER_TYPE_MPLS
      : belowBottom(bytes, this.payloadStart, end);
    return Fault.None;
  }

  /** Label, 0 to 2^20 - 1; 0 and 2 are explicit null (RFC 3032), 13 is an alert (RFC 5586). */
  get label(): number {
    return u32(this.bytes, this.start + AT.LABEL) >>> 12;
  }

  /** Traffic class, 0 to 7: the experimental bits of RFC 3032. */
  get trafficClass(): number {
    return (this.bytes[this.start + AT.FLAGS] >> 1) & 7;
  }

  /** Whether this is the last entry. */
  get bottomOfStack(): boolean {
    return (this.bytes[this.start + AT.FLAGS] & 1) !== 0;
  }

  /** Hops that the packet may still take, 0 to 255. */
  get timeToLive(): number {
    return this.bytes[this.start + AT.TIME_TO_LIVE];
  }

  override summary(_detail: number): string {
    const bottom = this.bottomOfStack ? ", [S]" : "";
    // A stack of labels has one name in front.
    const name = this.frame.below(this) instanceof Mpls ? "" : "MPLS ";
    return `${name}(label ${this.label}, tc ${this.trafficClass}${bottom}, ttl ${this.timeToLive})`;
  }
}

/** What comes after the last label, by its first four bits. */
function belowBottom(bytes: Uint8Array, start: number, end: number): Selector {
  if (start >= end) return 0;
  switch (bytes[start] >> 4) {
    case 4:
      return IP_VERSION | 4;
    case 6:
      return IP_VERSION | 6;
    case 0:
      if (end - start < CONTROL_WORD_LENGTH) return 0;
      return ethernetWithoutControlWord(bytes, start, end) ? Direct.Ethernet : Direct.ControlWord;
    case 1:
      return Direct.ControlWord;
    default:
      return 0;
  }
}

/**
 * Whether what begins with four zero bits is an Ethernet frame, rather than a
 * control word before one (RFC 4448, section 4.6). The reading that has a
 * known type in its place wins; else a control word's flags are zero there.
 */
function ethernetWithoutControlWord(bytes: Uint8Array, start: number, end: number): boolean {
  const plain = frameAt(bytes, start, end);
  const behind = frameAt(bytes, start + CONTROL_WORD_LENGTH, end);
  return plain === behind ? u16(bytes, start) !== 0 : plain;
}

/** Whether an Ethernet header with a known type, or a length that fits, begins there. */
function frameAt(bytes: Uint8Array, start: number, end: number): boolean {
  const payload = start + ETHERNET_HEADER_LENGTH;
  return payload <= end && plausible(u16(bytes, payload - 2), end - payload);
}

/** Whether this is a type that is met below MPLS, or a length that fits. */
function plausible(lengthOrType: number, payloadLength: number): boolean {
  switch (lengthOrType) {
    case 0x0800:
    case 0x0806:
    case 0x8035:
    case 0x8100:
    case 0x86dd:
    case 0x8847:
    case 0x8848:
    case 0x8863:
    case 0x8864:
    case 0x888e:
    case 0x88a8:
    case 0x88cc:
    case 0x88e7:
    case 0x9000:
      return true;
    default:
      return lengthOrType > 2 && lengthOrType <= LAST_LENGTH && lengthOrType <= payloadLength;
  }
}
