// core/wire/radiotap.ts: what the radio knew of an 802.11 frame, www.radiotap.org.
import { u16, u16le, u32le } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, group, hexadecimal, integer, list, number } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header; numbers have their low byte first. */
const AT = { VERSION: 0, LENGTH: 2, PRESENT: 4 } as const;

/** Bytes of the shortest header: one word of presence bits. */
export const RADIOTAP_HEADER_LENGTH = AT.PRESENT + 4;

/** Presence bits, and with them fields, in order (www.radiotap.org/fields/defined). */
const Bit = {
  Timestamp: 0,
  Flags: 1,
  Rate: 2,
  Channel: 3,
  AntennaSignal: 5,
  AntennaNoise: 6,
  TransmitPower: 10,
  Antenna: 11,
  RxFlags: 14,
  TxFlags: 15,
  DataRetries: 17,
  Mcs: 19,
  Ampdu: 20,
  Vht: 21,
  Namespace: 29,
  VendorNamespace: 30,
  More: 31,
} as const;

/** Alignment and size of each field in bytes; the walk ends at a bit that is not among them. */
const ALIGNMENT = Uint8Array.of(
  8,
  1,
  1,
  2,
  2,
  1,
  1,
  2,
  2,
  2,
  1,
  1,
  1,
  1,
  2,
  2,
  1,
  1,
  4,
  1,
  4,
  2,
  8,
  2,
  2,
  2,
  1,
  2,
);
const SIZE = Uint8Array.of(
  8,
  1,
  1,
  4,
  2,
  1,
  1,
  2,
  2,
  2,
  1,
  1,
  1,
  1,
  2,
  2,
  1,
  1,
  8,
  3,
  8,
  12,
  12,
  12,
  12,
  6,
  1,
  4,
);
/** A vendor's namespace begins with its organisation, a number, and the length of its fields. */
const VENDOR_ALIGNMENT = 2, VENDOR_LENGTH = 6, VENDOR_SKIP = 4;

/** Flags of the field of that name. */
const FLAG_SHORT_PREAMBLE = 0x02, FLAG_FCS = 0x10, FLAG_BAD_FCS = 0x40;
const FCS_LENGTH = 4;

/** Bits of what is known in the MCS field, and of its flags. */
const MCS_BANDWIDTH_KNOWN = 0x01, MCS_INDEX_KNOWN = 0x02, MCS_GUARD_KNOWN = 0x04;
const MCS_BANDWIDTH = 0x03, MCS_40_MHZ = 1, MCS_SHORT_GUARD = 0x04;

/** Antennas that are told apart. */
const MOST_ANTENNAS = 16;

/** What one antenna, or all together, heard. */
export interface RadiotapAntenna {
  /** dBm. */
  readonly signal: number | undefined;
  /** dBm. */
  readonly noise: number | undefined;
  /** Its number, from 0. */
  readonly antenna: number | undefined;
}

/**
 * One radiotap header. When its flags say that a check sequence ends the
 * frame, that is not part of the payload.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const radiotap = new Radiotap();
 * // Flags, rate, channel and signal.
 * radiotap.at(Uint8Array.of(0, 0, 15, 0, 0x2e, 0, 0, 0, 0, 12, 0x6c, 0x09, 0, 0, 0xc4), 0, 15);
 * assertStrictEquals(radiotap.rate, 6);
 * assertStrictEquals(radiotap.channelFrequency, 2412);
 * assertStrictEquals(radiotap.antennas[0].signal, -60);
 * ```
 */
