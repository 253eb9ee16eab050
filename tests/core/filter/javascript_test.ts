// tests/core/filter/javascript_test.ts: shortcuts of the JavaScript form change no answer.
import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { compileFilter, interpret, toJavaScript } from "../../../core/filter/mod.ts";
import { flowGraph } from "../../../core/filter/flow_graph.ts";
import { javaScriptSource } from "../../../core/filter/javascript.ts";
import { necessaryTests, type WordTest } from "../../../core/filter/necessary.ts";
import { Opcode } from "../../../core/filter/program.ts";
import { entryStates } from "../../../core/filter/value_states.ts";
import { ethernet } from "../../../plugins/testing/mod.ts";

const ETHERNET = { linkType: 1 };
const HOSTS = { source: "10.0.0.1", destination: "10.0.0.2" };
const FRAMES = [
  ethernet().arp({ senderProtocolAddress: "10.0.0.1" }),
  ethernet().ipv4(HOSTS).tcp({ destinationPort: 443, flags: "S" }),
  ethernet().ipv4(HOSTS).udp({ destinationPort: 53 }),
  ethernet().ipv6().udp({ destinationPort: 53 }),
  ethernet().ipv6().tcp({ destinationPort: 53 }),
  ethernet().vlan({ id: 5 }).ipv4(HOSTS).icmp(),
].map(({ bytes }) => bytes);

for (
  const text of [
    "host 10.0.0.1",
    "dst host 10.0.0.2 and tcp",
    "ip host 10.0.0.1 or ip6",
    "not host 10.0.0.1",
    "ip6 and udp port 53",
    "vlan 5 and ip",
    "tcp[tcpflags] & tcp-syn != 0",
    "tcp[tcpflags] = tcp-syn and src net 10.0.0.0/8",
    "tcp dst port 443",
    "tcp port 443",
    "tcp port 80 or 443",
    "udp port 53 or 80",
    "udp port 1 or 2 or 3 or 4 or 5 or 53",
    "ip and dst net 10.0.0.0/24",
    "not net 10.0.0.0/8 or udp",
    "port 53",
    "(port 53 or tcp port 443) and ip",
    "ether[20] = 6 or ether[50:2] = 53",
    "ip[6:2] & 0x1fff = 0 and udp",
  ]
) {
  Deno.test(`toJavaScript() agrees with interpret() on every cut of frames: ${text}`, () => {
    const { program, matches } = compileFilter(text, ETHERNET);
    for (const bytes of FRAMES) {
      for (let captured = 0; captured <= bytes.length; captured++) {
        const expected = interpret(program, bytes, 0, captured, bytes.length);
        assertStrictEquals(matches(bytes, 0, captured, bytes.length), expected, `${captured}`);
      }
    }
  });
}

function necessary(text: string): readonly WordTest[] {
  const { program } = compileFilter(text, ETHERNET);
  const pieces = flowGraph(program);
  return necessaryTests(program, pieces, entryStates(program, pieces));
}

for (
  const [text, places] of [
    ["ip src host 10.0.0.1", [26]],
    ["host 10.0.0.1", [26, 28, 30, 38]],
    ["tcp port 80 and dst host 10.0.0.1", [30]],
    ["host 10.0.0.1 or tcp", []], // other packets pass, too
    ["not host 10.0.0.1", []],
    ["net 10.0.0.0/8", []], // not rare
    ["host 10.0.0.1 or 10.0.0.2", [26, 26, 28, 28, 30, 30, 38, 38]],
    ["host 10.0.0.1 or 10.0.0.2 or 10.0.0.3 or 10.0.0.4", []], // too many
    ["tcp port 80", []],
  ] as const
) {
  Deno.test(`necessaryTests() of "${text}" are at ${places.join(", ") || "no place"}`, () => {
    const found = necessary(text).map(({ at }) => at).sort((one, other) => one - other);
    assertEquals(found, [...places]);
  });
}

Deno.test("toJavaScript() takes a test that leads to one place either way", () => {
  const program = [
    { code: Opcode.LoadByte, jt: 0, jf: 0, k: 0 },
    { code: Opcode.JumpEqual, jt: 2, jf: 0, k: 1 },
    { code: Opcode.LoadByte, jt: 0, jf: 0, k: 1 },
    { code: Opcode.JumpEqual, jt: 0, jf: 0, k: 2 },
    { code: Opcode.LoadByte, jt: 0, jf: 0, k: 2 },
    { code: Opcode.JumpEqual, jt: 0, jf: 1, k: 3 },
    { code: Opcode.ReturnConstant, jt: 0, jf: 0, k: 9 },
    { code: Opcode.ReturnConstant, jt: 0, jf: 0, k: 0 },
  ];
  const judge = toJavaScript(program);
  for (const bytes of [[1, 2, 3], [1, 2, 4], [4, 2, 3], [4, 4, 3], [4, 2, 1], [1, 2]]) {
    const [packet, length] = [Uint8Array.from(bytes), bytes.length];
    const expected = interpret(program, packet, 0, length, length);
    assertStrictEquals(judge(packet, 0, length, length), expected, `${bytes}`);
  }
});

for (
  const [text, demands, alternatives] of [
    ["ip6 and udp", 1, 0],
    ["tcp port 443", 1, 2],
    ["tcp port 80 or 443", 1, 2],
    ["tcp dst port 80 or 443", 1, 0], // one field
    ["tcp[tcpflags] & tcp-syn != 0 and src net 10.0.0.0/8", 1, 0],
    ["ip or ip6", 0, 0],
  ] as const
) {
  Deno.test(`javaScriptSource() of "${text}" joins tests in ${demands} and ${alternatives} branches`, () => {
    const source = javaScriptSource(compileFilter(text, ETHERNET).program);
    assertStrictEquals(source.split("if ((d | ").length - 1, demands, source);
    assertStrictEquals(source.split("if ((e | ").length - 1, alternatives, source);
  });
}

Deno.test("javaScriptSource() reads of a network only the bytes that its mask has", () => {
  const source = javaScriptSource(compileFilter("src net 10.0.0.0/8", ETHERNET).program);
  assertMatch(source, /a = bytes\[start \+ 26\] << 24;/);
});
