import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type Address, defineAnalyzer, type Hooks, option, type Packet } from "whiff";
import { conversation, ethernet, packets, replay, ReusedError, START_SECONDS } from "whiff/testing";
import { MemoryOutput } from "../../../core/capture/byte_stream.ts";
import { LinkType } from "../../../core/capture/link_type.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { PcapWriter } from "../../../core/capture/pcap_writer.ts";
import { inDirectory } from "../../core/capture/_tools.ts";

const TWO = packets.repeat(
  2,
  "1s",
  (k) => ethernet().ipv4({ source: `10.0.0.${k + 1}` }).udp().dns({ name: `host${k}.example` }),
);

/** Runs one handler over {@linkcode TWO}. */
function over(packet: Hooks<undefined, Record<never, never>>["packet"]) {
  return replay(defineAnalyzer({ name: "a", on: { packet } }), TWO);
}

/** Uses of what was lent, after the handler has returned. */
const MISUSES:
  readonly (readonly [what: string, keep: (packet: Packet) => () => unknown, says: string])[] = [
    ["a packet", (packet) => () => packet.originalLength, "This packet has been reused"],
    ["a packet's method", (packet) => () => packet.keep(), "call packet.keep()"],
    ["a method taken out", ({ view }) => () => view("udp"), "This packet has been reused"],
    ["a view", ({ udp }) => () => udp!.destinationPort, "This view (Udp)"],
    ["an address", ({ ip }) => ip!.source.toString.bind(undefined), "call address.keep()"],
    ["a layer", ({ layers }) => () => layers[0].start, "This view (Ethernet)"],
    ["the innermost part", ({ innermost }) => () => innermost.ip, "This view (Innermost)"],
  ];

for (const [what, keep, says] of MISUSES) {
  Deno.test(`replay() throws when ${what} is used after the handler returned`, async () => {
    let use: (() => unknown) | undefined;
    const error = await assertRejects(() =>
      over((packet) => {
        use?.();
        use = keep(packet);
      }), ReusedError);
    assertStringIncludes(error.message, says);
  });
}

/** The hooks of conversations, each of which leaves behind a use of what it was lent. */
type Leaving = (leave: (use: () => unknown) => void) => Hooks<undefined, Record<never, never>>;

/** Uses of what hooks of conversations were lent, after the handler has returned. */
const FLOW_MISUSES: readonly (readonly [what: string, on: Leaving, says: string])[] = [
  [
    "a conversation",
    (leave) => ({ flowStart: (flow) => leave(() => flow.history) }),
    "This Flow is lent",
  ],
  [
    "a conversation at its end",
    (leave) => ({ flowEnd: (flow) => leave(() => flow.toJSON()) }),
    "This Flow is lent",
  ],
  [
    "a conversation whose service is known",
    (leave) => ({ service: (flow) => leave(() => flow.service) }),
    "This Flow is lent",
  ],
  [
    "an end of a conversation",
    (leave) => ({ flowStart: ({ client }) => leave(() => client.port) }),
    "This Endpoint is lent",
  ],
  [
    "an end's address",
    (leave) => ({ flowStart: ({ client: { address } }) => leave(() => `${address}`) }),
    "call address.keep()",
  ],
  [
    "a direction's counts",
    (leave) => ({ flowStart: ({ toServer }) => leave(() => toServer.packets) }),
    "This Traffic is lent",
  ],
  [
    "a chunk of a stream",
    (leave) => ({ stream: (chunk) => leave(() => chunk.bytes) }),
    "This StreamChunk is lent",
  ],
  [
    "a chunk's conversation",
    (leave) => ({ stream: ({ flow }) => leave(() => flow.id) }),
    "This Flow is lent",
  ],
  [
    "a message's conversation",
    (leave) => ({ http: ({ flow }) => leave(() => flow.id) }),
    "This Flow is lent",
  ],
  [
    "a conversation that is reached through a message",
    (leave) => ({ http: (exchange) => leave(() => exchange.flow.server) }),
    "This Flow is lent",
  ],
];

