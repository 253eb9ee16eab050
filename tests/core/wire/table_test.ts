import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { PROTOCOLS } from "../../../core/wire/mod.ts";
import { TCP_PORT, UDP_PORT } from "../../../core/wire/select.ts";
import { ProtocolRegistry } from "../../../core/wire/table.ts";
import { Udp } from "../../../core/wire/udp.ts";
import { probeText, Verdict } from "../../../core/wire/verdict.ts";

const BUILT_IN = new ProtocolRegistry(PROTOCOLS);

/** The protocols that take this payload for theirs, among those that are asked. */
function takers(asked: readonly { name: string; looks?: ReturnType<typeof probeText> }[]) {
  return (payload: Uint8Array) =>
    asked.filter(({ looks }) => looks?.(payload, 0, payload.length) === Verdict.Yes)
      .map(({ name }) => name);
}

for (const [over, carrier] of [["UDP", UDP_PORT], ["TCP", TCP_PORT]] as const) {
  Deno.test(`ProtocolRegistry.candidates() leaves out nobody who would say yes over ${over}`, () => {
    const all = BUILT_IN.protocols.filter((row) => row?.looksOver?.includes(carrier));
    // A small generator of our own, so that every run asks the same.
    let seed = 1;
    const random = () => (seed = Math.imul(seed, 0x41c64e6d) + 12345 >>> 0) >>> 24;
    for (let round = 0; round < 20_000; round++) {
      const payload = Uint8Array.from({ length: 1 + random() % 60 }, random);
      const fewer = BUILT_IN.candidates(carrier, payload[0]);
      assertEquals(takers(fewer)(payload), takers(all)(payload));
    }
  });
}

Deno.test("ProtocolRegistry.candidates() are one or two for most first bytes", () => {
  for (const carrier of [UDP_PORT, TCP_PORT]) {
    let few = 0;
    for (let byte = 0; byte < 256; byte++) {
      if (BUILT_IN.candidates(carrier, byte).length <= 2) few++;
    }
    assert(few >= 140, `${few} of 256`);
  }
});

Deno.test("ProtocolRegistry.candidates() knows a protocol that is added later", () => {
  const registry = new ProtocolRegistry({});
  assertEquals(registry.candidates(UDP_PORT, 0x53), []);
  const row = { view: Udp, over: [], lazy: true, looks: probeText("SSH-"), looksOver: [UDP_PORT] };
  registry.add("ssh", { ...row, lazy: true });
  assertStrictEquals(registry.candidates(UDP_PORT, 0x53)[0].name, "ssh");
  assertEquals(registry.candidates(UDP_PORT, 0x54), []);
  assertEquals(registry.candidates(TCP_PORT, 0x53), []);
});

for (
  const [what, rows, expected] of [
    ["of a protocol that is decoded at once", [{ over: [TCP_PORT | 9] }], [1, 0]],
    ["of an application", [{ over: [TCP_PORT | 9], lazy: true }], [0, 0]],
    [
      "of a protocol in an application's place",
      [{ over: [TCP_PORT | 9], lazy: true }, { over: [TCP_PORT | 10] }],
      [1, 1],
    ],
    [
      "of an application in a protocol's place",
      [{ over: [TCP_PORT | 9] }, { over: [TCP_PORT | 10], lazy: true }],
      [0, 0],
    ],
  ] as const
) {
  Deno.test(`ProtocolRegistry.eagerBits tell the numbers ${what}`, () => {
    const registry = new ProtocolRegistry({});
    for (const row of rows) registry.add("mine", { view: Udp, ...row });
    const bits = [9, 10].map((port) =>
      registry.eagerBits[(TCP_PORT | port) >> 3] >> (port & 7) & 1
    );
    assertEquals(bits, [...expected]);
    const copy = new ProtocolRegistry({});
    copy.become(registry);
    assertEquals(copy.eagerBits, registry.eagerBits);
  });
}
