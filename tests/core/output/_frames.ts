// tests/core/output/_frames.ts: frames for the tests of what prints, made by hand.
import { Packet } from "../../../core/packet.ts";
import { u16 } from "../../../core/wire/bytes.ts";

/** Bytes from hexadecimal digits; white space is skipped. */
export function bytes(hexadecimal: string): Uint8Array {
  return Uint8Array.from(
    hexadecimal.replaceAll(/\s/g, "").match(/../g) ?? [],
    (pair) => parseInt(pair, 16),
  );
}

/** 2023-11-14T22:13:20.123456789Z */
export const TIME = { seconds: 1_700_000_000, nanoseconds: 123_456_789 };

/** The packet on one Ethernet frame, captured at {@linkcode TIME}. */
export function packetOf(frame: Uint8Array, originalLength = frame.length): Packet {
  const packet = new Packet().setBytes(frame, { originalLength, seconds: TIME.seconds });
  packet.nanoseconds = TIME.nanoseconds;
  return packet;
}

const MACS = "02 00 00 00 00 02  02 00 00 00 00 01";

/** An Ethernet frame: 02:00:00:00:00:01 to 02:00:00:00:00:02. */
export function ethernet(etherType: number, payload: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes(MACS), etherType >> 8, etherType & 0xff, ...payload);
}

/** An IPv4 packet, 192.0.2.1 to 198.51.100.2, as a frame. */
export function ipv4(protocol: number, payload: Uint8Array): Uint8Array {
  return ethernet(0x0800, ipv4Packet(protocol, payload));
}

/** The same without the frame. */
export function ipv4Packet(protocol: number, payload: Uint8Array): Uint8Array {
  const header = bytes("45 00 0000 0001 4000 40 00 0000 c0000201 c6336402");
  const total = header.length + payload.length;
  header.set([total >> 8, total & 0xff], 2);
  header[9] = protocol;
  header.set(checksum(header), 10);
  return Uint8Array.of(...header, ...payload);
}

/** An IPv6 packet, 2001:db8::1 to 2001:db8::2, as a frame. */
export function ipv6(nextHeader: number, payload: Uint8Array): Uint8Array {
  const header = bytes(
    "60000000 0000 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002",
  );
  header.set([payload.length >> 8, payload.length & 0xff], 4);
  header[6] = nextHeader;
  return ethernet(0x86dd, Uint8Array.of(...header, ...payload));
}

/** A datagram between two ports. */
export function udp(
  source: number,
  destination: number,
  payload: Uint8Array,
  checksum = 0,
): Uint8Array {
  const length = 8 + payload.length;
  const header = [source, destination, length, checksum].flatMap((
    value,
  ) => [value >> 8, value & 0xff]);
  return Uint8Array.of(...header, ...payload);
}

/** What a segment may say; the rest is zero. */
export interface Segment {
  readonly ports?: readonly [source: number, destination: number];
  readonly sequence?: number;
  readonly acknowledgment?: number;
  readonly flags?: number;
  readonly window?: number;
  /** A multiple of four bytes. */
  readonly options?: string;
  readonly payload?: Uint8Array;
}

/** A TCP segment. */
export function tcp(segment: Segment): Uint8Array {
  const { ports: [source, destination] = [50_000, 80], payload = new Uint8Array(0) } = segment;
  const options = bytes(segment.options ?? "");
  const header = new DataView(new ArrayBuffer(20));
  header.setUint16(0, source);
  header.setUint16(2, destination);
  header.setUint32(4, segment.sequence ?? 0);
  header.setUint32(8, segment.acknowledgment ?? 0);
  header.setUint16(12, (5 + options.length / 4) << 12 | (segment.flags ?? 0));
  header.setUint16(14, segment.window ?? 0);
  return Uint8Array.of(...new Uint8Array(header.buffer), ...options, ...payload);
}

function checksum(header: Uint8Array): [number, number] {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += u16(header, at);
  sum = ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
  return [sum >> 8, sum & 0xff];
}
