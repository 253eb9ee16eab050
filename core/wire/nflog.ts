// core/wire/nflog.ts: packets that Linux's netfilter logs, LINKTYPE_NFLOG.
import { u16, u16le } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { integer } from "./field.ts";
import { IP_VERSION, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html). */
const AT = { FAMILY: 0, VERSION: 1, RESOURCE_ID: 2 } as const;

/** Bytes before the TLVs. */
export const NFLOG_HEADER_LENGTH = AT.RESOURCE_ID + 2;

/** Length and type of a TLV are in the byte order of the host; all that log are little-endian. */
const TLV_HEADER_LENGTH = 4;
/** NFULA_PAYLOAD of linux/netfilter/nfnetlink_log.h. */
const TLV_PAYLOAD = 9;

/** AF_INET and AF_INET6 of Linux. */
const INET = 2, INET6 = 10;

/**
 * One message of the log; its payload is the packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const nflog = new Nflog();
 * nflog.at(Uint8Array.of(2, 0, 0, 7, 5, 0, 9, 0, 0x45), 0, 9);
 * assertStrictEquals(nflog.resourceId, 7);
 * assertStrictEquals(nflog.payload.length, 1);
 * ```
 */
export class Nflog extends View {
  static override readonly title = "Linux netfilter log";
  static override readonly specification = "LINKTYPE_NFLOG";
  static override readonly fields = {
    family: integer("address family: 2 is IPv4, 10 is IPv6"),
    version: integer("always 0"),
    resourceId: integer("the log's group"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < NFLOG_HEADER_LENGTH) return truncated("resourceId", NFLOG_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.next = 0;
    this.payloadStart = this.payloadEnd = end;
    this.wireEnd = wireEnd;
    for (let at = start + NFLOG_HEADER_LENGTH; at + TLV_HEADER_LENGTH <= end;) {
      const length = u16le(bytes, at);
      if (length < TLV_HEADER_LENGTH) return malformed("length");
      if (u16le(bytes, at + 2) === TLV_PAYLOAD) {
        this.payloadStart = at + TLV_HEADER_LENGTH;
        this.wireEnd = Math.min(wireEnd, at + length);
        this.payloadEnd = Math.min(end, this.wireEnd);
        this.next = payload(bytes[start + AT.FAMILY]);
        return Fault.None;
      }
      at += (length + 3) & ~3;
    }
    return Fault.None;
  }

  /** AF_ of Linux: 2 is IPv4, 10 is IPv6. */
  get family(): number {
    return this.bytes[this.start + AT.FAMILY];
  }

  /** Always 0. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** The group that the rule logs to. */
  get resourceId(): number {
    return u16(this.bytes, this.start + AT.RESOURCE_ID);
  }

  override summary(_detail: number): string {
    return `NFLOG group ${this.resourceId}, family ${this.family}`;
  }
}

function payload(family: number): Selector {
  if (family === INET) return IP_VERSION | 4;
  return family === INET6 ? IP_VERSION | 6 : 0;
}