export class Radiotap extends View {
  static override readonly title = "Radiotap";
  static override readonly specification = "radiotap.org";
  static override readonly fields = {
    version: integer("always 0"),
    length: integer("whole header", "bytes"),
    present: list(hexadecimal("which fields are there; one word for each namespace")),
    timestamp: integer("the radio's clock when the first bit came", "microseconds"),
    flags: hexadecimal("2 short preamble, 16 check sequence included, 64 it is wrong"),
    badFcs: boolean("the check sequence is wrong"),
    rate: number("of the data", "Mb/s"),
    channelFrequency: integer("middle of the channel", "MHz"),
    channelFlags: hexadecimal("kind of channel"),
    antennas: list(group("what was heard: all antennas together first, then each", {
      signal: integer("strength of the signal", "dBm"),
      noise: integer("strength of the noise", "dBm"),
      antenna: integer("its number"),
    })),
    transmitPower: integer("power that it was sent with", "dBm"),
    rxFlags: hexadecimal("of reception"),
    txFlags: hexadecimal("of transmission"),
    dataRetries: integer("how often it was sent again"),
    mcsIndex: integer("802.11n: modulation and coding"),
    mcsFlags: hexadecimal("802.11n: bandwidth, guard interval, format"),
    ampduReference: integer("the same in all frames of an aggregate"),
  };