for (const [what, on, says] of FLOW_MISUSES) {
  Deno.test(`replay() throws when ${what} is used after the handler returned`, async () => {
    const uses: (() => unknown)[] = [];
    await replay(
      defineAnalyzer({ name: "a", on: on((use) => void uses.push(use)) }),
      conversation().send("GET / HTTP/1.1\r\n\r\n").answer("HTTP/1.1 204 x\r\n\r\n").close()
        .packets,
    );
    const error = assertThrows(uses[0], ReusedError);
    assertStringIncludes(error.message, says);
  });
}

Deno.test("replay() takes the bytes of a stream away when the next packet comes", async () => {
  const kept: Uint8Array[] = [];
  const analyzer = defineAnalyzer({
    name: "a",
    on: { stream: ({ bytes }) => void kept.push(bytes, bytes.slice()) },
  });
  await replay(analyzer, conversation().send("hello").close().packets);
  assertEquals(kept.map(({ length }) => length), [0, 5]);
});

Deno.test("replay() lets texts of a message be kept, and no address of it", async () => {
  const names: string[] = [], servers: Address[] = [];
  const analyzer = defineAnalyzer({
    name: "a",
    on: {
      dns(exchange) {
        names.push(exchange.name);
        servers.push(exchange.server);
      },
    },
  });
  const asked = ethernet().ipv4().udp().dns();
  const answered = ethernet().ipv4({ source: "192.0.2.2", destination: "192.0.2.1" }).udp()
    .dns({ answers: ["10.0.0.1"] });
  await replay(analyzer, [asked, answered]);
  assertEquals(names, ["example.com"]);
  assertThrows(() => servers[0].kind, ReusedError, "call address.keep()");
});

Deno.test("replay() takes kept bytes away when the next packet comes", async () => {
  const lengths: number[] = [];
  let kept: Uint8Array | undefined;
  await over((packet) => {
    if (kept !== undefined) lengths.push(kept.length);
    kept = packet.payload;
    lengths.push(kept.length);
  });
  const [first] = lengths;
  assertEquals(lengths, [first, 0, first]);
});

Deno.test("replay() leaves alone what a handler keeps as it should", async () => {
  const kept: Packet[] = [], addresses: Address[] = [], names: unknown[] = [];
  await over((packet) => {
    kept.push(packet.keep());
    addresses.push(packet.ip!.source.keep());
    names.push(packet.dns!.questions);
  });
  assertEquals(kept.map((packet) => packet.udp!.destinationPort), [53, 53]);
  assertEquals(addresses.map(String), ["10.0.0.1", "10.0.0.2"]);
  assertEquals(names.flat(), [
    { name: "host0.example", type: 1, class: 1 },
    { name: "host1.example", type: 1, class: 1 },
  ]);
});

Deno.test("replay() refuses to have a packet changed", async () => {
  await assertRejects(
    () => over((packet) => void (packet.originalLength = 1)),
    TypeError,
    "a packet is lent",
  );
});

Deno.test("replay() gives events, saved packets and the report", async () => {
  const analyzer = defineAnalyzer({
    name: "a",
    options: { text: option.text("x", "what to say") },
    state: () => ({ ticks: 0 }),
    on: {
      packet(packet, { alert, savePacket, options }) {
        alert("low", options.text);
        savePacket(packet, "it came");
      },
      every: { "100ms": ({ state }) => void state.ticks++ },
    },
    report: ({ state, elapsedMs }) => ({ title: `${state.ticks} in ${elapsedMs} ms` }),
  });
  const { report, events, saved, packets: count } = await replay(analyzer, TWO, {
    options: { text: "hello" },
  });
  // After a silence there is one tick, and then the next in time.
  assertStrictEquals(report?.title, "1 in 1000 ms");
  assertEquals(events.map((event) => [event.kind, event.timeMs]), [
    ["alert", START_SECONDS * 1000],
  ]);
  assertEquals(saved.map(({ packet, comment }) => [`${packet.ip!.source}`, comment]), [
    ["10.0.0.1", "a: it came"],
    ["10.0.0.2", "a: it came"],
  ]);
  assertStrictEquals(count, 2);
});

Deno.test("replay() throws what a handler throws", async () => {
  await assertRejects(
    () =>
      over(() => {
        throw new RangeError("mine");
      }),
    RangeError,
    "mine",
  );
});

