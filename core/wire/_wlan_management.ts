// core/wire/_wlan_management.ts: the body of 802.11 management frames, IEEE 802.11-2020, clause 9.3.3.
import {
  Element,
  elements,
  findElement,
  valueEnd,
  valueStart,
  type WlanElement,
} from "./_wlan_elements.ts";
import { text, u16le, u32le } from "./bytes.ts";
import {
  bytes,
  type Fields,
  group,
  hexadecimal,
  integer,
  list,
  number,
  text as textField,
} from "./field.ts";

/** Subtypes that have fixed fields (table 9-1). */
const AssociationRequest = 0, AssociationResponse = 1;
const ReassociationRequest = 2, ReassociationResponse = 3;
const ProbeResponse = 5, Beacon = 8;
const Disassociation = 10, Authentication = 11, Deauthentication = 12;
const Action = 13, ActionNoAck = 14;

/** Bytes of the fixed fields before the elements, by subtype; -1: no elements. */
const FIXED_LENGTH: readonly number[] = [4, 6, 10, 6, 0, 12, -1, -1, 12, -1, 2, 6, 2, -1, -1, -1];

/** Where a field begins in the body. */
const BEACON = { TIMESTAMP: 0, INTERVAL: 8, CAPABILITIES: 10 } as const;
const ASSOCIATION = { CAPABILITIES: 0, STATUS: 2 } as const;
const AUTHENTICATION = { ALGORITHM: 0, SEQUENCE: 2, STATUS: 4 } as const;

/** The unit of rates is 500 kb/s; the high bit marks those that all must support. */
const RATE = 0x7f, RATES_PER_MEGABIT = 2;

/** What {@linkcode WlanManagement} has. */
export const MANAGEMENT_FIELDS: Fields = {
  timestamp: integer("beacon, probe response: the network's clock", "microseconds"),
  beaconInterval: integer("beacon, probe response: between two beacons", "1024 microseconds"),
  capabilities: hexadecimal("beacon, probe response, association: what the sender can do"),
  authenticationAlgorithm: integer("authentication: 0 open, 1 shared key, 3 SAE"),
  authenticationSequence: integer("authentication: which message"),
  statusCode: hexadecimal("response: 0 is success"),
  reasonCode: hexadecimal("disassociation, deauthentication: why"),
  category: integer("action: kind of action"),
  action: integer("action: which one"),
  ssid: textField("the network's name"),
  ssidBytes: bytes("the same as it stands; it need not be text"),
  channel: integer("the channel that the sender uses"),
  rates: list(number("what the sender supports", "Mb/s")),
  elements: list(group("all elements in order", {
    id: integer("what it is"),
    length: integer("value", "bytes"),
  })),
};

/** A reusable window on the body of one management frame: fixed fields, then elements. */
export class WlanManagement {
  #bytes: Uint8Array = new Uint8Array(0);
  #subtype = 0;
  #start = 0;
  #end = 0;

  /** Moves the window. */
  at(bytes: Uint8Array, subtype: number, start: number, end: number): this {
    this.#bytes = bytes;
    this.#subtype = subtype;
    this.#start = start;
    this.#end = end;
    return this;
  }

