import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { FlowEngine, MAX_SUBSCRIBERS } from "../../../core/flow/engine.ts";
import type { Flow } from "../../../core/flow/flow.ts";
import {
  ACK,
  CLIENT,
  type End,
  FIN,
  follow,
  ip,
  Notebook,
  RST,
  SERVER,
  SYN,
  Talk,
  tcp,
  type Timed,
  udp,
} from "./_network.ts";

const CLIENT_6: End = { address: "2001:db8::1", port: 50_000 };
const SERVER_6: End = { address: "2001:db8::2", port: 53 };

/** What a conversation looks like at its end. */
function story(flow: Flow): string {
  return `${flow} ${flow.toServer.packets}/${flow.toClient.packets} ${flow.history} ` +
    `${flow.state ?? "-"} ${flow.endReason}`;
}

function at(ms: number, bytes: Uint8Array): Timed {
  return { ms, bytes };
}

const OVER = "tcp 192.0.2.1:50000 > 192.0.2.2:80";

for (
  const [does, frames, expected] of [
    [
      "tells a whole connection",
      new Talk().open().say(0, ACK, "a").say(1, ACK, "b").close().frames,
      [`${OVER} 5/3 ShADdFf closed closed`],
    ],
    [
      "tells a refused connection",
      new Talk().say(0, SYN).say(1, RST | ACK).frames,
      [`${OVER} 1/1 Sr refused reset`],
    ],
    [
      "tells an attempt without an answer",
      new Talk().say(0, SYN).frames,
      [`${OVER} 1/0 S attempted capture end`],
    ],
    [
      "tells a reset connection",
      new Talk().open().say(0, ACK, "a").say(1, RST).frames,
      [`${OVER} 3/2 ShADr reset reset`],
    ],
    [
      "tells who the server is by the port, where no SYN was seen",
      [at(1, tcp(SERVER, CLIENT, { sequence: 5, payload: "x" }))],
      [`${OVER} 0/1 d midstream capture end`],
    ],
    [
      "tells who the server is by a SYN's answer",
      [at(1, tcp({ ...SERVER, port: 50_001 }, CLIENT, { flags: SYN | ACK }))],
      ["tcp 192.0.2.1:50000 > 192.0.2.2:50001 0/1 h answered capture end"],
    ],
    [
      "takes the first SYN's sender for the client whatever the ports",
      new Talk(SERVER, CLIENT).open().frames,
      ["tcp 192.0.2.2:80 > 192.0.2.1:50000 2/1 ShA established capture end"],
    ],
    [
      "puts both directions of UDP together",
      [at(1, udp(CLIENT, SERVER, "a")), at(2, udp(SERVER, CLIENT, "b"))],
      ["udp 192.0.2.1:50000 > 192.0.2.2:80 1/1 Dd - capture end"],
    ],
    [
      "follows IPv6",
      [at(1, udp(CLIENT_6, SERVER_6, "a")), at(2, udp(SERVER_6, CLIENT_6, "b"))],
      ["udp [2001:db8::1]:50000 > [2001:db8::2]:53 1/1 Dd - capture end"],
    ],
    [
      "tells pings apart by their identifier",
      [
        at(1, ip(CLIENT, SERVER, 1, Uint8Array.of(8, 0, 0, 0, 0, 7, 0, 1))),
        at(2, ip(SERVER, CLIENT, 1, Uint8Array.of(0, 0, 0, 0, 0, 7, 0, 1))),
        at(3, ip(SERVER, CLIENT, 1, Uint8Array.of(0, 0, 0, 0, 0, 9, 0, 1))),
      ],
      [
        "icmp 192.0.2.1:9 > 192.0.2.2:9 0/1 d - capture end",
        "icmp 192.0.2.1:7 > 192.0.2.2:7 1/1 Dd - capture end",
      ],
    ],
    [
      "follows protocols without ports",
      [at(1, ip(CLIENT, SERVER, 89, new Uint8Array(20)))],
      ["ospf 192.0.2.1:0 > 192.0.2.2:0 1/0 D - capture end"],
    ],
    [
      "takes a packet to itself for one to the server",
      [at(1, udp(CLIENT, CLIENT, "a")), at(2, udp(CLIENT, CLIENT, "b"))],
      ["udp 192.0.2.1:50000 > 192.0.2.1:50000 2/0 D - capture end"],
    ],
    [
      "tells a new connection between the same ports from the old one",
      [
        ...new Talk().open().frames,
        ...new Talk(CLIENT, SERVER, [77_000, 1]).say(0, SYN).frames,
      ],
      [`${OVER} 2/1 ShA established reused`, `${OVER} 1/0 S attempted capture end`],
    ],
    [
      "takes a SYN that comes again for the same connection",
      new Talk().say(0, SYN).frames.flatMap((frame) => [frame, { ...frame, ms: 2000 }]),
      [`${OVER} 2/0 ST attempted capture end`],
    ],
    [
      "has nothing of a header that is cut",
      [at(1, udp(CLIENT, SERVER, "").subarray(0, 38))],
      [],
    ],
  ] as const
) {
  Deno.test(`FlowEngine ${does}`, async () => {
    const notebook = new Notebook({ flowEnd: story });
    await follow(frames, [notebook]);
    assertEquals(notebook.seen, [...expected]);
  });
}

