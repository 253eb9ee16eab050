// core/wire/_icmpv6_text.ts: ICMPv6's messages in tcpdump's words.
import { portText } from "./_icmp_text.ts";
import { Icmpv6Type } from "./icmp_types.ts";
import type { Icmpv6 } from "./icmpv6.ts";

/** What is wrong with a header (RFC 4443, section 3.4; RFC 7112). */
const PROBLEMS: readonly string[] = [
  "erroneous",
  "next header",
  "option",
  "incomplete header chain",
];

/** What a message says: `neighbor solicitation, who has fe80::1`. */
export function icmpv6Text(icmpv6: Icmpv6): string {
  const numbers = `id ${icmpv6.identifier}, seq ${icmpv6.sequenceNumber}`;
  switch (icmpv6.type) {
    case Icmpv6Type.Unreachable:
      return `destination unreachable, ${unreachableText(icmpv6)}`;
    case Icmpv6Type.PacketTooBig:
      return `packet too big, mtu ${icmpv6.mtu}`;
    case Icmpv6Type.TimeExceeded:
      return icmpv6.code === 1
        ? "ip reassembly time exceeded"
        : `time exceeded in-transit for ${icmpv6.quoted?.ip?.destination ?? "?"}`;
    case Icmpv6Type.ParameterProblem:
      return `parameter problem, ${
        PROBLEMS[icmpv6.code] ?? `code-#${icmpv6.code}`
      } - octet ${icmpv6.pointer}`;
    case Icmpv6Type.EchoRequest:
      return `echo request, ${numbers}`;
    case Icmpv6Type.EchoReply:
      return `echo reply, ${numbers}`;
    case Icmpv6Type.ListenerQuery: {
      const version = icmpv6.queryInterval === undefined ? "" : "v2 ";
      return `multicast listener query ${version}${listenerText(icmpv6)}`;
    }
    case Icmpv6Type.ListenerReport:
      return `multicast listener report ${listenerText(icmpv6)}`;
    case Icmpv6Type.ListenerDone:
      return `multicast listener done ${listenerText(icmpv6)}`;
    case Icmpv6Type.ListenerReportV2:
      return `multicast listener report v2, ${icmpv6.recordCount} group record(s)`;
    case Icmpv6Type.RouterSolicitation:
      return "router solicitation";
    case Icmpv6Type.RouterAdvertisement:
      return "router advertisement";
    case Icmpv6Type.NeighborSolicitation:
      return `neighbor solicitation, who has ${icmpv6.targetAddress}`;
    case Icmpv6Type.NeighborAdvertisement:
      return `neighbor advertisement, tgt is ${icmpv6.targetAddress}`;
    case Icmpv6Type.Redirect:
      return `redirect, ${icmpv6.destinationAddress} to ${icmpv6.targetAddress}`;
    case Icmpv6Type.NodeQuery:
      return "who-are-you request";
    case Icmpv6Type.NodeReply:
      return "node information reply";
    case Icmpv6Type.ExtendedEchoRequest:
      return `extended echo request, ${numbers}`;
    case Icmpv6Type.ExtendedEchoReply:
      return `extended echo reply, ${numbers}`;
    default:
      return `unknown icmp6 type (${icmpv6.type})`;
  }
}

function listenerText({ maximumResponseDelay, multicastAddress }: Icmpv6): string {
  return `max resp delay: ${maximumResponseDelay} addr: ${multicastAddress}`;
}

function unreachableText({ code, quoted }: Icmpv6): string {
  const to = `${quoted?.ip?.destination ?? "?"}`;
  switch (code) {
    case 0:
      return `unreachable route ${to}`;
    case 1:
      return `unreachable prohibited ${to}`;
    case 2:
      return `beyond scope ${to}`;
    case 3:
      return `unreachable address ${to}`;
    case 4:
      return `unreachable port, ${portText(to, quoted)}`;
    default:
      return `unreachable code-#${code}`;
  }
}
