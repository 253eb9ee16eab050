import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { Accepts } from "../../../core/dispatcher.ts";
import { compileFilter } from "../../../core/filter/mod.ts";
import {
  CLIENT,
  ethernet,
  follow,
  ip,
  Notebook,
  random,
  SERVER,
  type Timed,
  udpDatagram,
} from "./_network.ts";
import { fragment4, fragment6 } from "./_pieces.ts";

const TEXT = "0123456789abcdefghijklmnopqrstuvwxyz";
const WHOLE = udpDatagram(CLIENT, SERVER, new TextEncoder().encode(TEXT));

/** Fragments of one datagram by place; the one that reaches its end is the last. */
function fragments(
  make: typeof fragment4,
  places: readonly (readonly [from: number, to: number])[],
  whole = WHOLE,
): Timed[] {
  return places.map(([from, to], index) => ({
    bytes: make(7, from, to < whole.length, whole.subarray(from, to)),
    ms: 1000 + index,
  }));
}

/** What of a conversation tells whether datagrams came whole. */
function summary() {
  return new Notebook({
    flowEnd: ({ toServer: { packets, payloadBytes }, server }) =>
      `${server.port} ${packets} ${payloadBytes}`,
  });
}

for (
  const [does, places, expected] of [
    ["puts fragments together", [[0, 16], [16, 44]], ["2 36"]],
    ["puts them together in any order", [[32, 44], [0, 16], [16, 32]], ["3 36"]],
    ["ignores a fragment that comes twice", [[0, 16], [0, 16], [8, 16], [16, 44]], ["4 36"]],
    ["has nothing before the last one has come", [[0, 16], [16, 40]], []],
    ["gives up a datagram whose fragments overlap", [[0, 24], [16, 44], [24, 44]], []],
    ["gives up a teardrop", [[0, 40], [8, 44]], []],
  ] as const
) {
  for (const make of [fragment4, fragment6]) {
    const version = make === fragment4 ? "IPv4" : "IPv6";
    Deno.test(`FlowEngine ${does}, ${version}`, async () => {
      const notebook = summary();
      const engine = await follow(fragments(make, places), [notebook]);
      const port = make === fragment4 ? SERVER.port : 80;
      assertEquals(notebook.seen, expected.map((text) => `${port} ${text}`));
      if (expected.length > 0) assertStrictEquals(engine.statistics.fragmentBytes, 0);
    });
  }
}

Deno.test("FlowEngine gives up a datagram that would be too long", async () => {
  const last = fragment4(7, 65_528, false, new Uint8Array(16));
  const engine = await follow([{ bytes: last, ms: 1 }], [summary()]);
  const { droppedDatagrams, fragmentBytes } = engine.statistics;
  assertEquals([droppedDatagrams, fragmentBytes], [1, 0]);
});

Deno.test("FlowEngine gives up a datagram after thirty seconds", async () => {
  const [first, second] = fragments(fragment4, [[0, 16], [16, 44]]);
  const notebook = summary();
  const engine = await follow([first, { ...second, ms: 40_000 }], [notebook]);
  assertEquals(notebook.seen, []);
  assertStrictEquals(engine.statistics.droppedDatagrams, 1);
});

Deno.test("FlowEngine keeps fragments within their bound, the oldest go first", async () => {
  const frames: Timed[] = [];
  for (let id = 0; id < 1000; id++) {
    frames.push({ bytes: fragment4(id, 0, true, new Uint8Array(64)), ms: id });
  }
  frames.push({ bytes: fragment4(999, 64, false, new Uint8Array(8)), ms: 1000 });
  frames.push({ bytes: fragment4(0, 64, false, new Uint8Array(8)), ms: 1000 });
  const notebook = summary();
  const engine = await follow(frames, [notebook], { maxFragmentBytes: 10_000 });
  assertEquals(notebook.seen, ["0 2 64"]);
  assert(engine.statistics.fragmentBytes <= 10_000);
  assert(engine.statistics.droppedDatagrams > 900);
});

Deno.test("FlowEngine gives whole datagrams to who accepted one of their fragments", async () => {
  // As a filter by port does: only the first fragment has the ports.
  const isFirstToServer = (bytes: Uint8Array, start: number) =>
    bytes[start + 14 + 7] === 0 && bytes[start + 14 + 20 + 3] === SERVER.port;
  const starts = new Notebook({ flowStart: (flow) => `${flow}` }, isFirstToServer);
  await follow(fragments(fragment4, [[0, 16], [16, 44]]), [starts]);
  assertEquals(starts.seen, ["udp 192.0.2.1:50000 > 192.0.2.2:80"]);
});

for (
  const [does, filter, expected] of [
    ["by its ports, which no fragment of IPv6 shows", "udp port 80", ["80 2 36"]],
    ["by its length", "greater 95", ["80 2 36"]],
    ["not by other ports", "udp port 53", []],
  ] as const
) {
  Deno.test(`FlowEngine gives a whole datagram to whose filter takes it, ${does}`, async () => {
    const { matches } = compileFilter(filter, { linkType: 1 });
    const accepts: Accepts = (...frame) => matches(...frame) !== 0;
    const ends = new Notebook(summary().hooks, accepts);
    await follow(fragments(fragment6, [[0, 16], [16, 44]]), [ends]);
    assertEquals(ends.seen, [...expected]);
  });
}

Deno.test("FlowEngine puts a fragmented tunnel together and what is fragmented in it", async () => {
  const inner = fragments(fragment4, [[0, 16], [16, 44]]).map(({ bytes }) => bytes.subarray(14));
  const frames = inner.flatMap((packet, index) => {
    const outer = (offset: number, end: number) => {
      const frame = ethernet(
        0x0800,
        ip(CLIENT, SERVER, 4, packet.subarray(offset, end)).subarray(14),
      );
      const view = new DataView(frame.buffer, 14);
      view.setUint16(4, 100 + index);
      view.setUint16(6, (end < packet.length ? 0x2000 : 0) | (offset >> 3));
      return { bytes: frame, ms: 1000 + index };
    };
    return [outer(0, 24), outer(24, packet.length)];
  });
  const notebook = summary();
  await follow(frames, [notebook]);
  assertEquals(notebook.seen, ["80 4 36"]);
});

Deno.test("FlowEngine gives back a datagram however it was cut, ordered and repeated", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const below = random(seed);
    const whole = udpDatagram(CLIENT, SERVER, new Uint8Array(8 * (1 + below(400))));
    const places: [number, number][] = [];
    for (let at = 0; at < whole.length;) {
      const to = Math.min(whole.length, at + 8 * (1 + below(20)));
      places.push([at, to]);
      at = to;
    }
    // The whole comes once, so what is repeated has to come before its end.
    const order = places.map((place) => ({ place, at: below(1000) })).sort((a, b) => a.at - b.at);
    const list = order.map(({ place }) => place);
    list.unshift(...list.slice(0, below(list.length)));
    const notebook = summary();
    await follow(fragments(seed % 2 ? fragment4 : fragment6, list, whole), [notebook]);
    assertEquals(notebook.seen, [`80 ${list.length} ${whole.length - 8}`], `seed ${seed}`);
  }
});
