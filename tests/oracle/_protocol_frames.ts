// tests/oracle/_protocol_frames.ts: one frame or two of each protocol that tcpdump prints too.
import { bytes, ethernet, ipv4, ipv4Packet, ipv6, tcp, udp } from "../core/output/_frames.ts";

const PSH_ACK = 0x18;
/** example.org, as DNS has it. */
const NAME = "076578616d706c65 036f7267 00";
/** An answer of three records. */
const DNS_ANSWER = `1234 8180 0001 0003 0000 0000 ${NAME} 001c 0001
  c00c 0005 0001 00000e10 0006 03777777 c00c
  c00c 0001 0001 00000e10 0004 c0000205
  c00c 001c 0001 00000e10 0010 20010db8000000000000000000000005`;
/** An IPv4 packet: an echo request. */
const PING = ipv4Packet(1, bytes("0800 f7fd 0001 0001")).toHex();

function arp(operation: string, target: string, padding: number): Uint8Array {
  const addresses = `020000000001 c0000201 ${target} c0000202`;
  const body = bytes(`0001 0800 06 04 ${operation} ${addresses} ${"00".repeat(padding)}`);
  return ethernet(0x0806, body);
}

function segment(port: number, text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  const ports = [50_000, port] as const;
  return ipv4(6, tcp({ ports, flags: PSH_ACK, sequence: 1, acknowledgment: 1, payload }));
}

/** A question for addresses; 300 bytes, as the protocol's ancestor had it. */
function dhcp(): Uint8Array {
  const message = new Uint8Array(300);
  message.set(bytes("01 01 06 00 12345678"));
  message.set(bytes("020000000001"), 28);
  message.set(bytes("63825363 350101 ff"), 236);
  return message;
}

/** What they are, and the frames. */
export const PROTOCOL_FRAMES: readonly (readonly [what: string, frame: Uint8Array])[] = [
  ["ARP request with padding", arp("0001", "000000000000", 18)],
  ["ARP request to a known address", arp("0001", "020000000009", 0)],
  ["ARP reply", arp("0002", "020000000009", 18)],
  ["RARP request", arp("0003", "020000000009", 0)],
  ["inverse ARP reply", arp("0009", "020000000009", 0)],
  ["ICMP echo", ipv4(1, bytes("0800 f7fd 0001 0001"))],
  [
    "ICMP unreachable",
    ipv4(1, bytes(`0303 0000 00000000 ${ipv4Packet(17, udp(5, 53, new Uint8Array(0))).toHex()}`)),
  ],
  ["IGMP leave", ipv4(2, bytes("1700 0804 e0000101"))],
  ["HTTP request", segment(80, "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n")],
  ["SMTP reply", segment(25, "250-mail.example.org\r\n250 SIZE\r\n")],
  ["FTP command", segment(21, "USER anonymous\r\n")],
  [
    "DNS question",
    ipv4(17, udp(5_000, 53, bytes(`1234 0100 0001 0000 0000 0000 ${NAME} 0001 0001`))),
  ],
  ["DNS answer", ipv4(17, udp(53, 5_000, bytes(DNS_ANSWER)))],
  [
    "DNS answer with mail hosts",
    ipv4(
      17,
      udp(
        53,
        5_000,
        bytes(
          `1234 8580 0001 0001 0000 0000 ${NAME} 000f 0001 c00c 000f 0001 00000e10 0009 000a 046d61696c c00c`,
        ),
      ),
    ),
  ],
  [
    "DNS failure",
    ipv4(17, udp(53, 5_000, bytes(`1234 8183 0001 0000 0000 0000 ${NAME} 001c 0001`))),
  ],
  [
    "multicast DNS questions",
    ipv4(
      17,
      udp(5_353, 5_353, bytes(`0000 0000 0002 0000 0000 0000 ${NAME} 0001 0001 c00c 001c 8001`)),
    ),
  ],
  [
    "multicast DNS answer",
    ipv4(
      17,
      udp(
        5_353,
        5_353,
        bytes(
          `0000 8400 0000 0001 0000 0000 ${NAME} 0001 8001 00000078 0004 c0000205`,
        ),
      ),
    ),
  ],
  ["DHCP discover", ipv4(17, udp(68, 67, dhcp()))],
  ["DHCPv6 solicit", ipv6(17, udp(546, 547, bytes("01 123456 0008 0002 0000")))],
  ["NTP", ipv4(17, udp(123, 123, bytes(`23 02 06 ec ${"00".repeat(44)}`)))],
  [
    "SNMP get",
    ipv4(
      17,
      udp(
        5_000,
        161,
        bytes(
          "3026 020101 0406 7075626c6963 a019 020101 020100 020100 300e 300c 0608 2b06010201010500 0500",
        ),
      ),
    ),
  ],
  [
    "SNMP answer",
    ipv4(
      17,
      udp(
        161,
        5_000,
        bytes(
          "3027 020101 0405 6c6f63616c a21b 020101 020100 020100 3010 300e 0608 2b06010201010500 0402 6869",
        ),
      ),
    ),
  ],
  [
    "SNMP failure",
    ipv4(
      17,
      udp(
        161,
        5_000,
        bytes(
          "3026 020101 0406 7075626c6963 a219 020101 020102 020101 300e 300c 0608 2b06010201010500 0500",
        ),
      ),
    ),
  ],
  ["RADIUS", ipv4(17, udp(5_000, 1_812, bytes(`014f 0014 ${"11".repeat(16)}`)))],
  ["SIP", ipv4(17, udp(5_060, 5_060, new TextEncoder().encode("OPTIONS sip:a@b SIP/2.0\r\n\r\n")))],
  [
    "Ethernet in GRE",
    ipv4(47, bytes(`2000 6558 0000002a ${ethernet(0x0800, bytes(PING)).toHex()}`)),
  ],
  ["GRE of what nobody knows", ipv4(47, bytes("0000 1234 00000000"))],
  ["a session of PPPoE", ethernet(0x8864, bytes("11 00 0011 000c c021 0901 000a 01020304 0000"))],
  ["discovery of PPPoE", ethernet(0x8863, bytes("11 09 0000 000c 0101 0000 0103 0004 64138518"))],
  ["two MPLS labels", ethernet(0x8847, bytes(`00064 0 40 000c8 1 40 ${PING}`))],
  [
    "LACP",
    ethernet(
      0x8809,
      bytes(
        `01 01 01 14 8000 020000000001 0001 8000 0001 3d 000000 02 14 ${
          "00".repeat(18)
        } 03 10 0000 ${"00".repeat(12)} 00 00 ${"00".repeat(50)}`,
      ),
    ),
  ],
  ["AH", ipv4(51, bytes(`0104 0000 00000001 00000002 ${"ab".repeat(12)} 0800 f7fd 0001 0001`))],
  ["ESP", ipv4(50, bytes("00000001 00000002 0102030405060708"))],
  ["a protocol without a byte", ipv4(99, new Uint8Array(0))],
  ["fragment of IPv6", ipv6(44, bytes("fd 00 0001 11223344 0102030405060708"))],
  ["EAPOL start", ethernet(0x888e, bytes("01 01 0000"))],
  ["EIGRP", ipv4(88, bytes("02 05 eed0 00000000 00000000 00000000 00000064"))],
  [
    "OSPF hello",
    ipv4(
      89,
      bytes(
        `0201 002c 01010101 00000000 0000 0000 ${
          "00".repeat(8)
        } ffffff00 000a 02 01 00000028 00000000 00000000`,
      ),
    ),
  ],
  ["VRRP", ipv4(112, bytes("21 01 64 01 00 01 ba52 c0000201"))],
];
