import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  defineAnalyzer,
  defineProtocol,
  Fault,
  field,
  type Packet,
  type PluginProtocol,
  truncated,
  View,
} from "whiff";
import { ethernet, type PacketBuilder, replay } from "whiff/testing";
import { BUILT_IN, Packet as HostPacket } from "../../core/packet.ts";
import { resolveField } from "../../core/output/fields.ts";
import { guardProtocol, registryWith } from "../../plugins/protocol.ts";
import type { ProtocolFailure } from "../../plugins/protocol_guard.ts";
import { PluginError } from "../../plugins/plugin_error.ts";

const FIELDS = {
  kind: field.bits(0, 0xf0, "what it is"),
  on: field.flag(0, 0x01, "it shines"),
  level: field.u16(1, "brightness"),
  owner: field.ipv4(3, "whose it is"),
  room: field.text(7, "where it stands"),
} as const;

const BYTES = Uint8Array.of(0x51, 0x01, 0x02, 10, 0, 0, 9, ...new TextEncoder().encode("hall\0x"));

const lamp = defineProtocol({
  name: "lamp",
  over: { udp: [4242, 4243] },
  fields: FIELDS,
  check: ({ kind }) => kind === 5,
  summary: ({ on, level, room }) => `Lamp ${room} ${on ? level : "off"}`,
});

/** The packet as a run with those protocols decodes it. */
function decoded(packet: PacketBuilder, ...protocols: readonly PluginProtocol[]): Packet {
  return new HostPacket(registryWith(protocols)).setBytes(packet.bytes);
}

const overUdp = (port: number, bytes = BYTES) =>
  ethernet().ipv4().udp({ destinationPort: port }).payload(bytes);

Deno.test("defineProtocol() gives fields with their types", () => {
  const packet = decoded(overUdp(4243), lamp);
  const view = lamp.of(packet)!;
  const { kind, on, level, room }: { kind: number; on: boolean; level: number; room: string } =
    view;
  assertEquals([kind, on, level, `${view.owner}`, room], [5, true, 258, "10.0.0.9", "hall"]);
});

Deno.test("defineProtocol() puts the protocol among the layers, in JSON and in --fields", () => {
  const packet = decoded(overUdp(4242), lamp);
  assertStrictEquals(packet.path, "ethernet:ipv4:udp:lamp");
  assertEquals(packet.view("lamp")!.toJSON(), {
    kind: 5,
    on: true,
    level: 258,
    owner: "10.0.0.9",
    room: "hall",
  });
  assertStrictEquals(packet.application!.summary(1), "Lamp hall 258");
  const values: unknown[] = [];
  resolveField("lamp.level", packet.registry).read(packet, values);
  assertEquals(values, [258]);
});

Deno.test("defineProtocol() writes what a packet says so that a terminal is safe from it", () => {
  const bytes = Uint8Array.of(0x51, 0, 1, 0, 0, 0, 0, 0x1b, 0x5b);
  assertStrictEquals(lamp.of(decoded(overUdp(4242, bytes), lamp))!.summary(1), "Lamp \\x1b[ 1");
});

Deno.test("defineProtocol() leaves bytes that it does not allow to others", () => {
  const packet = decoded(overUdp(4242, BYTES.with(0, 0x41)), lamp);
  assertStrictEquals(packet.path, "ethernet:ipv4:udp");
});

for (let length = 0; length < 7; length++) {
  Deno.test(`defineProtocol() takes no ${length} of the seven bytes that it needs`, () => {
    const packet = decoded(overUdp(4242, BYTES.subarray(0, length)), lamp);
    assertStrictEquals(lamp.of(packet), undefined);
  });
}

