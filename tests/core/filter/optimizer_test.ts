// tests/core/filter/optimizer_test.ts: which loads are left out, as packets that are cut off tell.
import { assertStrictEquals } from "@std/assert";
import { compileFilter } from "../../../core/filter/mod.ts";
import { ethernet, ipv4, ports, WEB } from "./frames.ts";

const ETHERNET = 1, NULL = 0;
const SCTP = ethernet(0x0800, ipv4(132), ports(40000, 80));

// Agreed with libpcap 1.10.3, whose optimizer leaves loads out too. A verdict is right if it
// is libpcap's with its optimizer or without; in the first rows both reject.
for (
  const [does, text, linkType, packet, expected] of [
    [
      "keeps the order of tests when what came before is idle",
      "ip proto 1 and arp or 2 > ip[ip[7:2]:2] and tcp src port 40000 or src port 40000",
      ETHERNET,
      SCTP,
      false,
    ],
    [
      "does not prefer the number of an idle test",
      "ip proto 1 and arp or ip[60] = 0 and tcp or sctp",
      ETHERNET,
      SCTP,
      false,
    ],
    [
      "sends on the ways of a test before it is called idle",
      "not udp and not less 80 and pppoes or less 80",
      NULL,
      Uint8Array.of(2, 0, 0, 0),
      false,
    ],
    [
      "leaves a relation of computed constants open",
      "0 > -1 and ip6 or (tcp dst port (53 or not domain))",
      ETHERNET,
      WEB.subarray(0, 6),
      false,
    ],
    [
      "keeps a divisor that is not there",
      "len > 0 / tcp[60000] and tcp[12] = 0x50",
      ETHERNET,
      WEB,
      false,
    ],
    ["keeps a divisor that is 0", "len > 0 % tcp[4] and tcp[12] = 0x50", ETHERNET, WEB, false],
    ["leaves out what does not matter", "ip6 or not ip6", ETHERNET, WEB.subarray(0, 6), true],
    ["leaves out what times 0 is", "ether[1000] * 0 = 0", ETHERNET, WEB, true],
  ] as const
) {
  Deno.test(`optimize() ${does}: "${text}"`, () => {
    const { matches } = compileFilter(text, { linkType, compat: true });
    assertStrictEquals(matches(packet, 0, packet.length, packet.length) !== 0, expected);
  });
}