Deno.test("FlowEngine ends conversations that are silent, in packet time", async () => {
  const other = { ...CLIENT, port: 1 };
  const notebook = new Notebook({
    flowEnd: ({ protocol, endReason, lastSeen }) => `${protocol} ${endReason} ${lastSeen}`,
  });
  const frames = [
    ...new Talk().open().close().frames,
    at(2000, udp(CLIENT, SERVER, "a")),
    at(2001, udp(SERVER, CLIENT, "b")),
    at(30_000, udp(other, SERVER, "c")),
    at(500_000, tcp(other, SERVER, { flags: SYN })),
  ];
  await follow(frames, [notebook]);
  assertEquals(notebook.seen, [
    "tcp closed 1005",
    "udp timeout 30000",
    "udp timeout 2001",
    "tcp capture end 500000",
  ]);
});

Deno.test("FlowEngine measures the handshake, and not one that was sent twice", async () => {
  const seen: (number | undefined)[] = [];
  const notebook = new Notebook({
    flowEnd: (flow) => {
      seen.push(flow.serverRoundTripMs, flow.clientRoundTripMs, flow.roundTripMs);
    },
  });
  const talk = new Talk();
  talk.say(0, SYN).ms += 29;
  talk.say(1, SYN | ACK).ms += 9;
  talk.say(0, ACK);
  await follow(talk.frames, [notebook]);
  const again = new Talk().say(0, SYN).frames;
  await follow([...again, ...again, ...new Talk().open().frames.slice(1)], [notebook]);
  assertEquals(seen, [30, 10, 40, undefined, 1, undefined]);
});

Deno.test("FlowEngine counts what was sent again, late, missed, and closed windows", async () => {
  const counts: unknown[] = [];
  const notebook = new Notebook({
    flowEnd({ toServer: { retransmissions, outOfOrder, missedBytes, zeroWindows }, history }) {
      counts.push({ retransmissions, outOfOrder, missedBytes, zeroWindows, history });
    },
  });
  const say = (ms: number, place: number, payload: string, window = 100) =>
    at(ms, tcp(CLIENT, SERVER, { sequence: 1001 + place, payload, window }));
  const acknowledge = (ms: number, place: number) =>
    at(ms, tcp(SERVER, CLIENT, { sequence: 5001, acknowledgment: 1001 + place }));
  await follow([
    ...new Talk().open().frames,
    say(1100, 0, "abc"),
    say(1200, 0, "abc"), // sent again
    say(1300, 6, "ghi"),
    say(1301, 3, "def"), // out of order
    say(1400, 8, "i"), // a keep-alive
    acknowledge(1500, 19), // ten bytes that nobody saw
    say(1600, 19, "x", 0),
    say(1601, 20, "", 0),
    say(1700, 20, "y"),
    say(1800, 21, "z", 0),
  ], [notebook]);
  assertEquals(counts, [
    { retransmissions: 1, outOfOrder: 1, missedBytes: 10, zeroWindows: 2, history: "ShADTGaW" },
  ]);
});

