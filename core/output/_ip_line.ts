// core/output/_ip_line.ts: IP headers and the ports above them in tcpdump's manner.
import { rightChecksum, sumWords } from "../wire/checksum.ts";
import { type Ipv4, IPV4_HEADER_LENGTH } from "../wire/ipv4.ts";
import type { Ipv6 } from "../wire/ipv6.ts";
import type { Udp } from "../wire/udp.ts";
import { ipv4OptionsText } from "./_ipv4_option_text.ts";
import { ipProtocolName } from "./names.ts";
import type { Writer } from "./writer.ts";

const BLANK = 0x20, COMMA = 0x2c, DOT = 0x2e, CLOSE = 0x29;

/** ECN bits by their value (RFC 3168, section 5). */
const CONGESTION = ["", ",ECT(1)", ",ECT(0)", ",CE"] as const;

/** `192.0.2.1.80 > 192.0.2.2.1234`; the ports are -1 where there are none. */
export function printEnds(
  out: Writer,
  ip: Ipv4 | Ipv6,
  sourcePort: number,
  destinationPort: number,
): void {
  out.room();
  out.address(ip.source);
  if (sourcePort >= 0) {
    out.byte(DOT);
    out.integer(sourcePort);
  }
  out.text(" > ");
  out.address(ip.destination);
  if (destinationPort >= 0) {
    out.byte(DOT);
    out.integer(destinationPort);
  }
}

/** `-v` of IPv4: `(tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)`. */
export function printIpv4Header(out: Writer, ip: Ipv4): void {
  out.text("(tos 0x");
  out.hexadecimal(ip.differentiatedServices << 2 | ip.congestion);
  out.text(CONGESTION[ip.congestion]);
  if (ip.timeToLive > 0) {
    out.text(", ttl ");
    out.integer(ip.timeToLive);
  }
  out.text(", id ");
  out.integer(ip.identification);
  out.text(", offset ");
  out.integer(ip.fragmentOffset);
  out.text(", flags [");
  out.text(ipv4Flags(ip));
  out.text("], proto ");
  out.text(ipProtocolName(ip.protocol));
  out.text(" (");
  out.integer(ip.protocol);
  out.text("), length ");
  if (ip.totalLength === 0) {
    out.integer(ip.wireEnd - ip.start);
    out.text(" [was 0, presumed TSO]");
  } else {
    out.integer(ip.totalLength);
  }
  out.room();
  const options = ip.start + IPV4_HEADER_LENGTH;
  if (ip.payloadStart > options) {
    out.text(", options (");
    out.text(ipv4OptionsText(ip.bytes, options, ip.payloadStart));
    out.byte(CLOSE);
  }
  printIpv4Checksum(out, ip);
  out.byte(CLOSE);
}

function ipv4Flags(ip: Ipv4): string {
  const flags = [];
  if (ip.moreFragments) flags.push("+");
  if (ip.dontFragment) flags.push("DF");
  if (ip.reservedFlag) flags.push("rsvd");
  return flags.length === 0 ? "none" : flags.join(", ");
}

/** Says what the checksum ought to be, where it is wrong and is in the frame already. */
function printIpv4Checksum(out: Writer, ip: Ipv4): void {
  if (ip.checksumStatus !== "wrong") return;
  out.text(", bad cksum ");
  out.hexadecimal(ip.checksum);
  out.text(" (->");
  const sum = sumWords(ip.bytes, ip.start, ip.payloadStart);
  out.hexadecimal(rightChecksum(sum, ip.checksum));
  out.text(")!");
}

/** `-v` of IPv6: `(flowlabel 0x4f4c7, hlim 64, next-header TCP (6) payload length: 40)`. */
export function printIpv6Header(out: Writer, ip: Ipv6): void {
  out.byte(0x28);
  if (ip.trafficClass !== 0) {
    out.text("class 0x");
    out.hexDigits(ip.trafficClass, 2);
    out.byte(COMMA);
    out.byte(BLANK);
  }
  if (ip.flowLabel !== 0) {
    out.text("flowlabel 0x");
    out.hexDigits(ip.flowLabel, 5);
    out.byte(COMMA);
    out.byte(BLANK);
  }
  out.text("hlim ");
  out.integer(ip.hopLimit);
  out.text(", next-header ");
  out.text(ipProtocolName(ip.nextHeader));
  out.text(" (");
  out.integer(ip.nextHeader);
  out.text(") payload length: ");
  out.integer(ip.payloadLength);
  out.byte(CLOSE);
}

/** `-v` of UDP, before what it carries: a wrong checksum; with `-vv` also that it is right, or none. */
export function printUdpChecksum(out: Writer, udp: Udp, detail: number): void {
  switch (udp.checksumStatus) {
    case "valid":
      return detail > 2 ? out.text("[udp sum ok] ") : undefined;
    case "absent":
      return detail > 2 ? out.text("[no cksum] ") : undefined;
    case "wrong":
      out.text("[bad udp cksum 0x");
      out.hexDigits(udp.checksum, 4);
      out.text(" -> 0x");
      out.hexDigits(udp.expectedChecksum ?? 0, 4);
      return out.text("!] ");
  }
}
