// tests/core/filter/frames.ts: Ethernet frames to filter, made from their parts.

/** Two bytes, most significant first. */
export function be16(value: number): number[] {
  return [value >>> 8 & 0xff, value & 0xff];
}

/** An Ethernet header and what it carries. */
export function ethernet(type: number, ...payload: number[][]): Uint8Array<ArrayBuffer> {
  const addresses = [0, 0x11, 0x22, 0x33, 0x44, 0x55, 0, 0x11, 0x22, 0x33, 0x44, 0x66];
  return Uint8Array.from([...addresses, ...be16(type), ...payload.flat()]);
}

/** An 802.1Q tag's last four bytes: the id, and the type behind it. */
export function tag(id: number, type: number): number[] {
  return [...be16(id), ...be16(type)];
}

/** An IPv4 header without options; its payload has 20 bytes. */
export function ipv4(protocol: number, source = [10, 0, 0, 1], destination = [10, 0, 0, 2]) {
  return [0x45, 0, 0, 40, 0, 0, 0, 0, 64, protocol, 0, 0, ...source, ...destination];
}

/** An IPv6 header; its payload has 20 bytes. */
export function ipv6(nextHeader: number): number[] {
  const address = (last: number) => [0x20, 1, 0x0d, 0xb8, ...Array(11).fill(0), last];
  return [0x60, 0, 0, 0, 0, 20, nextHeader, 64, ...address(1), ...address(2)];
}

/** A TCP header, or one as long for UDP. */
export function ports(source: number, destination: number, flags = 0x18): number[] {
  return [
    ...be16(source),
    ...be16(destination),
    ...Array(8).fill(0),
    0x50,
    flags,
    ...Array(6).fill(0),
  ];
}

/** TCP from 40000 to 80 over IPv4. */
export const WEB = ethernet(0x0800, ipv4(6), ports(40000, 80));
/** UDP from 40000 to 53 over IPv6. */
export const QUERY = ethernet(0x86dd, ipv6(17), ports(40000, 53));
/** The same as WEB in VLAN 5, and in VLAN 3. */
export const WEB_IN_5 = ethernet(0x8100, tag(5, 0x0800), ipv4(6), ports(40000, 80));
export const WEB_IN_3 = ethernet(0x8100, tag(3, 0x0800), ipv4(6), ports(40000, 80));
/** Tag 5 outside, tag 3 inside. */
export const WEB_IN_5_IN_3 = ethernet(
  0x88a8,
  tag(5, 0x8100),
  tag(3, 0x0800),
  ipv4(6),
  ports(1, 80),
);
/** An ARP request, who has 10.0.0.2. */
export const ARP = ethernet(
  0x0806,
  [0, 1, 8, 0, 6, 4, 0, 1, ...Array(6).fill(1), 10, 0, 0, 1, ...Array(6).fill(0), 10, 0, 0, 2],
);
