// tests/core/filter/program_test.ts: programs as bytes, as text, and what makes one invalid.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  compileFilter,
  DROP_ALL,
  encodeProgram,
  interpret,
  invalidity,
} from "../../../core/filter/mod.ts";
import { toJavaScript, unionFilters } from "../../../core/filter/mod.ts";
import type { BpfProgram } from "../../../core/filter/mod.ts";
import { ARP, QUERY, WEB, WEB_IN_5 } from "./frames.ts";

const ETHERNET = { linkType: 1 };

Deno.test("encodeProgram() writes struct sock_filter in this machine's byte order", () => {
  const bytes = encodeProgram([{ code: 0x15, jt: 2, jf: 3, k: 0x01020304 }]);
  const view = new DataView(bytes.buffer);
  const native = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  assertEquals([view.getUint16(0, native), bytes[2], bytes[3], view.getUint32(4, native)], [
    0x15,
    2,
    3,
    0x01020304,
  ]);
});

Deno.test("DROP_ALL accepts nothing", () => {
  assertStrictEquals(interpret(DROP_ALL, WEB, 0, WEB.length, WEB.length), 0);
  assertStrictEquals(invalidity(DROP_ALL), undefined);
});

const RETURN = { code: 0x06, jt: 0, jf: 0, k: 0 };
for (
  const [problem, program] of [
    ["it is empty", []],
    ["unknown code 255", [{ code: 0xff, jt: 0, jf: 0, k: 0 }, RETURN]],
    ["jumps out", [{ code: 0x15, jt: 5, jf: 0, k: 0 }, RETURN]],
    ["jumps out", [{ code: 0x05, jt: 0, jf: 0, k: 9 }, RETURN]],
    ["jumps out", [RETURN, { code: 0x05, jt: 0, jf: 0, k: 0xffff_fff0 }, RETURN]],
    ["uses scratch cell 16", [{ code: 0x02, jt: 0, jf: 0, k: 16 }, RETURN]],
    ["divides by zero", [{ code: 0x34, jt: 0, jf: 0, k: 0 }, RETURN]],
    ["does not end with a return", [{ code: 0x00, jt: 0, jf: 0, k: 0 }]],
  ] as const
) {
  Deno.test(`invalidity() tells that a program ${problem}`, () => {
    assert(invalidity(program)?.includes(problem), invalidity(program));
  });
}

Deno.test("Filter prints as tcpdump -d, -dd and -ddd", () => {
  // Agreed with tcpdump 4.99.3 and libpcap 1.10.3.
  const filter = compileFilter("ip or len = 5", ETHERNET);
  assertStrictEquals(
    String(filter),
    "(000) ldh      [12]\n(001) jeq      #0x800           jt 4\tjf 2\n(002) ld       #pktlen\n" +
      "(003) jeq      #0x5             jt 4\tjf 5\n(004) ret      #262144\n(005) ret      #0",
  );
  assertStrictEquals(
    filter.toC(),
    "{ 0x28, 0, 0, 0x0000000c },\n{ 0x15, 2, 0, 0x00000800 },\n{ 0x80, 0, 0, 0x00000000 },\n" +
      "{ 0x15, 0, 1, 0x00000005 },\n{ 0x6, 0, 0, 0x00040000 },\n{ 0x6, 0, 0, 0x00000000 },",
  );
  assertStrictEquals(
    filter.toDecimal(),
    "6\n40 0 0 12\n21 2 0 2048\n128 0 0 0\n21 0 1 5\n6 0 0 262144\n6 0 0 0",
  );
});

Deno.test("Filter.explain() says the program in words", () => {
  assertStrictEquals(
    compileFilter("ip proto 6 and src host 10.0.0.1", ETHERNET).explain(),
    "1. Is the EtherType (2 bytes at 12) 0x800, IPv4? If so go to 2, else reject.\n" +
      "2. Is the IPv4 protocol (the byte at 23) 6, TCP? If so go to 3, else reject.\n" +
      "3. Is the IPv4 source (4 bytes at 26) 10.0.0.1? If so accept, else reject.",
  );
});

