import { assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { UDP_PORT } from "../../../core/wire/select.ts";
import { Udp, UDP_HEADER_LENGTH } from "../../../core/wire/udp.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A DNS query's datagram: 55555 > 53, 12 bytes of payload, 4 of padding behind. */
const QUERY = Uint8Array.of(
  ...[0xd9, 0x03, 0x00, 0x35, 0x00, 0x14, 0xab, 0xcd],
  ...[0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0],
  ...[0, 0, 0, 0],
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole datagram", QUERY, Fault.None],
    ["accepts length 0, a jumbogram", QUERY.with(5, 0), Fault.None],
    ["refuses length 7", QUERY.with(5, 7), Fault.Malformed],
    ["refuses 7 bytes", QUERY.subarray(0, 7), Fault.Truncated],
  ] as const
) {
  Deno.test(`Udp.at() ${does}`, () => {
    assertStrictEquals(new Udp().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Udp tells ports, length and checksum", () => {
  const udp = new Udp();
  udp.at(QUERY, 0, QUERY.length);
  assertStrictEquals(
    JSON.stringify(udp),
    '{"sourcePort":55555,"destinationPort":53,"length":20,"checksum":43981,"checksumStatus":"unverifiable"}',
  );
  assertStrictEquals(udp.next, UDP_PORT | 53);
  assertStrictEquals(udp.otherwise, UDP_PORT | 55555);
});

Deno.test("Udp leaves padding out of the payload", () => {
  const udp = new Udp();
  udp.at(QUERY, 0, QUERY.length);
  assertStrictEquals(udp.payload.length, 12);
});

Deno.test("Udp reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Udp(), QUERY), UDP_HEADER_LENGTH);
});
