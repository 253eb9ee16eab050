// core/wire/igmp.ts: IGMP, RFC 1112 (version 1), RFC 2236 (2) and RFC 3376 (3).
import { keptAddresses } from "./_kept.ts";
import { Address, IPV4_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import { type ChecksumStatus, statusOf, sumWords } from "./checksum.ts";
import { Fault, truncated } from "./fault.ts";
import { address, boolean, group, hexadecimal, integer, list, text } from "./field.ts";
import {
  floating,
  GROUP_RECORD_FIELDS,
  type GroupRecord,
  groupRecords,
} from "./multicast_listener.ts";
import { isWhole } from "./pseudo_header.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the message; those from `FLAGS` on are version 3's. */
const AT = {
  TYPE: 0,
  MAX_RESPONSE: 1,
  CHECKSUM: 2,
  GROUP: 4,
  RECORD_COUNT: 6,
  FLAGS: 8,
  QUERY_INTERVAL: 9,
  SOURCE_COUNT: 10,
  SOURCES: 12,
  RECORDS: 8,
} as const;

/** Bytes of the shortest message. */
export const IGMP_HEADER_LENGTH = AT.GROUP + IPV4_LENGTH;

/** Message types (IANA "IGMP Type Numbers"). */
export const IgmpType = {
  Query: 0x11,
  ReportV1: 0x12,
  Dvmrp: 0x13,
  Pim: 0x14,
  ReportV2: 0x16,
  Leave: 0x17,
  ReportV3: 0x22,
} as const;

/** The version of each type but queries. */
const VERSIONS: { readonly [type: number]: number } = {
  [IgmpType.ReportV1]: 1,
  [IgmpType.Dvmrp]: 1,
  [IgmpType.Pim]: 1,
  [IgmpType.ReportV2]: 2,
  [IgmpType.Leave]: 2,
  [IgmpType.ReportV3]: 3,
};

/**
 * One message of hosts that join and leave groups, or of the router that asks.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const igmp = new Igmp();
 * igmp.at(Uint8Array.of(0x16, 0, 0xfa, 0x04, 239, 0, 0, 251), 0, 8);
 * assertStrictEquals(`${igmp.group}`, "239.0.0.251");
 * assertStrictEquals(igmp.version, 2);
 * ```
 */
export class Igmp extends View {
  static override readonly title = "Internet Group Management Protocol";
  static override readonly specification = "RFC 1112, RFC 2236, RFC 3376";
  static override readonly fields = {
    version: integer("1 to 3, by type and length; absent where it cannot be told"),
    type: hexadecimal("what it is"),
    maximumResponseTime: integer("within which to answer", "tenths of a second"),
    checksum: hexadecimal("as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    group: address("joined, left or asked for; 0.0.0.0 asks for all"),
    suppress: boolean("routers leave their timers alone; query version 3"),
    robustness: integer("how often lost messages are made up for; query version 3"),
    queryInterval: integer("query version 3", "seconds"),
    sourceCount: integer("of a query version 3, as it says"),
    sources: list(address("asked for; query version 3")),
    recordCount: integer("of a report version 3, as it says"),
    records: list(group("of a report version 3", GROUP_RECORD_FIELDS)),
  };

  #group = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < IGMP_HEADER_LENGTH) return truncated("group", IGMP_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + IGMP_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    return Fault.None;
  }

  /** By RFC 3376, section 7.1: queries differ in length and maximum response time alone. */
  get version(): number | undefined {
    const { type } = this;
    if (type === IgmpType.Query) {
      if (this.#isQueryV3) return 3;
      return this.bytes[this.start + AT.MAX_RESPONSE] === 0 ? 1 : 2;
    }
    return VERSIONS[type];
  }

  /** One of {@linkcode IgmpType}, or another. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** Tenths of a second within which hosts are to answer; version 1 and 3's reports have none. */
  get maximumResponseTime(): number | undefined {
    const { version } = this;
    if (version === undefined || version === 1 || this.type === IgmpType.ReportV3) return undefined;
    const code = this.bytes[this.start + AT.MAX_RESPONSE];
    return version === 3 ? floating(code, 8) : code;
  }

  /** The checksum as it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Whether the checksum is right. */
  get checksumStatus(): ChecksumStatus {
    if (!isWhole(this)) return "unverifiable";
    return statusOf(sumWords(this.bytes, this.start, this.payloadEnd));
  }

  /** The group joined, left or asked for; a report of version 3 has many, in its records. */
  get group(): Address | undefined {
    const { type } = this;
    if (type === IgmpType.ReportV3 || type === IgmpType.Dvmrp || type === IgmpType.Pim) {
      return undefined;
    }
    return this.#group.at(this.bytes, this.start + AT.GROUP, IPV4_LENGTH);
  }

  get suppress(): boolean | undefined {
    return this.#isQueryV3 ? (this.bytes[this.start + AT.FLAGS] & 8) !== 0 : undefined;
  }

  get robustness(): number | undefined {
    return this.#isQueryV3 ? this.bytes[this.start + AT.FLAGS] & 7 : undefined;
  }

  /** Seconds between the querier's questions. */
  get queryInterval(): number | undefined {
    return this.#isQueryV3 ? floating(this.bytes[this.start + AT.QUERY_INTERVAL], 8) : undefined;
  }

  /** Sources that the query says it has. */
  get sourceCount(): number | undefined {
    return this.#isQueryV3 ? u16(this.bytes, this.start + AT.SOURCE_COUNT) : undefined;
  }

  /** The sources asked for, as many as were captured. Made anew. */
  get sources(): Address[] | undefined {
    const { bytes, start, sourceCount, payloadEnd } = this;
    if (sourceCount === undefined) return undefined;
    const first = start + AT.SOURCES;
    const last = Math.min(payloadEnd, first + sourceCount * IPV4_LENGTH);
    return keptAddresses(bytes, first, last, IPV4_LENGTH);
  }

  /** Records that the report says it has. */
  get recordCount(): number | undefined {
    if (this.type !== IgmpType.ReportV3) return undefined;
    return u16(this.bytes, this.start + AT.RECORD_COUNT);
  }

  /** The records that are there whole, made anew. */
  get records(): GroupRecord[] | undefined {
    const { bytes, start, recordCount, payloadEnd } = this;
    if (recordCount === undefined) return undefined;
    return groupRecords(bytes, start + AT.RECORDS, payloadEnd, recordCount, IPV4_LENGTH);
  }

  get #isQueryV3(): boolean {
    return this.type === IgmpType.Query && this.wireEnd - this.start >= AT.SOURCES &&
      this.start + AT.SOURCES <= this.payloadEnd;
  }

  override summary(_detail: number): string {
    const { type, version } = this;
    switch (type) {
      case IgmpType.Query:
        return `igmp query v${version}${this.group?.word(0) ? ` [gaddr ${this.group}]` : ""}`;
      case IgmpType.ReportV1:
      case IgmpType.ReportV2:
        return `igmp v${version} report ${this.group}`;
      case IgmpType.Leave:
        return `igmp leave ${this.group}`;
      case IgmpType.ReportV3:
        return `igmp v3 report, ${this.recordCount} group record(s)`;
      case IgmpType.Dvmrp:
        return "igmp dvmrp";
      case IgmpType.Pim:
        return "igmp pimv1";
      default:
        return `igmp-0x${type.toString(16)}`;
    }
  }
}
