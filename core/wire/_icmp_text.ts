// core/wire/_icmp_text.ts: ICMP's messages in tcpdump's words.
import type { Icmp } from "./icmp.ts";
import { IcmpType } from "./icmp_types.ts";
import type { Quoted } from "./quoted.ts";

const NAMES: { readonly [protocol: number]: string } = {
  6: "tcp",
  17: "udp",
  33: "dccp",
  132: "sctp",
  136: "udp-lite",
};

/** What a message says: `echo request, id 1, seq 1`. */
export function icmpText(icmp: Icmp): string {
  const numbers = `id ${icmp.identifier}, seq ${icmp.sequenceNumber}`;
  switch (icmp.type) {
    case IcmpType.Echo:
      return `echo request, ${numbers}`;
    case IcmpType.EchoReply:
      return `echo reply, ${numbers}`;
    case IcmpType.Unreachable:
      return unreachableText(icmp.code, icmp.quoted, icmp.mtu);
    case IcmpType.SourceQuench:
      return "source quench";
    case IcmpType.Redirect: {
      const what = `${icmp.quoted?.ip?.destination ?? "?"}`;
      return `redirect ${what} to ${icmp.code & 1 ? "host" : "net"} ${icmp.gateway}`;
    }
    case IcmpType.RouterAdvertisement:
      return `router advertisement lifetime ${icmp.lifetime} ${icmp.routers?.length ?? 0}`;
    case IcmpType.RouterSolicitation:
      return "router solicitation";
    case IcmpType.TimeExceeded:
      return icmp.code === 1 ? "ip reassembly time exceeded" : "time exceeded in-transit";
    case IcmpType.ParameterProblem:
      return `parameter problem - octet ${icmp.pointer}`;
    case IcmpType.Timestamp:
      return `time stamp query ${numbers}`;
    case IcmpType.TimestampReply:
      return `time stamp reply ${numbers}`;
    case IcmpType.AddressMask:
      return "address mask request";
    case IcmpType.AddressMaskReply:
      return `address mask is ${icmp.addressMask}`;
    case IcmpType.ExtendedEcho:
      return `extended echo request, ${numbers}`;
    case IcmpType.ExtendedEchoReply:
      return `extended echo reply, ${numbers}`;
    default:
      return `type-#${icmp.type}`;
  }
}

/** `host 192.0.2.1 unreachable` and the like, by code (RFC 792, RFC 1122, RFC 1812). */
function unreachableText(
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
      return `${portText(to, quoted)} unreachable`;
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

/** The port that a quoted packet was sent to: `192.0.2.1 udp port 53`. */
export function portText(to: string, quoted: Quoted | undefined): string {
  const protocol = quoted?.protocol ?? -1;
  const name = NAMES[protocol] ?? `protocol ${protocol < 0 ? "?" : protocol}`;
  return `${to} ${name} port ${quoted?.destinationPort ?? "?"}`;
}