Deno.test("FlowEngine gives a filter's conversations from its first packet on", async () => {
  const fromServer = (bytes: Uint8Array, start: number) => bytes[start + 14 + 15] === 2;
  const all = new Notebook({ flowStart: (flow) => `${flow.history}` });
  const some = new Notebook(
    { flowStart: (flow) => flow.history, stream: ({ offset }) => `stream ${offset}` },
    fromServer,
  );
  const none = new Notebook({ flowStart: () => "never", flowEnd: () => "never" }, () => false);
  await follow(new Talk().open().say(0, ACK, "ab").close().frames, [all, some, none]);
  assertEquals([all.seen, some.seen, none.seen], [["S"], ["Sh", "stream 0"], []]);
});

Deno.test("FlowEngine does not look at frames that no filter accepts", async () => {
  const nobody = new Notebook({ flowEnd: () => "never" }, () => false);
  const engine = await follow(new Talk().open().frames, [nobody]);
  assertStrictEquals(engine.statistics.begun, 0);
});

Deno.test("FlowEngine refuses more subscribers than it has bits for", () => {
  const many = Array.from({ length: MAX_SUBSCRIBERS + 1 }, () => new Notebook({}));
  assertThrows(() => new FlowEngine(many), RangeError, "32 at most");
});

Deno.test("FlowEngine keeps established connections through a flood of SYNs", async () => {
  function* frames(): Generator<Timed> {
    for (let port = 1; port <= 50; port++) yield* new Talk({ ...CLIENT, port }).open().frames;
    for (let n = 0; n < 5000; n++) {
      const from = { address: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, port: 1024 };
      yield at(2000, tcp(from, SERVER, { flags: SYN }));
    }
  }
  const ends = new Map<string, number>();
  const notebook = new Notebook({
    flowEnd({ state, endReason }) {
      const key = `${state} ${endReason}`;
      ends.set(key, (ends.get(key) ?? 0) + 1);
    },
  });
  const engine = await follow(frames(), [notebook], { maxFlows: 200 });
  assertEquals(Object.fromEntries(ends), {
    "attempted evicted": 4850,
    "attempted capture end": 150,
    "established capture end": 50,
  });
  const { active, begun, evicted } = engine.statistics;
  assertEquals({ active, begun, evicted }, { active: 0, begun: 5050, evicted: 4850 });
});

Deno.test("FlowEngine finds every conversation among many, whatever goes and comes", async () => {
  const counts = new Map<string, number>();
  const frames: Timed[] = [];
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 3000; n++) {
      const from = { address: `10.0.${n >> 8}.${n & 255}`, port: 2000 + (n % 7) };
      frames.push(at(1000 + frames.length, udp(from, SERVER, "x")));
    }
  }
  const notebook = new Notebook({
    flowEnd: (flow) => void counts.set(`${flow}`, flow.toServer.packets),
  });
  const engine = await follow(frames, [notebook]);
  assertStrictEquals(engine.statistics.begun, 3000);
  assert([...counts.values()].every((packets) => packets === 3));
  assertStrictEquals(counts.size, 3000);
});

Deno.test("Flow.toJSON() gives plain data that stays", async () => {
  const kept: Record<string, unknown>[] = [];
  const notebook = new Notebook({ flowEnd: (flow) => void kept.push(flow.toJSON()) });
  await follow(new Talk().open().say(0, FIN | ACK).frames, [notebook]);
  const [{ client, protocol, state, history, vlan }] = kept;
  assertEquals({ client, protocol, state, history, vlan }, {
    client: { address: "192.0.2.1", port: 50_000 },
    protocol: "tcp",
    state: "closing",
    history: "ShAF",
    vlan: undefined,
  });
});