for (
  const [what, over, packet, path] of [
    [
      "a TCP port",
      { tcp: 4242 },
      ethernet().ipv4().tcp({ destinationPort: 4242 }),
      "ipv4:tcp:near",
    ],
    ["an EtherType", { etherType: 0x88b5 }, ethernet({ etherType: 0x88b5 }), "near"],
    ["an IP protocol", { ipProtocol: 253 }, ethernet().ipv6(), "ipv6:near"],
    [
      "a built-in protocol's port",
      { udp: 53 },
      ethernet().ipv4().udp({ sourcePort: 53 }),
      "ipv4:udp:near",
    ],
  ] as const
) {
  Deno.test(`defineProtocol() decodes over ${what}`, () => {
    const near = defineProtocol({ name: "near", over, fields: { first: field.u8(0, "first") } });
    const made = decoded(packet.payload(Uint8Array.of(7, 8)), near);
    assertStrictEquals(made.path, `ethernet:${path}`);
    assertStrictEquals(near.of(made)!.first, 7);
  });
}

Deno.test("defineProtocol() finds by its look what no port tells", () => {
  const magic = defineProtocol({
    name: "magic",
    looks: (payload) => payload[0] === 0xca && payload[1] === 0xfe,
    fields: { rest: field.bytes(2, "the rest") },
  });
  const found = decoded(overUdp(9999, Uint8Array.of(0xca, 0xfe, 3)), magic);
  assertEquals(magic.of(found)!.rest, Uint8Array.of(3));
  assertStrictEquals(magic.of(decoded(overUdp(9999, Uint8Array.of(0xca)), magic)), undefined);
});

/** A view of one's own: a header of one byte, then whatever it says. */
class Wrapper extends View {
  static override readonly title = "Wrapper";
  static override readonly specification = "this test";
  static override readonly fields = {};

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < 1) return truncated("next", 1);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + 1;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = 2 << 16 | 0x0800;
    return Fault.None;
  }
}

Deno.test("defineProtocol() takes a view of one's own, and goes on above it", () => {
  const wrapper = defineProtocol({ name: "wrapper", over: { etherType: 0x88b5 }, view: Wrapper });
  const inner = ethernet().ipv4().udp().bytes.subarray(14);
  const packet = decoded(
    ethernet({ etherType: 0x88b5 }).payload(Uint8Array.of(9, ...inner)),
    wrapper,
  );
  assertStrictEquals(packet.path, "ethernet:wrapper:ipv4:udp");
  assertStrictEquals(wrapper.of(packet)!.payload.length, inner.length);
});

Deno.test("defineAnalyzer() with protocols decodes them, and those of other plugins by name", async () => {
  const analyzer = defineAnalyzer({
    name: "a",
    protocols: [lamp],
    on: { packet: (packet, { log }) => log(packet.path, { level: lamp.of(packet)?.level }) },
  });
  const { events } = await replay(analyzer, [overUdp(4242)]);
  assertEquals(events.map((event) => event.kind === "log" && [event.text, event.fields]), [
    ["ethernet:ipv4:udp:lamp", { level: 258 }],
  ]);
});

Deno.test("registryWith() leaves the built-in protocols as they are", () => {
  registryWith([lamp]);
  assertStrictEquals(BUILT_IN.byName("lamp"), undefined);
  assertStrictEquals(registryWith([]), BUILT_IN);
  assertStrictEquals(registryWith([lamp, lamp]).byName("lamp")?.view, lamp.row.view);
});

Deno.test("field gives numbers a unit where they have one", () => {
  const [age, part, plain] = [
    field.u16(0, "age", "seconds"),
    field.bits(0, 1, "x", "ms"),
    FIRST.first,
  ];
  assertEquals([age, part, plain].map((one) => one.field), [
    { type: "integer", meaning: "age", unit: "seconds" },
    { type: "integer", meaning: "x", unit: "ms" },
    { type: "integer", meaning: "first" },
  ]);
});

Deno.test("PluginProtocol.of() says so where nobody decodes the protocol", () => {
  const packet = decoded(overUdp(4242), lamp);
  assertStrictEquals(lamp.of(packet)?.level, 258);
  const other = defineProtocol({ name: "other", over: { udp: 4242 }, fields: FIRST });
  assertThrows(() => other.of(packet), TypeError, "name it in an analyzer's `protocols`");
});