  /** The two bytes at `offset`; `undefined` when they were not captured. */
  #u16(offset: number): number | undefined {
    const at = this.#start + offset;
    return at + 2 <= this.#end ? u16le(this.#bytes, at) : undefined;
  }

  #u8(offset: number): number | undefined {
    const at = this.#start + offset;
    return at < this.#end ? this.#bytes[at] : undefined;
  }

  get #isBeacon(): boolean {
    return this.#subtype === Beacon || this.#subtype === ProbeResponse;
  }

  get #isAuthentication(): boolean {
    return this.#subtype === Authentication;
  }

  get #isResponse(): boolean {
    return this.#subtype === AssociationResponse || this.#subtype === ReassociationResponse;
  }

  get #isAssociation(): boolean {
    return this.#isResponse || this.#subtype === AssociationRequest ||
      this.#subtype === ReassociationRequest;
  }

  get #isFarewell(): boolean {
    return this.#subtype === Disassociation || this.#subtype === Deauthentication;
  }

  get #isAction(): boolean {
    return this.#subtype === Action || this.#subtype === ActionNoAck;
  }

  /** The network's clock in microseconds; only in beacons and probe responses. */
  get timestamp(): bigint | undefined {
    const at = this.#start + BEACON.TIMESTAMP;
    if (!this.#isBeacon || at + 8 > this.#end) return undefined;
    return BigInt(u32le(this.#bytes, at + 4)) << 32n | BigInt(u32le(this.#bytes, at));
  }

  /** Between two beacons, in units of 1024 µs; only in beacons and probe responses. */
  get beaconInterval(): number | undefined {
    return this.#isBeacon ? this.#u16(BEACON.INTERVAL) : undefined;
  }

  /** Capability information (clause 9.4.1.4); in beacons, probe responses and associations. */
  get capabilities(): number | undefined {
    if (this.#isBeacon) return this.#u16(BEACON.CAPABILITIES);
    return this.#isAssociation ? this.#u16(ASSOCIATION.CAPABILITIES) : undefined;
  }

  /** 0 open, 1 shared key, 2 fast transition, 3 SAE; only in authentication. */
  get authenticationAlgorithm(): number | undefined {
    return this.#isAuthentication ? this.#u16(AUTHENTICATION.ALGORITHM) : undefined;
  }

  /** Which message of the exchange, from 1; only in authentication. */
  get authenticationSequence(): number | undefined {
    return this.#isAuthentication ? this.#u16(AUTHENTICATION.SEQUENCE) : undefined;
  }

  /** Table 9-50: 0 is success; in authentication and association responses. */
  get statusCode(): number | undefined {
    if (this.#isAuthentication) return this.#u16(AUTHENTICATION.STATUS);
    return this.#isResponse ? this.#u16(ASSOCIATION.STATUS) : undefined;
  }

  /** Table 9-49: why; in disassociation and deauthentication. */
  get reasonCode(): number | undefined {
    return this.#isFarewell ? this.#u16(0) : undefined;
  }

  /** Table 9-51: kind of action; only in action frames. */
  get category(): number | undefined {
    return this.#isAction ? this.#u8(0) : undefined;
  }

  /** Which action of that category. */
  get action(): number | undefined {
    return this.#isAction ? this.#u8(1) : undefined;
  }

  /** Where the elements begin; -1 where the frame has none. */
  get #elements(): number {
    const fixed = FIXED_LENGTH[this.#subtype];
    return fixed < 0 ? -1 : this.#start + fixed;
  }

  /** Where the first element of that kind begins; -1 when there is none. */
  #element(id: number): number {
    const start = this.#elements;
    return start < 0 ? -1 : findElement(this.#bytes, start, this.#end, id);
  }

  /** The network's name; empty when it is hidden, or in a probe for all. */
  get ssid(): string | undefined {
    const at = this.#element(Element.Ssid);
    return at < 0 ? undefined : text(this.#bytes, valueStart(at), valueEnd(this.#bytes, at));
  }

  /** The same as bytes, at most 32. */
  get ssidBytes(): Uint8Array | undefined {
    const at = this.#element(Element.Ssid);
    return at < 0 ? undefined : this.#bytes.subarray(valueStart(at), valueEnd(this.#bytes, at));
  }

  /** The channel that the sender uses, by its DS parameter set. */
  get channel(): number | undefined {
    const at = this.#element(Element.DsParameters);
    if (at < 0 || valueEnd(this.#bytes, at) === valueStart(at)) return undefined;
    return this.#bytes[valueStart(at)];
  }

  /** What the sender supports, in Mb/s: both elements that list rates. */
  get rates(): number[] | undefined {
    const rates: number[] = [];
    for (const id of [Element.Rates, Element.ExtendedRates]) {
      const at = this.#element(id);
      if (at < 0) continue;
      for (let k = valueStart(at); k < valueEnd(this.#bytes, at); k++) {
        rates.push((this.#bytes[k] & RATE) / RATES_PER_MEGABIT);
      }
    }
    return rates.length === 0 ? undefined : rates;
  }

  /** All elements that are wholly there; `undefined` where the frame has none. */
  get elements(): WlanElement[] | undefined {
    const start = this.#elements;
    return start < 0 ? undefined : elements(this.#bytes, start, this.#end);
  }

  /** Name, channel, reason and status, as far as they are there, to follow the frame's name. */
  summary(): string {
    const { ssid, channel, reasonCode, statusCode } = this;
    let line = ssid === undefined ? "" : ` (${ssid})`;
    if (channel !== undefined) line += ` CH: ${channel}`;
    if (reasonCode !== undefined) line += `: reason ${reasonCode}`;
    if (statusCode !== undefined) line += `: status ${statusCode}`;
    return line;
  }
}
