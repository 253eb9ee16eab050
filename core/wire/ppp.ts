// core/wire/ppp.ts: the point-to-point protocol, RFC 1661, in HDLC-like framing (RFC 1662) or without.
import { u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { hexadecimal } from "./field.ts";
import { LINK_TYPE, PPP_PROTOCOL } from "./select.ts";
import { View } from "./view.ts";

/** The address that all stations have; with it, a control byte follows (RFC 1662, section 3.1). */
const ALL_STATIONS = 0xff;
/** Cisco HDLC's addresses, which cannot begin a PPP frame (RFC 1547, section 4.3.1). */
const CHDLC_UNICAST = 0x0f, CHDLC_BROADCAST = 0x8f;
const LINK_TYPE_CHDLC = 104;

/** Protocols that more than a number is known of, for people (IANA "PPP DLL Protocol Numbers"). */
export const PPP_PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  0x0021: "IP",
  0x0023: "OSI",
  0x002d: "VJC",
  0x002f: "VJNC",
  0x0031: "BPDU",
  0x003d: "MLPPP",
  0x0057: "IP6",
  0x0281: "MPLS-UCAST",
  0x0283: "MPLS-MCAST",
  0x8021: "IPCP",
  0x8057: "IP6CP",
  0x8281: "MPLSCP",
  0xc021: "LCP",
  0xc023: "PAP",
  0xc025: "LQR",
  0xc223: "CHAP",
};

/**
 * One PPP frame. Address and control may be left out, and of the protocol its
 * first byte when it is 0 (RFC 1661, section 6.5 and 6.6): the bytes tell.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const ppp = new Ppp();
 * ppp.at(Uint8Array.of(0xff, 0x03, 0xc0, 0x21), 0, 4);
 * assertStrictEquals(ppp.protocol, 0xc021);
 * ppp.at(Uint8Array.of(0x21, 0x45), 0, 2);
 * assertStrictEquals(ppp.protocol, 0x0021);
 * assertStrictEquals(ppp.address, undefined);
 * ```
 */
export class Ppp extends View {
  static override readonly title = "Point-to-Point Protocol";
  static override readonly specification = "RFC 1661";
  static override readonly fields = {
    address: hexadecimal("255; absent where it was left out"),
    control: hexadecimal("3, unnumbered information; absent where it was left out"),
    protocol: hexadecimal("what the payload is; absent around Cisco HDLC"),
  };

  /** Where the protocol is. */
  #protocolStart = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < 1) return truncated("protocol", 1);
    this.bytes = bytes;
    this.start = start;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    const first = bytes[start];
    if (first === CHDLC_UNICAST || first === CHDLC_BROADCAST) {
      this.#protocolStart = this.payloadStart = start;
      this.next = LINK_TYPE | LINK_TYPE_CHDLC;
      return Fault.None;
    }
    const at = first === ALL_STATIONS ? start + 2 : start;
    if (end - at < 1) return truncated("protocol", at - start + 1);
    // The first byte of a protocol is even, its last one odd: an odd byte is a protocol already.
    const compressed = (bytes[at] & 1) === 1;
    if (!compressed && end - at < 2) return truncated("protocol", at - start + 2);
    this.#protocolStart = at;
    this.payloadStart = compressed ? at + 1 : at + 2;
    this.next = PPP_PROTOCOL | (compressed ? bytes[at] : u16(bytes, at));
    return Fault.None;
  }

  /** 0xff; `undefined` where it was left out. */
  get address(): number | undefined {
    return this.#protocolStart === this.start ? undefined : ALL_STATIONS;
  }

  /** 3 in unnumbered information; `undefined` where it was left out. */
  get control(): number | undefined {
    return this.#protocolStart === this.start ? undefined : this.bytes[this.start + 1];
  }

  /** IANA "PPP DLL Protocol Numbers"; `undefined` where a Cisco HDLC frame follows instead. */
  get protocol(): number | undefined {
    const length = this.payloadStart - this.#protocolStart;
    if (length === 0) return undefined;
    const at = this.#protocolStart;
    return length === 1 ? this.bytes[at] : u16(this.bytes, at);
  }

  override summary(_detail: number): string {
    const protocol = this.protocol;
    if (protocol === undefined) return "";
    const name = PPP_PROTOCOL_NAMES[protocol] ?? `unknown (0x${protocol.toString(16)})`;
    return `PPP ${name}, length ${this.wireEnd - this.start}`;
  }
}
