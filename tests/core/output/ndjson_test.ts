import { assertEquals, assertStrictEquals } from "@std/assert";
import { Direction } from "../../../core/capture/source.ts";
import { FRAME_FIELDS, FrameFacts } from "../../../core/output/frame.ts";
import { NdjsonOutput } from "../../../core/output/ndjson.ts";
import { TextSink } from "../../../core/output/sink.ts";
import { BUILT_IN, Packet } from "../../../core/packet.ts";
import { Fault } from "../../../core/wire/fault.ts";
import * as field from "../../../core/wire/field.ts";
import { etherType } from "../../../core/wire/select.ts";
import { plainFields, View } from "../../../core/wire/view.ts";
import { ethernet, ipv4, ipv4Packet, ipv6, packetOf, tcp, udp } from "./_frames.ts";

/** What is printed of the packet. */
function printed(packet: Packet): string {
  const sink = new TextSink();
  const output = new NdjsonOutput(sink);
  output.packet(packet);
  output.end();
  return sink.text;
}

/** The same made the slow way: as objects. */
function expected(packet: Packet): unknown {
  const layers: Record<string, unknown[]> = {};
  packet.path.split(":").forEach((name, at) => (layers[name] ??= []).push(packet.layers[at]));
  const merged = Object.entries(layers).map(([name, views]) =>
    [name, views.length > 1 || name === "vlan" ? views : views[0]] as const
  );
  const frame = plainFields(new FrameFacts(packet), FRAME_FIELDS);
  return JSON.parse(JSON.stringify({ frame, ...Object.fromEntries(merged) }));
}

const TAGGED = ethernet(0x8100, Uint8Array.of(0x60, 5, 8, 0, ...ipv4Packet(17, udp(1, 2, NONE()))));
function NONE(): Uint8Array {
  return new Uint8Array(0);
}

for (
  const [what, frame] of [
    ["UDP over IPv4", ipv4(17, udp(50_000, 9, Uint8Array.of(1, 2, 3)))],
    ["TCP over IPv6", ipv6(6, tcp({ flags: 2, sequence: 0xffff_fffe }))],
    ["a tagged frame", TAGGED],
    ["IPv4 in IPv4", ipv4(4, ipv4Packet(17, udp(1, 2, NONE())))],
    ["a frame that ends in the middle of a header", ipv4(6, tcp({})).subarray(0, 40)],
    ["a frame of unknown type", ethernet(0x88b5, NONE())],
    ["a frame too short for any header", Uint8Array.of(1, 2, 3)],
  ] as const
) {
  Deno.test(`NdjsonOutput prints ${what} as its fields tell`, () => {
    const packet = packetOf(frame);
    assertEquals(JSON.parse(printed(packet)), expected(packet));
  });
}

Deno.test("NdjsonOutput prints a packet as one line", () => {
  assertStrictEquals(
    printed(packetOf(ethernet(0x88b5, NONE()), 1_500)),
    '{"frame":{"number":1,"timestamp":"2023-11-14T22:13:20.123456789Z","length":1500,' +
      '"capturedLength":14,"protocols":"ethernet","interfaceId":0},' +
      '"ethernet":{"destination":"02:00:00:00:00:02","source":"02:00:00:00:00:01",' +
      '"etherType":34997}}\n',
  );
});

Deno.test("NdjsonOutput prints a single VLAN tag as an array", () => {
  assertStrictEquals(JSON.parse(printed(packetOf(TAGGED))).vlan[0].id, 5);
});

Deno.test("NdjsonOutput prints all that the source tells of the frame", () => {
  const packet = packetOf(ethernet(0x88b5, NONE()));
  packet.interfaces = [{ name: 'e"th', linkType: 1, snapLength: 0 }];
  packet.direction = Direction.Outbound;
  packet.checksumsPending = true;
  packet.comment = "über\n";
  const { frame } = JSON.parse(printed(packet));
  assertEquals(frame, plainFields(new FrameFacts(packet), FRAME_FIELDS));
  assertEquals([frame.interfaceName, frame.direction, frame.comment], [
    'e"th',
    "outbound",
    "über\n",
  ]);
});

for (
  const [seconds, timestamp] of [
    [0, "1970-01-01T00:00:00.123456789Z"],
    [4_294_967_295, "2106-02-07T06:28:15.123456789Z"],
    [253_402_300_800, "+010000-01-01T00:00:00.123456789Z"],
    [2 ** 53, "9007199254740992.123456789Z"],
  ] as const
) {
  Deno.test(`NdjsonOutput prints second ${seconds} as ${timestamp}`, () => {
    const packet = packetOf(ethernet(0x88b5, NONE()));
    packet.seconds = seconds;
    assertStrictEquals(JSON.parse(printed(packet)).frame.timestamp, timestamp);
    assertStrictEquals(new FrameFacts(packet).timestamp, timestamp);
  });
}

Deno.test("NdjsonOutput says where and why decoding ended", () => {
  const { frame } = JSON.parse(printed(packetOf(ipv4(6, tcp({})).subarray(0, 40))));
  assertEquals(frame.fault, {
    kind: "truncated",
    protocol: "tcp",
    field: "urgentPointer",
    needed: 20,
    available: 6,
    offset: 34,
  });
});

/** A protocol with a field of each kind, and keys that want care. */
class Odd extends View {
  static override readonly title = "Odd";
  static override readonly specification = "none";
  static override readonly fields = {
    big: field.integer("beyond 2^53"),
    ratio: field.number("with a fraction"),
    "ke\"y – '": field.boolean("key that is no identifier"),
    raw: field.bytes("bytes"),
    none: field.list(field.integer("empty list")),
    rows: field.list(field.group("rows", {
      name: field.text("text"),
      inner: field.group("nested", { on: field.boolean("flag") }),
    })),
    absent: field.text("not there"),
    number: field.text("a number where text was promised"),
  };
  big = 0xffff_ffff_ffff_ffffn;
  ratio = -1.5e-7;
  "ke\"y – '" = true;
  raw = Uint8Array.of(0, 0xff);
  none: number[] = [];
  rows = [{ name: 'a"', inner: { on: true } }, { inner: {} }];
  absent = undefined;
  number = 7;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    Object.assign(this, { bytes, start, payloadStart: end, payloadEnd: end, wireEnd, next: 0 });
    return Fault.None;
  }
}

Deno.test("NdjsonOutput prints fields of every kind, for a protocol that was added", () => {
  const registry = BUILT_IN.clone();
  registry.add("odd", { view: Odd, over: [etherType(0x88b5)] });
  const packet = new Packet(registry).setBytes(ethernet(0x88b5, Uint8Array.of(1)));
  assertEquals(JSON.parse(printed(packet)).odd, {
    big: "18446744073709551615",
    ratio: -1.5e-7,
    "ke\"y – '": true,
    raw: "00ff",
    none: [],
    rows: [{ name: 'a"', inner: { on: true } }, { inner: {} }],
    number: 7,
  });
});

Deno.test("NdjsonOutput keeps to the registry of each packet", () => {
  const sink = new TextSink();
  const output = new NdjsonOutput(sink);
  const registry = BUILT_IN.clone();
  registry.add("odd", { view: Odd, over: [etherType(0x88b5)] });
  const frame = ethernet(0x88b5, Uint8Array.of(1));
  output.packet(new Packet().setBytes(frame));
  output.packet(new Packet(registry).setBytes(frame));
  output.packet(new Packet().setBytes(frame));
  output.end();
  const has = sink.text.trim().split("\n").map((line) => "odd" in JSON.parse(line));
  assertEquals(has, [false, true, false]);
});
