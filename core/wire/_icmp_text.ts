// core/wire/_icmp_text.ts: ICMP's unreachable destinations, in tcpdump's words.
import type { Quoted } from "./quoted.ts";

const NAMES: { readonly [protocol: number]: string } = {
  6: "tcp",
  17: "udp",
  33: "dccp",
  132: "sctp",
  136: "udp-lite",
};

/** `host 192.0.2.1 unreachable` and the like, by code (RFC 792, RFC 1122, RFC 1812). */
export function unreachableText(
  code: number,
  quoted: Quoted | undefined,
  mtu: number | undefined,
): string {
  const to = `${quoted?.ip?.destination ?? "?"}`;
  switch (code) {
    case 0:
      return `net ${to} unreachable`;
    case 1:
      return `host ${to} unreachable`;
    case 2:
      return `${to} protocol ${quoted?.protocol ?? "?"} unreachable`;
    case 3:
      return portText(to, quoted);
    case 4:
      return `${to} unreachable - need to frag${mtu ? ` (mtu ${mtu})` : ""}`;
    case 5:
      return `${to} unreachable - source route failed`;
    case 6:
      return `net ${to} unreachable - unknown`;
    case 7:
      return `host ${to} unreachable - unknown`;
    case 8:
      return `${to} unreachable - source host isolated`;
    case 9:
      return `net ${to} unreachable - admin prohibited`;
    case 10:
      return `host ${to} unreachable - admin prohibited`;
    case 11:
      return `net ${to} unreachable - tos prohibited`;
    case 12:
      return `host ${to} unreachable - tos prohibited`;
    case 13:
      return `host ${to} unreachable - admin prohibited filter`;
    case 14:
      return `host ${to} unreachable - host precedence violation`;
    case 15:
      return `host ${to} unreachable - precedence cutoff`;
    default:
      return `${to} unreachable - #${code}`;
  }
}

/** A port that nobody listens on: `192.0.2.1 udp port 53 unreachable`. */
export function portText(to: string, quoted: Quoted | undefined): string {
  const protocol = quoted?.protocol ?? -1;
  const name = NAMES[protocol] ?? `protocol ${protocol < 0 ? "?" : protocol}`;
  return `${to} ${name} port ${quoted?.destinationPort ?? "?"} unreachable`;
}
