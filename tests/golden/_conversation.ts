// tests/golden/_conversation.ts: a few packets of each kind, for all that prints packets.
import { bytes, ethernet, ipv4, ipv4Packet, ipv6, tcp, TIME, udp } from "../core/output/_frames.ts";

/** A frame, how long it was on the wire, and when it was seen. */
export interface Seen {
  readonly frame: Uint8Array;
  readonly originalLength: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

const FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32, ECE = 64, CWR = 128;
const TIMESTAMPS = "0101 080a 000003e8 000007d0";
const GET = new TextEncoder().encode("GEX / nothing that is known\r\n\x1b[31m");

/** One TCP connection over IPv4 from its beginning to its end. */
const CONNECTION: readonly Uint8Array[] = [
  ipv4(
    6,
    tcp({
      ports: [50_000, 7_777],
      sequence: 0xffff_fff0,
      flags: SYN | ECE | CWR,
      window: 64_240,
      options: "020405b4 0402 080a 000003e8 00000000 01 030307",
    }),
  ),
  answer({
    sequence: 5_000,
    acknowledgment: 0xffff_fff1,
    flags: SYN | ACK,
    window: 65_160,
    options: "020405b4 0402 080a 000007d0 000003e8 01 030307",
  }),
  request({ sequence: 0xffff_fff1, acknowledgment: 5_001, flags: ACK, options: TIMESTAMPS }),
  request({
    sequence: 0xffff_fff1,
    acknowledgment: 5_001,
    flags: PSH | ACK,
    options: TIMESTAMPS,
    payload: GET,
  }),
  answer({
    sequence: 5_001,
    acknowledgment: 0x12,
    flags: ACK,
    options: "01 01 05 12 00000020 00000030 00000040 00000050",
  }),
  request({ sequence: 0x12, acknowledgment: 5_001, flags: FIN | ACK | URG }),
  answer({ sequence: 5_001, flags: RST }),
  answer({ flags: 0, options: "fe04abcd 4204beef 2202 2206 01020304 01010100" }),
  request({ sequence: 0x12, flags: ACK, options: "02ff0000" }),
  request({ flags: SYN, options: "1e0c0081 0102030405060708" }),
  request({ flags: SYN, options: "1e0c1005 0a0b0c0d 01020304" }),
  request({
    flags: 0,
    options: "1e14 2005 000003e8 000007d0 00000001 0029 45c9 1e08 3001 c0000201",
  }),
];

/** Not connected to each other. */
const SINGLES: readonly Uint8Array[] = [
  ipv4(17, udp(50_000, 9, Uint8Array.of(1, 2, 3))),
  ipv4(17, udp(50_000, 9, Uint8Array.of(1, 2, 3), 0x4c45)),
  ipv6(17, udp(50_000, 9, Uint8Array.of(1, 2, 3, 4), 0x1234)),
  ipv6(6, tcp({ sequence: 7, flags: SYN, ports: [50_001, 8_443] })),
  ipv4(253, Uint8Array.of(1, 2, 3, 4)),
  fragment(0x2000, udp(50_000, 9, new Uint8Array(16), 0x1234)),
  fragment(0x2003, new Uint8Array(24)),
  ipv4(4, ipv4Packet(17, udp(1, 2, Uint8Array.of(0)))),
  ethernet(0x8100, Uint8Array.of(0x60, 5, 8, 0, ...ipv4Packet(17, udp(1, 2, Uint8Array.of(0))))),
  ipv4(6, tcp({ sequence: 1 })).subarray(0, 40),
];

/** All of them, a quarter of a second apart. */
export const CONVERSATION: readonly Seen[] = [...CONNECTION, ...SINGLES].map((frame, at) => ({
  frame,
  originalLength: frame.length,
  seconds: TIME.seconds + Math.floor(at / 4),
  nanoseconds: TIME.nanoseconds + (at % 4) * 250_000_000 % 876_543_210,
}));

function request(segment: Parameters<typeof tcp>[0]): Uint8Array {
  return ipv4(6, tcp({ window: 502, ...segment, ports: [50_000, 7_777] }));
}

/** The same from the other side: addresses and ports exchanged. */
function answer(segment: Parameters<typeof tcp>[0]): Uint8Array {
  const frame = ipv4(6, tcp({ window: 509, ...segment, ports: [7_777, 50_000] }));
  const [source, destination] = [frame.slice(26, 30), frame.slice(30, 34)];
  frame.set(destination, 26);
  frame.set(source, 30);
  return frame;
}

/** A fragment; the first argument are the flags and the offset in units of 8 bytes. */
function fragment(place: number, payload: Uint8Array): Uint8Array {
  const frame = ipv4(17, payload);
  frame.set([place >> 8, place & 0xff], 20);
  // The place was 0x4000; what it changed by goes into the checksum too.
  const sum = ((frame[24] << 8 | frame[25]) + 0x4000 - place + 0xffff) % 0xffff;
  frame.set([sum >> 8, sum & 0xff], 24);
  return frame;
}

/** The packets as a pcap file with nanoseconds. */
export function pcapOf(packets: readonly Seen[]): Uint8Array {
  const parts: Uint8Array[] = [bytes("4d3cb2a1 0200 0400 00000000 00000000 00000400 01000000")];
  for (const { frame, originalLength, seconds, nanoseconds } of packets) {
    const header = new DataView(new ArrayBuffer(16));
    [seconds, nanoseconds, frame.length, originalLength].forEach((value, at) =>
      header.setUint32(at * 4, value, true)
    );
    parts.push(new Uint8Array(header.buffer), frame);
  }
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
