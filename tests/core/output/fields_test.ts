import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CsvOutput } from "../../../core/output/csv.ts";
import { listFields, resolveField, UnknownFieldError } from "../../../core/output/fields.ts";
import { JsonOutput } from "../../../core/output/json.ts";
import { TextSink } from "../../../core/output/sink.ts";
import { BUILT_IN, Packet } from "../../../core/packet.ts";
import { Fault } from "../../../core/wire/fault.ts";
import * as field from "../../../core/wire/field.ts";
import { etherType } from "../../../core/wire/select.ts";
import { View } from "../../../core/wire/view.ts";
import { ethernet, ipv4, ipv4Packet, packetOf, tcp, udp } from "./_frames.ts";

/** A protocol with lists within lists. */
class Nested extends View {
  static override readonly title = "Nested";
  static override readonly specification = "none";
  static override readonly fields = {
    rows: field.list(field.group("rows", {
      name: field.text("name"),
      marks: field.list(field.integer("marks")),
    })),
    raw: field.bytes("bytes"),
    big: field.integer("beyond 2^53"),
  };
  rows = [{ name: "a,b", marks: [1, 2] }, { marks: [3] }, { name: 'c"', marks: [] }];
  raw = Uint8Array.of(0, 0xff);
  big = 2n ** 60n;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    Object.assign(this, { bytes, start, payloadStart: end, payloadEnd: end, wireEnd, next: 0 });
    return Fault.None;
  }
}

const REGISTRY = BUILT_IN.clone();
REGISTRY.add("nested", { view: Nested, over: [etherType(0x88b5)] });

/** What the field reads in the packet. */
function read(path: string, packet: Packet): unknown[] {
  const values: unknown[] = [];
  resolveField(path, packet.registry).read(packet, values);
  return values;
}

const NESTED = new Packet(REGISTRY).setBytes(ethernet(0x88b5, Uint8Array.of(1)));
const TUNNEL = packetOf(ipv4(4, ipv4Packet(17, udp(1, 2, new Uint8Array(0)))));

for (
  const [path, packet, values] of [
    ["udp.destinationPort", TUNNEL, [2]],
    ["tcp.flags.syn", packetOf(ipv4(6, tcp({ flags: 2 }))), [true]],
    ["ipv4.protocol", TUNNEL, [4, 17]],
    ["tcp.window", TUNNEL, []],
    ["frame.length", TUNNEL, [62]],
    ["frame.interfaceName", TUNNEL, []],
    ["frame.fault.field", packetOf(Uint8Array.of(1)), ["etherType"]],
    ["nested.rows.name", NESTED, ["a,b", 'c"']],
    ["nested.rows.marks", NESTED, [1, 2, 3]],
  ] as const
) {
  Deno.test(`resolveField() reads ${path} as ${JSON.stringify(values)}`, () => {
    assertEquals(read(path, packet), values);
  });
}

for (
  const [path, message] of [
    ["ipv4.sorce", 'There is no field "ipv4.sorce"; did you mean ipv4.source?'],
    ["nothing.like.it", 'There is no field "nothing.like.it"; --list-fields prints all'],
    ["udp", "udp is not one field but"],
    ["tcp.flags", "tcp.flags is not one field but"],
    ["udp.length.high", 'There is no field "udp.length.high"; did you mean udp.length?'],
    ["udp.constructor", 'There is no field "udp.constructor"'],
    ["", 'There is no field ""'],
  ]
) {
  Deno.test(`resolveField() refuses "${path}" and helps`, () => {
    assertThrows(() => resolveField(path), UnknownFieldError, message);
  });
}

Deno.test("listFields() lists nothing that resolveField() does not find", () => {
  for (const { path } of listFields(REGISTRY)) {
    assertStrictEquals(resolveField(path, REGISTRY).path, path);
  }
});

/** What CSV there is of the packets. */
function csv(paths: readonly string[], packets: readonly Packet[]): string[] {
  const sink = new TextSink();
  const output = new CsvOutput(sink, paths.map((path) => resolveField(path, REGISTRY)));
  for (const packet of packets) output.packet(packet);
  output.end();
  return sink.text.split("\r\n");
}

Deno.test("CsvOutput prints a heading, and a row for each packet", () => {
  assertEquals(csv(["ipv4.source", "ipv4.protocol", "udp.sourcePort"], [TUNNEL, NESTED]), [
    "ipv4.source,ipv4.protocol,udp.sourcePort",
    "192.0.2.1;192.0.2.1,4;17,1",
    ",,",
    "",
  ]);
});

Deno.test("CsvOutput quotes what would break a row, and prints values as JSON does", () => {
  assertEquals(csv(["nested.rows.name", "nested.raw", "nested.big"], [NESTED]), [
    "nested.rows.name,nested.raw,nested.big",
    '"a,b;c""",00ff,1152921504606846976',
    "",
  ]);
});

Deno.test("CsvOutput prints the heading of no packets too", () => {
  assertEquals(csv(["frame.number"], []), ["frame.number", ""]);
});

for (const count of [0, 1, 3]) {
  Deno.test(`JsonOutput prints ${count} packets as one array`, () => {
    const sink = new TextSink();
    const output = new JsonOutput(sink);
    const packet = new Packet();
    for (let n = 0; n < count; n++) output.packet(packet.setBytes(new Uint8Array(14)));
    output.end();
    const numbers = JSON.parse(sink.text).map(({ frame }: { frame: { number: number } }) =>
      frame.number
    );
    assertEquals(numbers, Array.from({ length: count }, (_, at) => at + 1));
  });
}
