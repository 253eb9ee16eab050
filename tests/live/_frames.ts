// tests/live/_frames.ts: frames to send, in hexadecimal.

/** The address of `rx` does not matter to a promiscuous capture; this one is nobody's. */
const DESTINATION = "0200000000aa";
const SOURCE = "0200000000bb";

/** An Ethernet frame; tags and EtherType are part of `rest`. */
export function ethernet(rest: string, destination = DESTINATION): string {
  return destination + SOURCE + rest;
}

/** An IPv4 packet with its EtherType: `protocol` and as many zeros as payload. Checksum 0. */
export function ipv4(protocol: number, payloadLength: number): string {
  const head = `45000000000040004000`.replace(/^45000000/, `4500${hex(20 + payloadLength, 2)}`);
  return `0800${head.slice(0, 18)}${hex(protocol, 1)}0000c0000201c0000202${zeros(payloadLength)}`;
}

/** An IPv6 packet with its EtherType: as {@linkcode ipv4}. */
export function ipv6(protocol: number, payloadLength: number): string {
  const addresses = `20010db8${zeros(11)}01` + `20010db8${zeros(11)}02`;
  return `86dd60000000${hex(payloadLength, 2)}${hex(protocol, 1)}40${addresses}${
    zeros(payloadLength)
  }`;
}

/** An ARP request with its EtherType. */
export const ARP = `080600010800060400010200000000bbc0000201${zeros(6)}c0000202`;

/** So many bytes of zero. */
export function zeros(length: number): string {
  return "00".repeat(length);
}

function hex(value: number, bytes: number): string {
  return value.toString(16).padStart(bytes * 2, "0");
}
