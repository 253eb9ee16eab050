// tests/core/filter/parser_test.ts: texts and their trees; the second column is libpcap's reading.
import { assertStrictEquals, assertThrows } from "@std/assert";
import { parseFilter } from "../../../core/filter/parser.ts";
import { printTree } from "../../../core/filter/tree_printer.ts";

for (
  const [text, tree] of [
    ["tcp or udp and port 53", "((tcp or udp) and port 53)"],
    ["not tcp and udp", "(not tcp and udp)"],
    ["! tcp && ! udp || arp", "((not tcp and not udp) or arp)"],
    ["tcp port 80 or 443", "(tcp port 80 or tcp port 443)"],
    ["port (80 or 443)", "(port 80 or port 443)"],
    ["port not 80", "not port 80"],
    ["host 10.1.2.3 and not 10.1.2.77", "(host 10.1.2.3 and not host 10.1.2.77)"],
    ["port 80 and (tcp) or 443", "((port 80 and tcp) or port 443)"],
    ["src or dst port 80", "src or dst port 80"],
    ["vlan (5)", "vlan 5"],
    ["net 10.0.0.0 mask 255.0.0.0", "net 10.0.0.0 mask 255.0.0.0"],
    ["ip[0] + 1 * 2 = 5", "(ip[0] + (1 * 2)) = 5"],
    ["7 % 4 + 2 = 5", "(7 % (4 + 2)) = 5"],
    ["2 * 7 % 4 = 6", "(2 * (7 % 4)) = 6"],
    ["- 1 + 2 = 1", "(-1 + 2) = 1"],
    ["1 | 2 & 3 << 4 = 1", "(1 | (2 & (3 << 4))) = 1"],
    ["(80) = len", "80 = len"],
    ["port 80 or 443 = len", "(port 80 or 443 = len)"],
    ["len -14 > 0", "(len - 14) > 0"],
    ["tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "(tcp[13] & (2 | 1)) != 0"],
  ]
) {
  Deno.test(`parseFilter() reads "${text}" as ${tree}`, () => {
    assertStrictEquals(printTree(parseFilter(text, true)), tree);
  });
}

Deno.test("parseFilter() gives % and ^ the precedence of C in our own meaning", () => {
  assertStrictEquals(printTree(parseFilter("7 % 4 + 2 = 5")), "((7 % 4) + 2) = 5");
  assertStrictEquals(printTree(parseFilter("1 ^ 2 | 4 & 5 = 7")), "((1 ^ 2) | (4 & 5)) = 7");
});

for (
  const text of [
    "ip 10.1.2.3",
    "10.1.2.3",
    "80",
    "tcp and",
    "and tcp",
    "tcp & udp",
    "tcp == 1",
    "()",
    "(tcp",
    "tcp)",
    "host ((1.2.3.4))",
    "vlan (5 or 100)",
    "(port 80) or 443",
    "port 80 and tcp or 443",
    "src dst port 80",
    "ip proto tcp",
    "gateway",
    "TCP",
    "len-14 > 0",
    "portrange 80 - 90",
    "ip[0:len] = 0",
    "net 10/8",
    "host 1::2::3",
    "len > 017777777777",
    "len > 08",
    "len > 4294967296",
    "port 80 – 443",
    "# tcp",
  ]
) {
  Deno.test(`parseFilter() refuses "${text}", as libpcap does`, () => {
    assertThrows(() => parseFilter(text, true), SyntaxError);
    assertThrows(() => parseFilter(text, false), SyntaxError);
  });
}

Deno.test("parseFilter() reads its own trees to the same tree", () => {
  for (const text of ["tcp port 80 or 443 and not vlan 5", "ip[2:2] * - 3 + 1 > tcp[0] | len"]) {
    const tree = printTree(parseFilter(text));
    assertStrictEquals(printTree(parseFilter(tree)), tree);
  }
});