Deno.test("defineProtocol() throws on what its functions throw, while no host listens", () => {
  const failing = defineProtocol({
    name: "failing",
    over: { udp: 4242 },
    fields: FIRST,
    check() {
      throw new Error("dark");
    },
  });
  assertThrows(() => failing.of(decoded(overUdp(4242), failing)), Error, "dark");
});

for (
  const [does, ports, left] of [
    ["ten times in a row", [4242], 10],
    ["a hundred times in ten thousand", [4242, 4243], 100],
  ] as const
) {
  Deno.test(`guardProtocol() sets a protocol aside that throws ${does}`, () => {
    const failing = defineProtocol({
      name: "failing",
      over: { udp: ports },
      fields: FIRST,
      check({ bytes, start }) {
        // The low byte of the destination port, which stands before length and checksum.
        if (bytes[start - 5] === (4242 & 0xff)) throw new Error("dark");
        return true;
      },
    });
    const failures: ProtocolFailure[] = [];
    guardProtocol(failing, (failure) => void failures.push(failure));
    for (let round = 0; round < 200; round++) {
      for (const port of ports) failing.of(decoded(overUdp(port), failing));
    }
    assertStrictEquals(failures.length, left);
    assertEquals(failures.filter(({ isNews }) => isNews).map(({ quarantined }) => quarantined), [
      false,
      true,
    ]);
    assertStrictEquals(failing.of(decoded(overUdp(ports.at(-1)!), failing)), undefined);
  });
}

Deno.test("defineProtocol() forgives a look that trips over the end of a first byte alone", () => {
  const failures: ProtocolFailure[] = [];
  const looking = defineProtocol({
    name: "looking",
    looks: (payload) =>
      new DataView(payload.buffer, payload.byteOffset, payload.length).getUint16(0) === 0x5101,
    fields: FIRST,
  });
  guardProtocol(looking, (failure) => void failures.push(failure));
  assertStrictEquals(looking.of(decoded(overUdp(999), looking))?.first, 0x51);
  assertStrictEquals(failures.length, 0);
});

const FIRST = { first: field.u8(0, "first") };

for (
  const [does, make, message] of [
    [
      "a name of several words",
      () => defineProtocol({ name: "my-lamp", over: { udp: 1 }, fields: FIRST }),
      "camelCase",
    ],
    [
      "a built-in protocol's name",
      () => defineProtocol({ name: "dns", over: { udp: 1 }, fields: FIRST }),
      "there already",
    ],
    [
      "a name that packets have",
      () => defineProtocol({ name: "payload", over: { udp: 1 }, fields: FIRST }),
      "there already",
    ],
    [
      "a property that is misspelt",
      () =>
        defineProtocol(
          { name: "x", over: { udp: 1 }, fields: FIRST, sumary: () => "" } as object as never,
        ),
      "protocol x does not know `sumary`; did you mean summary?",
    ],
    [
      "what it runs over misspelt",
      () => defineProtocol({ name: "x", over: { upd: 1 }, fields: FIRST } as object as never),
      "`over` of protocol x does not know `upd`; did you mean udp?",
    ],
    [
      "nothing to run over",
      () => defineProtocol({ name: "x", fields: FIRST }),
      "runs over nothing",
    ],
    [
      "a port that is none",
      () => defineProtocol({ name: "x", over: { udp: 65_536 }, fields: FIRST }),
      "0 to 65535",
    ],
    [
      "a look over Ethernet",
      () => defineProtocol({ name: "x", over: { etherType: 1 }, looks: () => true, fields: FIRST }),
      "UDP and TCP",
    ],
    [
      "a field's name that views have",
      () => defineProtocol({ name: "x", over: { udp: 1 }, fields: { start: FIRST.first } }),
      "cannot be called start",
    ],
    [
      "two of one name",
      () => registryWith([lamp, defineProtocol({ name: "lamp", over: { udp: 1 }, fields: FIRST })]),
      "defined twice",
    ],
  ] as const
) {
  Deno.test(`defineProtocol() refuses ${does}`, () => {
    assertThrows(make, PluginError, message);
  });
}
