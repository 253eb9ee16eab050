import { assertEquals, assertStrictEquals } from "@std/assert";
import { Quoted, QUOTED_FIELDS } from "../../../core/wire/quoted.ts";
import { plainFields } from "../../../core/wire/view.ts";
import { fromHex } from "../../fuzz/_seeds.ts";

const IPV4 = "4500 0028 1234 4000 40 PP 0000 c0000201 c6336402";
const IPV6 =
  "60000000 0040 NN 40 20010db8000000000000000000000001 20010db8000100000000000000000002";

const ipv4 = (protocol: string) => IPV4.replace("PP", protocol);
const ipv6 = (next: string) => IPV6.replace("NN", next);

/** What is told of a quote, without its IP header. */
function told(digits: string): unknown {
  const bytes = fromHex(digits);
  const quoted = new Quoted();
  if (!quoted.at(bytes, 0, bytes.length)) return "refused";
  const { ipv4: _four, ipv6: _six, ...rest } = JSON.parse(
    JSON.stringify(plainFields(quoted, QUOTED_FIELDS)),
  );
  return rest;
}

for (
  const [what, digits, expected] of [
    ["nothing of no bytes", "", "refused"],
    ["nothing of half an IP header", ipv4("06").slice(0, 20), "refused"],
    ["nothing of another version", "7" + ipv4("06").slice(1), "refused"],
    ["an IP header alone", ipv4("06"), { protocol: 6 }],
    ["ports", ipv4("06") + "c00001bb", { protocol: 6, sourcePort: 49152, destinationPort: 443 }],
    ["8 bytes of TCP", ipv4("06") + "c00001bb 000003e8", {
      protocol: 6,
      sourcePort: 49152,
      destinationPort: 443,
      tcp: { sourcePort: 49152, destinationPort: 443, sequenceNumber: 1000 },
    }],
    ["UDP", ipv4("11") + "c0000035 0014 0000", {
      protocol: 17,
      sourcePort: 49152,
      destinationPort: 53,
      udp: {
        sourcePort: 49152,
        destinationPort: 53,
        length: 20,
        checksum: 0,
        checksumStatus: "absent",
      },
    }],
    ["an echo", ipv4("01") + "0800 0000 0005 0006", {
      protocol: 1,
      icmp: { type: 8, code: 0, identifier: 5, sequenceNumber: 6 },
    }],
    ["4 bytes of an echo", ipv4("01") + "0800 0000", { protocol: 1, icmp: { type: 8, code: 0 } }],
    ["an ICMP error, without what it quotes", ipv4("01") + "0301 0000 00000000", {
      protocol: 1,
      icmp: { type: 3, code: 1 },
    }],
    ["no ports of a later fragment", ipv4("06").replace("4000", "0010") + "c00001bb", {
      protocol: 6,
    }],
    [
      "what is behind extension headers",
      ipv6("00") + "3c00010400000000 3300010400000000" +
      "3a00000000000001 8000 0000 0005 0006",
      {
        protocol: 58,
        icmpv6: { type: 128, code: 0, identifier: 5, sequenceNumber: 6 },
      },
    ],
    ["what is behind a fragment header", ipv6("2c") + "1100000100000007 c0000035", {
      protocol: 17,
      sourcePort: 49152,
      destinationPort: 53,
    }],
    ["no ports behind a later fragment's", ipv6("2c") + "1100001000000007 c0000035", {
      protocol: 17,
    }],
    ["an extension header that is cut", ipv6("00") + "3c01", { protocol: 0 }],
  ] as const
) {
  Deno.test(`Quoted tells ${what}`, () => assertEquals(told(digits), expected));
}

Deno.test("Quoted tells the whole of a TCP header", () => {
  const bytes = fromHex(ipv4("06") + "c00001bb 000003e8 00000000 5002 faf0 0000 0000");
  const quoted = new Quoted();
  quoted.at(bytes, 0, bytes.length);
  const tcp = quoted.tcp;
  assertStrictEquals(tcp !== undefined && "window" in tcp && tcp.window, 64240);
});

Deno.test("Quoted.ip is whichever there is", () => {
  const quoted = new Quoted();
  const four = fromHex(ipv4("06")), six = fromHex(ipv6("06"));
  quoted.at(four, 0, four.length);
  assertStrictEquals(`${quoted.ip?.destination}`, "198.51.100.2");
  quoted.at(six, 0, six.length);
  assertStrictEquals(`${quoted.ip?.destination}`, "2001:db8:1::2");
});
