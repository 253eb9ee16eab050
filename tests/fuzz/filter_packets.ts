// tests/fuzz/filter_packets.ts: random packets that filters have something to say about.
import type { Random } from "./filter_random.ts";

const ADDRESSES = [[10, 1, 2, 3], [10, 1, 9, 200], [192, 168, 7, 1], [224, 0, 0, 18], [8, 8, 8, 8]];
const PORTS = [22, 53, 80, 443, 6081, 40000];

function be16(value: number): number[] {
  return [value >>> 8 & 0xff, value & 0xff];
}

/** A frame for a link type: Ethernet (1), cooked (113, 276), raw (101) or loopback (0). */
export function randomPacket(random: Random, linkType: number): Uint8Array {
  const [type, payload] = networkLayer(random, 0);
  const frame = [...linkHeader(random, linkType, type), ...payload];
  // Now and then it is cut off, or a byte is wrong.
  if (random.oneIn(5)) frame.length = random.below(frame.length + 1);
  if (random.oneIn(5) && frame.length > 0) frame[random.below(frame.length)] = random.below(256);
  return Uint8Array.from(frame);
}

function linkHeader(random: Random, linkType: number, type: number): number[] {
  switch (linkType) {
    case 113:
      return [...be16(random.pick([0, 4])), 0, 1, 0, 6, ...random.bytes(8), ...be16(type)];
    case 276:
      return [
        ...be16(type),
        0,
        0,
        0,
        0,
        0,
        random.below(3),
        0,
        1,
        random.pick([0, 4]),
        6,
        ...random.bytes(8),
      ];
    case 101:
      return [];
    case 0:
      return [random.pick([2, 10, 24, 30]), 0, 0, 0];
    default: {
      const addresses = random.oneIn(4)
        ? [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
        : [random.pick([0, 1]), 0x11, 0x22, 0x33, 0x44, 0x55];
      return [...addresses, 0, 0x11, 0x22, 0x33, 0x44, random.below(3), ...be16(type)];
    }
  }
}

/** A type and what follows it; tags, labels and sessions go one inside the other. */
function networkLayer(random: Random, depth: number): [number, number[]] {
  const inner = () => networkLayer(random, depth + 1);
  switch (depth > 3 ? random.below(4) : random.below(12)) {
    case 0:
    case 1:
      return [0x0800, ipv4(random)];
    case 2:
    case 3:
      return [0x86dd, ipv6(random)];
    case 4: {
      const [type, payload] = inner();
      const tag = random.pick([0x8100, 0x88a8, 0x9100]);
      return [tag, [...be16(random.pick([0, 5, 100])), ...be16(type), ...payload]];
    }
    case 5: {
      const label = random.pick([0, 16, 1024]);
      const last = random.below(2);
      const header = [label >>> 12, label >>> 4 & 0xff, (label & 15) << 4 | last, 64];
      return [0x8847, [...header, ...inner()[1]]];
    }
    case 6: {
      const [type, payload] = inner();
      const protocol = type === 0x0800 ? 0x21 : type === 0x86dd ? 0x57 : 0xc021;
      const header = [0x11, 0, ...be16(random.pick([5, 39])), 0, 40];
      return [0x8864, [...header, ...be16(protocol), ...payload]];
    }
    case 7:
    case 8:
      return [random.pick([0x0806, 0x8035]), [
        ...[0, 1, 8, 0, 6, 4, 0, 1],
        ...random.bytes(6),
        ...random.pick(ADDRESSES),
        ...random.bytes(6),
        ...random.pick(ADDRESSES),
      ]];
    case 9: {
      const sap = random.pick([0x42, 0xfe, 0xf0, 0xe0, 0xaa]);
      return [random.pick([38, 1500]), [
        sap,
        sap,
        3,
        random.pick([0x81, 0x83]),
        ...random.bytes(40),
      ]];
    }
    default:
      return [random.pick([0x6003, 0x809b, 0x8137, 0x8863]), random.bytes(60)];
  }
}

function ipv4(random: Random): number[] {
  const words = random.pick([5, 5, 5, 6, 15]);
  const protocol = random.pick([6, 17, 1, 2, 132, 51, 103]);
  const fragment = random.pick([0, 0, 0, 0x2000, 0x0005]);
  const header = [0x40 | words, 0, 0, 60, 0, 1, ...be16(fragment), 64, protocol, 0, 0];
  const options = random.bytes(4 * words - 20);
  return [
    ...header,
    ...random.pick(ADDRESSES),
    ...random.pick(ADDRESSES),
    ...options,
    ...transport(random),
  ];
}

function ipv6(random: Random): number[] {
  const next = random.pick([6, 17, 58, 132, 0, 43, 44, 60]);
  const address = () => [0x20, 1, 0x0d, 0xb8, ...Array(11).fill(0), random.pick([1, 2, 0x77])];
  const header = [0x60, 0, 0, 0, 0, 40, next, 64, ...address(), ...address()];
  const isExtension = next === 0 || next === 43 || next === 44 || next === 60;
  const extension = isExtension ? [random.pick([6, 17, 58, 59]), 0, 0, 0, 0, 0, 0, 1] : [];
  return [...header, ...extension, ...transport(random)];
}

function transport(random: Random): number[] {
  const ports = [...be16(random.pick(PORTS)), ...be16(random.pick(PORTS))];
  return [...ports, ...random.bytes(9), random.pick([2, 16, 18, 24]), ...random.bytes(30)];
}
