// core/flow/_fragment_header.ts: what the header of a fragment says, and what the whole's has to.
import type { Packet } from "../packet.ts";
import { sumWords } from "../wire/checksum.ts";
import { u16, u32 } from "../wire/bytes.ts";
import { Ipv6 } from "../wire/ipv6.ts";
import type { View } from "../wire/view.ts";

/** Offsets in an IPv4 header, an IPv6 header and a fragment header. */
const AT_4 = {
  LENGTH: 2,
  ID: 4,
  OFFSET: 6,
  PROTOCOL: 9,
  CHECKSUM: 10,
  SOURCE: 12,
  END: 20,
} as const;
const AT_6 = { LENGTH: 4, NEXT: 6, SOURCE: 8, END: 40 } as const;
const AT_FRAGMENT = { NEXT: 0, OFFSET: 2, ID: 4 } as const;

/** The greatest datagram: lengths have sixteen bits. */
export const MAX_LENGTH = 0xffff;

/** Whether the header at a view is that of a fragment; the view is IPv4 or an IPv6 fragment header. */
export function isFragment({ bytes, start }: View, isIpv4: boolean): boolean {
  return isIpv4
    ? (u16(bytes, start + AT_4.OFFSET) & 0x3fff) !== 0
    : (u16(bytes, start + AT_FRAGMENT.OFFSET) & 0xfff9) !== 0;
}

/** One fragment as its header tells it. */
export interface Fragment {
  readonly key: string;
  /** Where its IP header is in the packet's bytes. */
  readonly ipStart: number;
  readonly offset: number;
  readonly more: boolean;
  readonly payload: Uint8Array;
  /** The headers before the payload, changed to those of the whole; of the first fragment only. */
  readonly headers: Uint8Array | undefined;
}

/** Reads the fragment that `layer` is the header of; `undefined` where the capture has cut it. */
export function readFragment(
  packet: Packet,
  layer: View,
  isIpv4: boolean,
  context: string,
): Fragment | undefined {
  // A fragment with a hole in it makes no datagram whole.
  if (layer.payloadEnd < layer.wireEnd) return undefined;
  return isIpv4 ? ipv4Fragment(layer, context) : ipv6Fragment(packet, layer, context);
}

function ipv4Fragment(view: View, context: string): Fragment {
  const { bytes, start, payloadStart, payloadEnd } = view;
  const place = u16(bytes, start + AT_4.OFFSET);
  const offset = (place & 0x1fff) << 3;
  const ends = addressText(bytes, start + AT_4.SOURCE, start + AT_4.END);
  return {
    key: `${context} ${ends} ${u16(bytes, start + AT_4.ID)} ${bytes[start + AT_4.PROTOCOL]}`,
    ipStart: start,
    offset,
    more: (place & 0x2000) !== 0,
    payload: bytes.subarray(payloadStart, payloadEnd),
    headers: offset === 0 ? bytes.slice(start, payloadStart) : undefined,
  };
}

function ipv6Fragment(packet: Packet, view: View, context: string): Fragment | undefined {
  const { bytes, start, payloadStart, payloadEnd } = view;
  // The headers before the fragment's go into the whole; the last of them says what follows.
  let ip = packet.below(view);
  const last = ip;
  while (ip !== undefined && !(ip instanceof Ipv6)) ip = packet.below(ip);
  if (ip === undefined || last === undefined) return undefined;
  const place = u16(bytes, start + AT_FRAGMENT.OFFSET);
  const offset = place & 0xfff8;
  const ends = addressText(bytes, ip.start + AT_6.SOURCE, ip.start + AT_6.END);
  let headers: Uint8Array | undefined;
  if (offset === 0) {
    headers = bytes.slice(ip.start, start);
    headers[last === ip ? AT_6.NEXT : last.start - ip.start] = bytes[start + AT_FRAGMENT.NEXT];
  }
  return {
    key: `${context} ${ends} ${u32(bytes, start + AT_FRAGMENT.ID)}`,
    ipStart: ip.start,
    offset,
    more: (place & 1) !== 0,
    payload: bytes.subarray(payloadStart, payloadEnd),
    headers,
  };
}

function addressText(bytes: Uint8Array, start: number, end: number): string {
  return bytes.subarray(start, end).join(".");
}

/**
 * Writes into the headers of a whole datagram what is another than in those of
 * its first fragment. False where it is longer than a length can say.
 */
export function finishHeaders(
  datagram: Uint8Array<ArrayBuffer>,
  headersLength: number,
  isIpv4: boolean,
): boolean {
  const length = isIpv4 ? datagram.length : datagram.length - AT_6.END;
  if (length > MAX_LENGTH) return false;
  const view = new DataView(datagram.buffer);
  view.setUint16(isIpv4 ? AT_4.LENGTH : AT_6.LENGTH, length);
  if (isIpv4) {
    view.setUint16(AT_4.OFFSET, 0);
    view.setUint16(AT_4.CHECKSUM, 0);
    view.setUint16(AT_4.CHECKSUM, 0xffff - sumWords(datagram, 0, headersLength) % 0xffff);
  }
  return true;
}
