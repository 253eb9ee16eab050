// core/wire/erspan.ts: Encapsulated Remote SPAN, types II and III, draft-foschiano-erspan-03.
import { u16, u24, u32 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, hexadecimal, integer } from "./field.ts";
import { Direct, IP_VERSION } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the header (section 4.2 and 4.3); those from
 * `TIMESTAMP` on are type III's, `INDEX` is type II's.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------+-----------------------+-----+---+-+-------------------+
 *     |  Ver  |         VLAN          | COS |En |T|    Session ID     |
 *     +-------+-----------------------+-----+---+-+-------------------+
 */
const AT = { VLAN: 0, SESSION: 2, INDEX: 4, TIMESTAMP: 4, GROUP: 8, FLAGS: 10 } as const;

/** Bytes of a header of type II. */
export const ERSPAN_HEADER_LENGTH = 8;
/** Bytes of a header of type III, and what may follow it. */
const TYPE_3_LENGTH = 12, PLATFORM_LENGTH = 8;
/** Versions as they stand: the type less one. */
const TYPE_2 = 1, TYPE_3 = 2;
/** Of type III: the mirrored frame begins with its IP header (section 4.3, "FT"). */
const IP_FRAME = 2;

/**
 * What a switch says of a frame that it mirrors.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const erspan = new Erspan();
 * erspan.at(Uint8Array.of(0x10, 0x0a, 0x00, 0x64, 0, 0, 0, 3), 0, 8);
 * assertStrictEquals(erspan.vlan, 10);
 * assertStrictEquals(erspan.session, 100);
 * ```
 */
export class Erspan extends View {
  static override readonly title = "Encapsulated Remote Switched Port Analyzer";
  static override readonly specification = "draft-foschiano-erspan-03";
  static override readonly fields = {
    version: integer("1 is type II, 2 is type III"),
    vlan: integer("where the frame was seen"),
    classOfService: integer("priority of the frame"),
    encapsulation: integer("how the VLAN was told; type II only"),
    condition: integer("0 good or unknown, 1 short, 2 oversized, 3 bad; type III only"),
    truncated: boolean("the mirrored frame was cut"),
    session: integer("which mirroring this is"),
    index: integer("port and direction; type II only"),
    timestamp: integer("in units that granularity tells; type III only"),
    securityGroup: integer("tag of the sender; type III only"),
    frameType: integer("0 Ethernet, 2 IP; type III only"),
    hardware: integer("which part of the switch; type III only"),
    egress: boolean("seen on its way out; type III only"),
    granularity: integer("0 100 us, 1 100 ns, 2 IEEE 1588, 3 as the platform says; type III only"),
    platform: hexadecimal("identifier of what follows the header; type III only"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < ERSPAN_HEADER_LENGTH) return truncated("index", ERSPAN_HEADER_LENGTH);
    const version = bytes[start] >> 4;
    if (version !== TYPE_2 && version !== TYPE_3) return malformed("version");
    let length = ERSPAN_HEADER_LENGTH;
    this.next = Direct.Ethernet;
    if (version === TYPE_3) {
      if (end - start < TYPE_3_LENGTH) return truncated("granularity", TYPE_3_LENGTH);
      const flags = u16(bytes, start + AT.FLAGS);
      length = TYPE_3_LENGTH + ((flags & 1) !== 0 ? PLATFORM_LENGTH : 0);
      if (end - start < length) return truncated("platform", length);
      if (((flags >> 10) & 31) === IP_FRAME && start + length < end) {
        this.next = IP_VERSION | (bytes[start + length] >> 4);
      }
    }
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + length;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    return Fault.None;
  }

  /** 1 is type II, 2 is type III. */
  get version(): number {
    return this.bytes[this.start] >> 4;
  }

  /** The VLAN that the frame was seen on, 0 to 4,095. */
  get vlan(): number {
    return u16(this.bytes, this.start + AT.VLAN) & 0xfff;
  }

  get classOfService(): number {
    return this.bytes[this.start + AT.SESSION] >> 5;
  }

  /** 0 none, 1 ISL, 2 802.1Q, 3 the tag was kept in the frame. */
  get encapsulation(): number | undefined {
    return this.#isType3 ? undefined : (this.bytes[this.start + AT.SESSION] >> 3) & 3;
  }

  /** What the switch thought of the frame. */
  get condition(): number | undefined {
    return this.#isType3 ? (this.bytes[this.start + AT.SESSION] >> 3) & 3 : undefined;
  }

  get truncated(): boolean {
    return (this.bytes[this.start + AT.SESSION] & 4) !== 0;
  }

  /** Session, 0 to 1,023. */
  get session(): number {
    return u16(this.bytes, this.start + AT.SESSION) & 0x3ff;
  }

  /** Port and direction, 20 bits. */
  get index(): number | undefined {
    return this.#isType3 ? undefined : u24(this.bytes, this.start + AT.INDEX + 1) & 0xf_ffff;
  }

  /** Time of the mirroring, 0 to 2^32 - 1. */
  get timestamp(): number | undefined {
    return this.#isType3 ? u32(this.bytes, this.start + AT.TIMESTAMP) : undefined;
  }

  get securityGroup(): number | undefined {
    return this.#isType3 ? u16(this.bytes, this.start + AT.GROUP) : undefined;
  }

  get frameType(): number | undefined {
    return this.#isType3 ? (u16(this.bytes, this.start + AT.FLAGS) >> 10) & 31 : undefined;
  }

  get hardware(): number | undefined {
    return this.#isType3 ? (u16(this.bytes, this.start + AT.FLAGS) >> 4) & 63 : undefined;
  }

  get egress(): boolean | undefined {
    return this.#isType3 ? (this.bytes[this.start + AT.FLAGS + 1] & 8) !== 0 : undefined;
  }

  get granularity(): number | undefined {
    return this.#isType3 ? (this.bytes[this.start + AT.FLAGS + 1] >> 1) & 3 : undefined;
  }

  /** Whose eight bytes follow the header, 6 bits. */
  get platform(): number | undefined {
    if (this.headerLength <= TYPE_3_LENGTH) return undefined;
    return this.bytes[this.start + TYPE_3_LENGTH] >> 2;
  }

  get #isType3(): boolean {
    return this.version === TYPE_3;
  }

  override summary(_detail: number): string {
    return `erspan type${this.version + 1} session ${this.session}, vlan ${this.vlan}`;
  }
}
