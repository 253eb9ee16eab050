// tests/core/filter/filter_test.ts: what filters compile to, take and leave.
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { compileFilter, FilterSyntaxError, interpret } from "../../../core/filter/mod.ts";
import { ARP, ethernet, ipv4, ports, QUERY, tag, WEB, WEB_IN_3, WEB_IN_5 } from "./frames.ts";
import { WEB_IN_5_IN_3 } from "./frames.ts";

const ETHERNET = { linkType: 1 };

function takes(text: string, packet: Uint8Array, options: object = {}): boolean {
  const filter = compileFilter(text, { ...ETHERNET, ...options });
  return filter.matches(packet, 0, packet.length, packet.length) !== 0;
}

// Listings agreed with tcpdump 4.99.3 and libpcap 1.10.3.
const PORT_80 = `(000) ldh      [12]
(001) jeq      #0x86dd          jt 2\tjf 8
(002) ldb      [20]
(003) jeq      #0x6             jt 4\tjf 19
(004) ldh      [54]
(005) jeq      #0x50            jt 18\tjf 6
(006) ldh      [56]
(007) jeq      #0x50            jt 18\tjf 19
(008) jeq      #0x800           jt 9\tjf 19
(009) ldb      [23]
(010) jeq      #0x6             jt 11\tjf 19
(011) ldh      [20]
(012) jset     #0x1fff          jt 19\tjf 13
(013) ldxb     4*([14]&0xf)
(014) ldh      [x + 14]
(015) jeq      #0x50            jt 18\tjf 16
(016) ldh      [x + 16]
(017) jeq      #0x50            jt 18\tjf 19
(018) ret      #262144
(019) ret      #0`;
const IP = "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n" +
  "(002) ret      #262144\n(003) ret      #0";

for (
  const [spellings, listing] of [
    [["ip", "ether proto 0x800", "ether proto \\ip", "ip or (ip and ip)", "not not ip"], IP],
    [["tcp port 80", "tcp port http", "tcp src or dst port 0x50", "tcp\tport\n0120"], PORT_80],
    [["", "1 = 1", "len >= 0 or len < 5 or 1 > 0"], "(000) ret      #262144"],
  ] as const
) {
  for (const spelling of spellings) {
    Deno.test(`compileFilter() gives the listing of "${spellings[0]}" for "${spelling}"`, () => {
      assertStrictEquals(String(compileFilter(spelling, ETHERNET)), listing);
    });
  }
}

// Filter, a packet it takes, a packet it leaves.
for (
  const [text, taken, left] of [
    ["ip", WEB, QUERY],
    ["ip6", QUERY, WEB],
    ["arp", ARP, WEB],
    ["tcp", WEB, QUERY],
    ["udp port 53", QUERY, WEB],
    ["port domain", QUERY, WEB],
    ["portrange 50-60", QUERY, WEB],
    ["src port 40000 and dst port 80", WEB, QUERY],
    ["host 10.0.0.2", ARP, QUERY],
    ["src host 10.0.0.1 and tcp", WEB, ARP],
    ["net 10.0", WEB, QUERY],
    ["net 2001:db8::/32", QUERY, WEB],
    ["dst host 2001:db8::2", QUERY, WEB],
    ["ether src 00:11:22:33:44:66", WEB, ethernet(0x0800).map((byte) => byte ^ 1)],
    ["tcp[tcpflags] & tcp-push != 0", WEB, QUERY],
    ["ip[0] & 0xf = 5", WEB, QUERY],
    ["len > 60", QUERY, WEB],
    ["less 42", ARP, WEB],
    ["vlan", WEB_IN_5, WEB],
    ["vlan 5 and tcp port 80", WEB_IN_5, WEB_IN_3],
    ["vlan 5 and vlan 3 and tcp", WEB_IN_5_IN_3, WEB_IN_5],
    ["not (ip or arp)", QUERY, ARP],
    ["tcp port 80 or 443", WEB, QUERY],
    ["ip proto 6", WEB, QUERY],
    ["ip proto \\tcp", WEB, QUERY],
    ["ip6 proto 17", QUERY, WEB],
    ["ip6 protochain 17", QUERY, WEB],
    ["ether proto 0x88a8", WEB_IN_5_IN_3, WEB],
    ["byte 12 = 8", WEB, WEB_IN_5],
  ] as const
) {
  Deno.test(`compileFilter() takes the right packet for "${text}"`, () => {
    assert(takes(text, taken), "the packet that it takes");
    assert(!takes(text, left), "the packet that it leaves");
  });
}