Deno.test("compileFilter() reaches targets farther than 255 instructions away", () => {
  const text = Array.from({ length: 400 }, (_, id) => `tcp[${id % 16}] = ${id >>> 4}`).join(" or ");
  const { program } = compileFilter(`arp or ${text}`, ETHERNET);
  assert(program.some(({ code }) => code === 0x05), "there is a jump");
  assertStrictEquals(invalidity(program), undefined);
  assert(interpret(program, ARP, 0, ARP.length, ARP.length) !== 0);
  assert(interpret(program, WEB, 0, WEB.length, WEB.length) !== 0);
  assertStrictEquals(interpret(program, QUERY, 0, QUERY.length, QUERY.length), 0);
});

/** A random program that may run: all jumps forward, all cells there. */
function randomProgram(random: () => number): BpfProgram {
  const below = (limit: number) => Math.floor(random() * limit);
  const codes = [
    0x00,
    0x20,
    0x28,
    0x30,
    0x40,
    0x48,
    0x50,
    0x60,
    0x80,
    0x01,
    0x61,
    0x81,
    0xb1,
    0x02,
  ];
  codes.push(
    0x03,
    0x04,
    0x0c,
    0x14,
    0x1c,
    0x24,
    0x2c,
    0x34,
    0x3c,
    0x44,
    0x4c,
    0x54,
    0x5c,
    0x64,
    0x6c,
  );
  codes.push(
    0x74,
    0x7c,
    0x84,
    0x94,
    0x9c,
    0xa4,
    0xac,
    0x07,
    0x87,
    0x15,
    0x1d,
    0x25,
    0x2d,
    0x35,
    0x45,
  );
  codes.push(0x15, 0x25, 0x45, 0x05, 0x06, 0x16);
  const length = 3 + below(30);
  const program = Array.from({ length }, (_, at) => {
    const left = length - at - 1;
    const code = codes[below(codes.length)];
    const memory = [0x60, 0x61, 0x02, 0x03].includes(code);
    const k = code === 0x05
      ? below(left + 1)
      : memory
      ? below(16)
      : [below(60), 1 + below(40), 0xffff_ffff - below(3), 0x8000_0000, 1][below(5)];
    const nonZero = (code === 0x34 || code === 0x94) && k === 0 ? 1 : k;
    return {
      code,
      jt: below(Math.min(left, 200) + 1),
      jf: below(Math.min(left, 200) + 1),
      k: nonZero,
    };
  });
  return [...program, RETURN];
}

Deno.test("toJavaScript() agrees with interpret() on random valid programs and bytes", () => {
  let state = 42;
  // A linear congruential generator (Numerical Recipes), the same in every run.
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let count = 0; count < 3000; count++) {
    const program = randomProgram(random);
    assertStrictEquals(invalidity(program), undefined);
    const judge = toJavaScript(program);
    for (let each = 0; each < 6; each++) {
      const bytes = Uint8Array.from({ length: 80 }, () => random() * 256);
      const [start, captured] = [Math.floor(random() * 10), Math.floor(random() * 70)];
      const original = [captured, 0xffff_ffff, 70][each % 3];
      const expected = interpret(program, bytes, start, captured, original);
      assertStrictEquals(
        judge(bytes, start, captured, original),
        expected,
        JSON.stringify(program),
      );
    }
  }
});

for (
  const [texts, taken, left] of [
    [["tcp port 80", "arp"], [WEB, ARP], [QUERY]],
    [["udp", "vlan 5"], [QUERY, WEB_IN_5], [WEB, ARP]],
    // The first cannot be decided on a short packet, which the second wants.
    [["ether[60] = 0", "arp"], [ARP], [QUERY.subarray(0, 50)]],
    [["len / ip[9] = 100", "ip6"], [QUERY], [ARP]],
    [["ip"], [WEB], [ARP]],
  ] as const
) {
  Deno.test(`unionFilters() takes what one of ${texts.join(" | ")} takes`, () => {
    const program = unionFilters(texts.map((text) => compileFilter(text, ETHERNET)), 96);
    assertStrictEquals(invalidity(program), undefined);
    const verdicts = (packets: readonly Uint8Array[]) =>
      packets.map((packet) => interpret(program, packet, 0, packet.length, packet.length));
    assertEquals(verdicts(taken), taken.map(() => 96));
    assertEquals(verdicts(left), left.map(() => 0));
  });
}