  /** Where the fields of the first namespace are; 0 where they are not. */
  readonly #fields = new Uint16Array(SIZE.length);
  /** Signal, noise and number of each antenna: where they are. */
  readonly #antennas = new Uint16Array(MOST_ANTENNAS * 3);
  #antennaCount = 0;
  #scanned = false;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < RADIOTAP_HEADER_LENGTH) return truncated("present", RADIOTAP_HEADER_LENGTH);
    if (bytes[start + AT.VERSION] !== 0) return malformed("version");
    const length = u16le(bytes, start + AT.LENGTH);
    if (length < RADIOTAP_HEADER_LENGTH) return malformed("length");
    if (end - start < length) return truncated("length", length);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + length;
    this.#scanned = false;
    const fcs = hasFcs(bytes, start, this.payloadStart) ? FCS_LENGTH : 0;
    this.wireEnd = Math.max(this.payloadStart, wireEnd - fcs);
    this.payloadEnd = Math.min(end, this.wireEnd);
    this.next = Direct.Ieee80211;
    return Fault.None;
  }

  /** Always 0. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** Bytes of the whole header. */
  get length(): number {
    return u16le(this.bytes, this.start + AT.LENGTH);
  }

  /** The words of presence bits, as many as are there. */
  get present(): number[] {
    const words: number[] = [];
    for (let at = this.start + AT.PRESENT; at + 4 <= this.payloadStart; at += 4) {
      const word = u32le(this.bytes, at);
      words.push(word);
      if (word >>> Bit.More === 0) break;
    }
    return words;
  }

  /** Where that field is, from the start of the header; 0 when it is not there. */
  #field(bit: number): number {
    if (!this.#scanned) this.#scan();
    return this.#fields[bit];
  }

  /** Finds all fields once: each is aligned, and after each word another namespace may begin. */
  #scan(): void {
    this.#scanned = true;
    this.#fields.fill(0);
    this.#antennaCount = 0;
    const { bytes, start } = this;
    const length = this.payloadStart - start;
    let at = presentEnd(bytes, start, this.payloadStart) - start;
    const words = (at - AT.PRESENT) >> 2;
    let vendor = false, first = true;
    for (let k = 0; k < words; k++) {
      const word = u32le(bytes, start + AT.PRESENT + k * 4);
      if (!vendor) {
        if (this.#antennaCount === MOST_ANTENNAS) return;
        at = this.#scanWord(word, at, length, first);
        if (at < 0) return;
        first = false;
      }
      if ((word & (1 << Bit.VendorNamespace)) !== 0) {
        at = (at + VENDOR_ALIGNMENT - 1) & -VENDOR_ALIGNMENT;
        if (at + VENDOR_LENGTH > length) return;
        at += VENDOR_LENGTH + u16le(bytes, start + at + VENDOR_SKIP);
        vendor = true;
      } else if ((word & (1 << Bit.Namespace)) !== 0) {
        vendor = false;
      } else if (!vendor) {
        // Bits from 32 on: nobody has defined any.
        return;
      }
    }
  }

  /** Notes the fields of one word, and gives back where they end; -1 when they do not fit. */
  #scanWord(word: number, from: number, length: number, first: boolean): number {
    const antenna = this.#antennaCount * 3;
    this.#antennas.fill(0, antenna, antenna + 3);
    let at = from, heard = false;
    for (let bit = 0; bit < Bit.Namespace; bit++) {
      if ((word & (1 << bit)) === 0) continue;
      if (bit >= SIZE.length) return -1;
      at = (at + ALIGNMENT[bit] - 1) & -ALIGNMENT[bit];
      if (at + SIZE[bit] > length) return -1;
      if (first) this.#fields[bit] = at;
      if (bit === Bit.AntennaSignal) this.#antennas[antenna] = at;
      else if (bit === Bit.AntennaNoise) this.#antennas[antenna + 1] = at;
      else if (bit === Bit.Antenna) this.#antennas[antenna + 2] = at;
      heard ||= bit === Bit.AntennaSignal || bit === Bit.AntennaNoise || bit === Bit.Antenna;
      if (heard && this.#antennaCount * 3 === antenna) this.#antennaCount++;
      at += SIZE[bit];
    }
    return at;
  }

  #u8(bit: number): number | undefined {
    const at = this.#field(bit);
    return at === 0 ? undefined : this.bytes[this.start + at];
  }

  #u16(bit: number): number | undefined {
    const at = this.#field(bit);
    return at === 0 ? undefined : u16le(this.bytes, this.start + at);
  }

  /** The radio's clock in microseconds. */
  get timestamp(): bigint | undefined {
    const at = this.#field(Bit.Timestamp);
    if (at === 0) return undefined;
    const low = u32le(this.bytes, this.start + at), high = u32le(this.bytes, this.start + at + 4);
    return BigInt(high) << 32n | BigInt(low);
  }

  /** www.radiotap.org/fields/Flags. */
  get flags(): number | undefined {
    return this.#u8(Bit.Flags);
  }

  /** Whether the check sequence is wrong; `undefined` when the radio does not tell. */
  get badFcs(): boolean | undefined {
    const flags = this.flags;
    return flags === undefined ? undefined : (flags & FLAG_BAD_FCS) !== 0;
  }

  /** Mb/s, as told, or by modulation and coding of 802.11n; `undefined` with later ones. */
  get rate(): number | undefined {
    const rate = this.#u8(Bit.Rate);
    if (rate !== undefined) return rate / 2;
    const at = this.#field(Bit.Mcs);
    return at === 0 ? undefined : mcsRate(this.bytes, this.start + at);
  }

  /** MHz. */
  get channelFrequency(): number | undefined {
    return this.#u16(Bit.Channel);
  }

  /** www.radiotap.org/fields/Channel. */
  get channelFlags(): number | undefined {
    const at = this.#field(Bit.Channel);
    return at === 0 ? undefined : u16le(this.bytes, this.start + at + 2);
  }

  /** What was heard: by all antennas together, then by each, where the radio tells it. */
  get antennas(): RadiotapAntenna[] {
    if (!this.#scanned) this.#scan();
    return Array.from({ length: this.#antennaCount }, (_, k) => ({
      signal: this.#dbm(this.#antennas[k * 3]),
      noise: this.#dbm(this.#antennas[k * 3 + 1]),
      antenna: this.#antennas[k * 3 + 2] === 0
        ? undefined
        : this.bytes[this.start + this.#antennas[k * 3 + 2]],
    }));
  }

  #dbm(at: number): number | undefined {
    return at === 0 ? undefined : this.bytes[this.start + at] << 24 >> 24;
  }

  /** dBm that the frame was sent with. */
  get transmitPower(): number | undefined {
    return this.#dbm(this.#field(Bit.TransmitPower));
  }

  /** www.radiotap.org/fields/RX flags. */
  get rxFlags(): number | undefined {
    return this.#u16(Bit.RxFlags);
  }

  /** www.radiotap.org/fields/TX flags. */
  get txFlags(): number | undefined {
    return this.#u16(Bit.TxFlags);
  }

  /** How often the frame was sent again. */
  get dataRetries(): number | undefined {
    return this.#u8(Bit.DataRetries);
  }

  /** Modulation and coding of 802.11n, 0 to 76; `undefined` when it is not known. */
  get mcsIndex(): number | undefined {
    const at = this.#field(Bit.Mcs);
    if (at === 0 || (this.bytes[this.start + at] & MCS_INDEX_KNOWN) === 0) return undefined;
    return this.bytes[this.start + at + 2];
  }

  /** www.radiotap.org/fields/MCS. */
  get mcsFlags(): number | undefined {
    const at = this.#field(Bit.Mcs);
    return at === 0 ? undefined : this.bytes[this.start + at + 1];
  }

  /** The same number in all frames of an aggregate. */
  get ampduReference(): number | undefined {
    const at = this.#field(Bit.Ampdu);
    return at === 0 ? undefined : u32le(this.bytes, this.start + at);
  }

  override summary(detail: number): string {
    const parts: string[] = [];
    if (this.rate !== undefined) parts.push(`${this.rate} Mb/s`);
    if (this.channelFrequency !== undefined) parts.push(`${this.channelFrequency} MHz`);
    const [heard] = this.antennas;
    if (heard?.signal !== undefined) parts.push(`${heard.signal}dBm signal`);
    if (heard?.noise !== undefined) parts.push(`${heard.noise}dBm noise`);
    if (detail > 1 && heard?.antenna !== undefined) parts.push(`antenna ${heard.antenna}`);
    if (((this.flags ?? 0) & FLAG_SHORT_PREAMBLE) !== 0) parts.push("short preamble");
    if (this.badFcs) parts.push("bad-fcs");
    return parts.join(" ");
  }
}