// Where our meaning is another: filter, packet, ours, libpcap's.
for (
  const [text, packet, ours, libpcaps] of [
    ["vlan 5 or vlan 3", WEB_IN_3, true, false],
    ["vlan 5 or ip", WEB, true, false],
    ["not (vlan 7) and tcp", WEB, true, false],
    ["(vlan 5 or vlan 3) and tcp", WEB_IN_3, true, false],
    ["mpls or ip", WEB, true, false],
    ["pppoes or ip", WEB, true, false],
    ["len + tcp[13] > 0", QUERY, false, true],
    ["ip multicast", ethernet(0x0800, ipv4(17, [10, 0, 0, 1], [255, 255, 255, 255])), false, true],
    ["7 % 4 + 2 = 5", WEB, true, undefined],
    ["ip and ip6", WEB, false, undefined],
    ["vxlan", WEB, false, undefined],
    ["ip proto 300", WEB, undefined, false],
    ["byte 5 = 256", WEB, undefined, false],
  ] as const
) {
  Deno.test(`compileFilter() means "${text}" as people do, or as libpcap in compat mode`, () => {
    const verdict = (compat: boolean) => {
      try {
        return takes(text, packet, { compat });
      } catch (error) {
        if (error instanceof FilterSyntaxError) return undefined;
        throw error;
      }
    };
    assertStrictEquals(verdict(false), ours);
    assertStrictEquals(verdict(true), libpcaps);
  });
}

/** A frame as a cooked one of version 2 (LINUX_SLL2): the type, then a header, then the rest. */
function cooked(frame: Uint8Array): Uint8Array {
  return Uint8Array.of(...frame.subarray(12, 14), ...new Uint8Array(18), ...frame.subarray(14));
}

const RAW = 101, SLL = 113, SLL2 = 276;

for (
  const [text, linkType, packet, expected] of [
    ["tcp or (vlan and tcp)", RAW, WEB.subarray(14), true],
    ["vlan", RAW, WEB.subarray(14), false],
    ["not vlan", RAW, WEB.subarray(14), true],
    ["vlan or udp", RAW, WEB.subarray(14), false],
    ["tcp or (vlan and tcp)", SLL2, cooked(WEB), true],
    ["vlan 5 and tcp port 80", SLL2, cooked(WEB_IN_5), true],
    ["vlan 5 and tcp port 80", SLL2, cooked(WEB_IN_3), false],
    ["vlan 5 and vlan 3 and tcp", SLL2, cooked(WEB_IN_5_IN_3), true],
    [
      "vlan 5 and tcp port 80",
      SLL,
      Uint8Array.of(...new Uint8Array(14), ...WEB_IN_5.subarray(12)),
      true,
    ],
  ] as const
) {
  Deno.test(`compileFilter() on link type ${linkType}: "${text}" is ${expected}`, () => {
    assertStrictEquals(takes(text, packet, { linkType }), expected);
    assertThrows(() => compileFilter(text, { linkType, compat: true }), SyntaxError, "Ethernet");
  });
}

const beside = (vlanTag: number, vlanTagPresent = true) => ({
  packetType: 0,
  interfaceIndex: 3,
  vlanTag,
  vlanTagPresent,
});

for (
  const [text, packet, auxiliary, expected] of [
    ["vlan 5 and tcp port 80", WEB, beside(0x6005), true],
    ["vlan 5 and tcp port 80", WEB, beside(3), false],
    ["vlan 5 and tcp port 80", WEB, beside(0, false), false],
    ["vlan 5 and tcp port 80", WEB_IN_5, beside(0, false), true],
    ["vlan 2 or vlan 5", WEB, beside(5), true],
    ["vlan 7 and vlan 5 and ip", WEB_IN_5, beside(7), true],
    ["vlan and vlan", WEB, beside(7), false],
    ["not vlan", WEB, beside(7), false],
    ["inbound", WEB, beside(0, false), true],
    ["outbound", WEB, { ...beside(0, false), packetType: 4 }, true],
    ["ifindex 3", WEB, beside(0, false), true],
    ["ifname eth9", WEB, beside(0, false), true],
  ] as const
) {
  Deno.test(`compileFilter() live: "${text}" with tag ${auxiliary.vlanTag} beside is ${expected}`, () => {
    const options = { ...ETHERNET, live: true, interfaceIndex: () => 3 };
    const { program, matches } = compileFilter(text, options);
    const { length } = packet;
    assertStrictEquals(matches(packet, 0, length, length, auxiliary) !== 0, expected);
    assertStrictEquals(interpret(program, packet, 0, length, length, auxiliary) !== 0, expected);
  });
}

for (
  const [does, packet, auxiliary, expected] of [
    ["takes the tag beside", cooked(WEB), beside(5), true],
    ["leaves another tag beside", cooked(WEB), beside(3), false],
    ["takes the tag in the frame", cooked(WEB_IN_5), beside(0, false), true],
    ["leaves what has no tag", cooked(WEB), beside(0, false), false],
  ] as const
) {
  Deno.test(`compileFilter() live and cooked: "vlan 5 and tcp" ${does}`, () => {
    const { matches } = compileFilter("vlan 5 and tcp", { linkType: SLL2, live: true });
    assertStrictEquals(matches(packet, 0, packet.length, packet.length, auxiliary) !== 0, expected);
  });
}

