// core/wire/mobility.ts: the mobility header of Mobile IPv6, RFC 6275, section 6.1.
import { keptAddress } from "./_kept.ts";
import { Address, IPV6_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import type { ChecksumStatus } from "./checksum.ts";
import { Fault, truncated } from "./fault.ts";
import { address, bytes as bytesField, group, hexadecimal, integer, list, text } from "./field.ts";
import { transportChecksum } from "./pseudo_header.ts";
import { IP_PROTOCOL } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header; those from `DATA` on are each type's own. */
const AT = { PROTOCOL: 0, LENGTH: 1, TYPE: 2, CHECKSUM: 4, DATA: 6, BODY: 8 } as const;

/** Bytes of the shortest header. */
export const MOBILITY_HEADER_LENGTH = 8;

/** Its number over IP, which the checksum covers. */
const MOBILITY_PROTOCOL = 135;
/** IPv6's "no next header": there is no payload. */
const NO_NEXT_HEADER = 59;

/** Message types (IANA "Mobility Header Types"). */
export const MobilityType = {
  RefreshRequest: 0,
  HomeTestInit: 1,
  CareOfTestInit: 2,
  HomeTest: 3,
  CareOfTest: 4,
  BindingUpdate: 5,
  BindingAck: 6,
  BindingError: 7,
} as const;

/** Where the options begin in the messages of RFC 6275. */
const OPTIONS_AT: { readonly [type: number]: number } = {
  [MobilityType.RefreshRequest]: 8,
  [MobilityType.HomeTestInit]: 16,
  [MobilityType.CareOfTestInit]: 16,
  [MobilityType.HomeTest]: 24,
  [MobilityType.CareOfTest]: 24,
  [MobilityType.BindingUpdate]: 12,
  [MobilityType.BindingAck]: 12,
  [MobilityType.BindingError]: 24,
};

/** An alternate care-of address (RFC 6275, section 6.2.5). */
const ALTERNATE_CARE_OF = 3;

/** One option. */
export interface MobilityOption {
  readonly type: number;
  readonly careOfAddress?: Address;
  readonly data?: Uint8Array;
}

/**
 * One message between a mobile node, its home and who it talks to.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const mobility = new Mobility();
 * mobility.at(Uint8Array.of(59, 1, 5, 0, 0, 0, 0, 9, 0xc0, 0, 0, 10, 1, 2, 0, 0), 0, 16);
 * assertStrictEquals(mobility.type, MobilityType.BindingUpdate);
 * assertStrictEquals(mobility.lifetime, 40);
 * ```
 */
export class Mobility extends View {
  static override readonly title = "Mobile IPv6 mobility header";
  static override readonly specification = "RFC 6275";
  static override readonly fields = {
    nextHeader: integer("59: nothing follows"),
    length: integer("the whole header", "bytes"),
    type: integer("what it is"),
    checksum: hexadecimal("as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    status: integer("of a binding acknowledgment or error"),
    sequenceNumber: integer("of a binding update, and what acknowledges it"),
    flags: hexadecimal("of a binding update or acknowledgment"),
    lifetime: integer("of the binding", "seconds"),
    homeAddress: address("of a binding error"),
    options: list(group("an option", {
      type: integer("what it is"),
      careOfAddress: address("where the node is, if not at the sender's address"),
      data: bytesField("its value"),
    })),
  };

  #home = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < MOBILITY_HEADER_LENGTH) return truncated("checksum", MOBILITY_HEADER_LENGTH);
    const length = (bytes[start + AT.LENGTH] + 1) * 8;
    if (wireEnd - start < length) return truncated("options", length);
    this.bytes = bytes;
    this.start = start;
    // A capture may end within the options.
    this.payloadStart = Math.min(end, start + length);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    const next = bytes[start + AT.PROTOCOL];
    this.next = next === NO_NEXT_HEADER || start + length > end ? 0 : IP_PROTOCOL | next;
    return Fault.None;
  }

  /** What follows: nothing (59) as things are. */
  get nextHeader(): number {
    return this.bytes[this.start + AT.PROTOCOL];
  }

  /** Bytes of the whole header. */
  get length(): number {
    return (this.bytes[this.start + AT.LENGTH] + 1) * 8;
  }

  /** One of {@linkcode MobilityType}, or another. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** The checksum as it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Whether the checksum is right, by the IP header below. */
  get checksumStatus(): ChecksumStatus {
    return transportChecksum(this, MOBILITY_PROTOCOL, this.length);
  }

  /** Of an acknowledgment: 128 and more are refusals. */
  get status(): number | undefined {
    const { type } = this;
    const has = type === MobilityType.BindingAck || type === MobilityType.BindingError;
    return has ? this.bytes[this.start + AT.DATA] : undefined;
  }

  get sequenceNumber(): number | undefined {
    if (this.type === MobilityType.BindingUpdate) return u16(this.bytes, this.start + AT.DATA);
    return this.#has(MobilityType.BindingAck, 12) ? u16(this.bytes, this.start + 8) : undefined;
  }

  get flags(): number | undefined {
    if (this.#has(MobilityType.BindingUpdate, 12)) return u16(this.bytes, this.start + 8);
    return this.type === MobilityType.BindingAck ? this.bytes[this.start + AT.DATA + 1] : undefined;
  }

  /** Seconds, a multiple of four; 0 ends the binding. */
  get lifetime(): number | undefined {
    const has = this.#has(MobilityType.BindingUpdate, 12) ||
      this.#has(MobilityType.BindingAck, 12);
    return has ? u16(this.bytes, this.start + 10) * 4 : undefined;
  }

  /** The home address that the error is about. */
  get homeAddress(): Address | undefined {
    if (!this.#has(MobilityType.BindingError, AT.BODY + IPV6_LENGTH)) return undefined;
    return this.#home.at(this.bytes, this.start + AT.BODY, IPV6_LENGTH);
  }

  /** The options in their order, without padding, made anew; `undefined` in other messages. */
  get options(): MobilityOption[] | undefined {
    const { bytes, payloadStart: end } = this;
    const first = OPTIONS_AT[this.type];
    if (first === undefined) return undefined;
    const options: MobilityOption[] = [];
    for (let at = this.start + first; at < end;) {
      const type = bytes[at];
      if (type === 0) {
        at++;
        continue;
      }
      const next = at + 1 < end ? at + 2 + bytes[at + 1] : end + 1;
      if (next > end) break;
      if (type === ALTERNATE_CARE_OF && next === at + 2 + IPV6_LENGTH) {
        options.push({ type, careOfAddress: keptAddress(bytes, at + 2, IPV6_LENGTH) });
      } else if (type !== 1) {
        options.push({ type, data: bytes.slice(at + 2, next) });
      }
      at = next;
    }
    return options;
  }

  #has(type: number, length: number): boolean {
    return this.type === type && this.payloadStart - this.start >= length;
  }

  override summary(_detail: number): string {
    const { type, lifetime, sequenceNumber } = this;
    const name = NAMES[type] ?? `type-#${type}`;
    const seq = sequenceNumber === undefined ? "" : ` seq#=${sequenceNumber}`;
    return `mobility: ${name}${seq}${lifetime === undefined ? "" : ` lifetime=${lifetime}`}`;
  }
}

const NAMES: readonly string[] = ["BRR", "HoTI", "CoTI", "HoT", "CoT", "BU", "BA", "BE"];