Deno.test("replay() goes on when it is to be tolerant, as the host does", async () => {
  const analyzer = defineAnalyzer({
    name: "a",
    on: {
      packet() {
        throw new Error("always");
      },
    },
  });
  const many = packets.repeat(20, "1ms", () => ethernet().ipv4().udp());
  const { failures, packets: count } = await replay(analyzer, many, { tolerant: true });
  assertEquals(failures.map(({ quarantined }) => quarantined), [false, true]);
  assertStrictEquals(count, 10);
});

for (
  const [does, options, message] of [
    ["an option that is not there", { rowz: 1 }, "did you mean rows?"],
    ["a value out of bounds", { rows: 0 }, "a.rows=0"],
  ] as const
) {
  Deno.test(`replay() refuses ${does}`, async () => {
    const analyzer = defineAnalyzer({
      name: "a",
      options: { rows: option.integer(1, "rows", { min: 1 }) },
      on: { packet() {} },
    });
    await assertRejects(
      () => replay(analyzer, [], { options: options as Record<string, number> }),
      RangeError,
      message,
    );
  });
}

Deno.test("replay() obeys the capture filter and the analyzer's own", async () => {
  const analyzer = defineAnalyzer({ name: "a", filter: "udp", on: { packet() {} } });
  const { packets: count } = await replay(analyzer, [...TWO, ethernet().ipv4().tcp()], {
    filter: "host 10.0.0.2",
  });
  assertStrictEquals(count, 1);
});

for (
  const [whose, own, capture] of [["the analyzer", "tcp prot 8", ""], [
    "the capture",
    "",
    "tcp prot 8",
  ]]
) {
  Deno.test(`replay() refuses ${whose}'s filter when it is wrong, without a packet too`, async () => {
    const analyzer = defineAnalyzer({ name: "a", filter: own, on: { packet() {} } });
    await assertRejects(() => replay(analyzer, [], { filter: capture }), SyntaxError, "port?");
  });
}

for (
  const [does, filter, linkType, problem] of [
    ["802.11 cannot be filtered", "tcp", LinkType.Ieee80211, "802.11) cannot be filtered"],
    [
      "there is no Ethernet",
      "ether host 1:2:3:4:5:6",
      LinkType.Raw,
      "only Ethernet has link-layer",
    ],
  ] as const
) {
  Deno.test(`replay() says what to do where ${does} for an analyzer`, async () => {
    const analyzer = defineAnalyzer({ name: "a", filter, on: { packet() {} } });
    const error = await assertRejects(() => replay(analyzer, TWO, { linkType }), SyntaxError);
    assertStringIncludes(error.message, problem);
    assertStringIncludes(error.message, "leave out its filter to have them, or replay with");
  });

  Deno.test(`replay() gives a tolerant analyzer nothing where ${does}`, async () => {
    const filtered = defineAnalyzer({ name: "a", filter, on: { packet() {} } });
    const unfiltered = defineAnalyzer({ name: "b", on: { packet() {} } });
    for (const [analyzer, expected] of [[filtered, 0], [unfiltered, TWO.length]] as const) {
      const { packets: count } = await replay(analyzer, TWO, { linkType, tolerant: true });
      assertStrictEquals(count, expected);
    }
  });
}

Deno.test("replay() refuses what is no filter, tolerant or not", async () => {
  const analyzer = defineAnalyzer({ name: "a", filter: "prot 80", on: { packet() {} } });
  const options = { linkType: LinkType.Ieee80211, tolerant: true };
  await assertRejects(() => replay(analyzer, TWO, options), SyntaxError, "port?");
});

Deno.test("replay() reads a capture file", async () => {
  const source = new MemorySource(TWO);
  const output = new MemoryOutput();
  const writer = new PcapWriter(output, source.interfaces[0]);
  for await (const batch of source) while (batch.next()) writer.write(batch);
  writer.close();
  await inDirectory(async (directory) => {
    Deno.writeFileSync(`${directory}/two.pcap`, Uint8Array.from(output.bytes()));
    const analyzer = defineAnalyzer({ name: "a", on: { packet: (p, { log }) => log(p.path) } });
    const { events } = await replay(analyzer, `${directory}/two.pcap`);
    assertEquals(events.map((event) => event.kind === "log" && event.text), [
      "ethernet:ipv4:udp:dns",
      "ethernet:ipv4:udp:dns",
    ]);
  });
});