/** The first byte after the words of presence bits, or where the header ends. */
function presentEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start + AT.PRESENT;
  while (at + 4 <= end) {
    at += 4;
    // The high bit of the last byte says that another word follows.
    if ((bytes[at - 1] & 0x80) === 0) break;
  }
  return at;
}

/** Whether the flags say that a check sequence ends the frame: the first field, or behind the clock. */
function hasFcs(bytes: Uint8Array, start: number, end: number): boolean {
  const first = u16(bytes, start + AT.PRESENT) >> 8;
  if ((first & (1 << Bit.Flags)) === 0) return false;
  let at = presentEnd(bytes, start, end) - start;
  if ((first & (1 << Bit.Timestamp)) !== 0) at = ((at + 7) & ~7) + 8;
  return start + at < end && (bytes[start + at] & FLAG_FCS) !== 0;
}

/** Bits that each subcarrier carries in a symbol, by the index modulo eight (802.11, clause 19.5). */
const MCS_BITS: readonly number[] = [0.5, 1, 1.5, 2, 3, 4, 4.5, 5];
const SUBCARRIERS_20_MHZ = 52, SUBCARRIERS_40_MHZ = 108;
const SYMBOL_US = 4, SHORT_SYMBOL_US = 3.6;

/** Mb/s of an 802.11n frame whose streams are modulated alike; `undefined` for others. */
function mcsRate(bytes: Uint8Array, at: number): number | undefined {
  const needed = MCS_BANDWIDTH_KNOWN | MCS_INDEX_KNOWN | MCS_GUARD_KNOWN;
  const index = bytes[at + 2], flags = bytes[at + 1];
  if ((bytes[at] & needed) !== needed || index >= 32) return undefined;
  const wide = (flags & MCS_BANDWIDTH) === MCS_40_MHZ;
  const bits = MCS_BITS[index & 7] * ((index >> 3) + 1) *
    (wide ? SUBCARRIERS_40_MHZ : SUBCARRIERS_20_MHZ);
  const symbolUs = (flags & MCS_SHORT_GUARD) !== 0 ? SHORT_SYMBOL_US : SYMBOL_US;
  return Math.round(bits / symbolUs * 10) / 10;
}
