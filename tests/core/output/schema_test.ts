import { assert, assertEquals } from "@std/assert";
import { NdjsonOutput } from "../../../core/output/ndjson.ts";
import { packetSchema } from "../../../core/output/schema.ts";
import { TextSink } from "../../../core/output/sink.ts";
import { BUILT_IN, Packet } from "../../../core/packet.ts";
import { CONVERSATION } from "../../golden/_conversation.ts";
import { ethernet, ipv4, ipv4Packet, ipv6, tcp, udp } from "./_frames.ts";
import { packetValidator } from "./_validator.ts";

const NONE = new Uint8Array(0);
const validate = packetValidator();

/** What is wrong with the line that is printed of `frame`; empty when nothing is. */
function errors(packet: Packet): unknown[] {
  const sink = new TextSink();
  const output = new NdjsonOutput(sink);
  output.packet(packet);
  output.end();
  validate(JSON.parse(sink.text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

Deno.test("packetSchema() takes every packet of a conversation", () => {
  const packet = new Packet();
  for (const { frame } of CONVERSATION) assertEquals(errors(packet.setBytes(frame)), []);
});

for (
  const [what, frame] of [
    ["a single VLAN tag", ethernet(0x8100, Uint8Array.of(0, 5, 8, 0, ...ipv4Packet(17, NONE)))],
    ["IPv4 in IPv4", ipv4(4, ipv4Packet(17, udp(1, 2, NONE)))],
    ["TCP over IPv6", ipv6(6, tcp({ options: "020405b4" }))],
    ["a frame cut short", ipv4(6, tcp({})).subarray(0, 40)],
    ["a frame too short for any header", Uint8Array.of(1)],
  ] as const
) {
  Deno.test(`packetSchema() takes ${what}`, () => {
    assertEquals(errors(new Packet().setBytes(frame)), []);
  });
}

for (
  const [what, packet] of [
    ["no frame", {}],
    ["a field that does not exist", { frame: frame(), udp: { port: 1 } }],
    ["text for a number", { frame: frame(), udp: { sourcePort: "high" } }],
    ["a VLAN tag that is no array", { frame: frame(), vlan: { id: 5 } }],
    ["a list of one layer", { frame: frame(), udp: [{ sourcePort: 1 }] }],
  ] as const
) {
  Deno.test(`packetSchema() refuses ${what}`, () => {
    assert(!validate(packet));
  });
}

Deno.test("packetSchema() knows every built-in protocol", () => {
  const names = BUILT_IN.protocols.filter((protocol) => protocol).map(({ name }) => name);
  assertEquals(Object.keys(packetSchema().$defs as object), names);
});

function frame(): Record<string, unknown> {
  const timestamp = "1970-01-01T00:00:00.000000000Z";
  const counts = { number: 1, length: 0, capturedLength: 0, interfaceId: 0 };
  return { ...counts, timestamp, protocols: "" };
}