for (
  const [text, problem, offset, length, hint] of [
    ["prot 80", 'found "prot"', 0, 4, "did you mean port?"],
    ["tcp prt 80", 'found "prt"', 4, 3, "did you mean port?"],
    ["port htpt", "no port is called htpt", 5, 4, "did you mean http?"],
    ["tcp port", "it ends here", 8, 0, ""],
    ["port 70000", "greater than 65535", 5, 5, ""],
    ["vlan 5000", "greater than 4095", 0, 9, ""],
    ["net 10.1.2.3/8", "bits are set", 4, 10, "the network is 10.0.0.0"],
    ["host 10.1.2.256", "no IPv4 address", 5, 10, ""],
    ["host example.org", "never looked up", 5, 11, "write the address"],
    ["(tcp", 'expected ")"', 4, 0, ""],
    ["ip[0:3] = 1", "cannot be read at once", 5, 1, "the size is 1, 2 or 4"],
    ["len / 0 = 1", "division by zero", 0, 7, ""],
    ["80", "nothing says what 80 is", 0, 2, "put port, host … first"],
    ["1.2.3.4", "nothing says what 1.2.3.4 is", 0, 7, "write host 1.2.3.4"],
    ["dst prt 80", '"prt" has no meaning here', 4, 3, "did you mean port?"],
    ["icmp[icmptyp] = 8", 'found "icmptyp"', 5, 7, "did you mean icmptype?"],
    ["host 10.1.2.3 adn port 80", 'found "adn"', 14, 3, "did you mean and?"],
    [
      "ip.src == 1.2.3.4",
      "ip.src is no term",
      0,
      6,
      "this is not Wireshark's language: write src host, tcp port or ip[8]",
    ],
    ["port 80 or vlan or 443", "nothing says what 443 is", 19, 3, "put port, host … first"],
    ["tcp port tftp", "known for udp only", 9, 4, "write udp port tftp"],
    ["ip proto 300", "no packet can have it", 9, 3, ""],
    ["type mgt", "about 802.11", 0, 4, ""],
    ["é", '"é" has no meaning', 0, 1, ""],
  ] as const
) {
  Deno.test(`compileFilter() marks the place in "${text}"`, () => {
    const error = assertThrows(() => compileFilter(text, ETHERNET), FilterSyntaxError, problem);
    assertEquals([error.offset, error.length], [offset, length]);
    assertStrictEquals(error.hint, hint);
    const marks = error.marked.split("\n");
    assertStrictEquals(marks[2].indexOf("^"), 2 + offset);
  });
}

Deno.test("compileFilter() warns of a filter that matches nothing", () => {
  assertEquals(compileFilter("tcp and udp", ETHERNET).warnings.length, 1);
  assertEquals(compileFilter("tcp or udp", ETHERNET).warnings, []);
});

Deno.test("compileFilter() refuses link types that it cannot filter, and names them", () => {
  assertThrows(() => compileFilter("ip", { linkType: 105 }), FilterSyntaxError, "802.11");
});

Deno.test("compileFilter() refuses for the kernel what is longer than it takes", () => {
  const text = Array.from({ length: 700 }, (_, port) => `port ${port}`).join(" or ");
  assert(compileFilter(text, ETHERNET).program.length > 4096);
  const live = { ...ETHERNET, live: true };
  assertThrows(() => compileFilter(text, live), FilterSyntaxError, "the kernel takes 4096");
});

for (
  const [name, text] of [
    ["ports", Array.from({ length: 10_000 }, (_, port) => `port ${port}`).join(" or ")],
    ["parentheses", `${"(".repeat(50_000)}ip${")".repeat(50_000)}`],
    ["negations", `${"not ".repeat(50_000)}ip`],
    ["sums", `len = 1${" + 1".repeat(50_000)}`],
    ["tags or none", Array.from({ length: 300 }, () => "(vlan or ip)").join(" and ")],
    ["colons", ":".repeat(200_000)],
  ]
) {
  Deno.test(`compileFilter() refuses too many ${name} with a reason`, () => {
    const error = assertThrows(() => compileFilter(text, ETHERNET), FilterSyntaxError);
    assert(error.marked.length < 1000, "the message stays short");
  });
}

Deno.test("compileFilter() compiles a thousand ports for a file", () => {
  const text = Array.from({ length: 500 }, (_, port) => `port ${port}`).join(" or ");
  assert(takes(text, WEB));
  assert(!takes(text, ethernet(0x0800, ipv4(6), ports(40000, 41000))));
});

Deno.test("Filter.matches() reads nothing past any cut", () => {
  const filter = compileFilter("tcp port 80 or vlan 5 and ip[0] + ip[len - 20] > 3", ETHERNET);
  for (const packet of [WEB, WEB_IN_5, QUERY, ethernet(0x8100, tag(5, 0x0800))]) {
    for (let end = 0; end <= packet.length; end++) {
      const verdicts = [0, 0xff].map((noise) => {
        const bytes = packet.slice().fill(noise, end);
        return filter.matches(bytes, 0, end, packet.length);
      });
      assertStrictEquals(verdicts[0], verdicts[1]);
    }
  }
});
