import { assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { probeQuic, Quic } from "../../../core/wire/quic.ts";
import { UDP_PORT } from "../../../core/wire/select.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const INITIAL = bytesOf("c0 00000001 02 aabb 01 cc 02 0d0e 4004 01020304");
const RETRY = bytesOf("f0 00000001 00 01 cc 746f6b", "ee".repeat(16));

testApplication({
  view: Quic,
  decodes: [
    {
      what: "an initial packet",
      bytes: INITIAL,
      fields: {
        ...{ headerForm: 1, fixedBit: true, packetType: 0, version: 1 },
        ...{ destinationConnectionIdLength: 2, destinationConnectionId: "aabb" },
        ...{ sourceConnectionIdLength: 1, sourceConnectionId: "cc" },
        ...{ tokenLength: 2, token: "0d0e", length: 4 },
      },
      without: ["supportedVersions"],
      summary: "quic, initial, v1, length 19",
      shortest: 10,
    },
    {
      what: "a handshake packet of version 2, whose types have other numbers",
      bytes: bytesOf("f0 6b3343cf 00 00 01 ff"),
      fields: { packetType: 2, length: 1 },
      without: ["destinationConnectionId", "sourceConnectionId", "tokenLength"],
    },
    {
      what: "a long header whose fixed bit a server has cleared",
      bytes: bytesOf("94 6b3343cf 00 00 00 01 ff"),
      fields: { fixedBit: false, packetType: 0, length: 1 },
    },
    {
      what: "a retry",
      bytes: RETRY,
      fields: { packetType: 3, token: "746f6b" },
      without: ["length", "tokenLength"],
    },
    {
      what: "a version negotiation",
      bytes: bytesOf("80 00000000 00 01 cc 00000001 6b3343cf 00"),
      fields: { version: 0, fixedBit: false, supportedVersions: [1, 0x6b3343cf] },
      without: ["packetType", "length"],
    },
    {
      what: "a short header, of which only the form is known",
      bytes: bytesOf("40", "5a".repeat(30)),
      fields: { headerForm: 0, fixedBit: true },
      without: ["version", "destinationConnectionId"],
      summary: "quic, protected, length 31",
    },
    {
      what: "lengths of four and eight bytes",
      bytes: bytesOf("c0 00000001 00 00 80000000 c000000000000002 0102"),
      fields: { tokenLength: 0, length: "2" },
    },
  ],
  refuses: [
    ["nothing", new Uint8Array(0), Fault.Truncated],
    ["a version that nobody speaks", INITIAL.with(1, 0x77), Fault.Malformed],
    ["a short header without its fixed bit", bytesOf("00", "00".repeat(30)), Fault.Malformed],
    ["a short header that nobody could open", bytesOf("40 00"), Fault.Malformed],
    ["a connection identifier of 21 bytes", INITIAL.with(5, 21), Fault.Truncated],
  ],
  probe: probeQuic,
  probes: [
    ["an initial packet", INITIAL, Verdict.Yes],
    ["a short header", bytesOf("40", "5a".repeat(30)), Verdict.No],
    ["six bytes", INITIAL.subarray(0, 6), Verdict.Unsure],
    ["no fixed bit", INITIAL.with(0, 0x80), Verdict.No],
  ],
});

Deno.test("Quic leaves the next packet of the datagram as payload", () => {
  const two = Uint8Array.from([...INITIAL, ...RETRY]);
  const quic = new Quic();
  quic.at(two, 0, two.length);
  assertStrictEquals(quic.payloadStart, INITIAL.length);
  assertStrictEquals(quic.next, UDP_PORT | 443);
});
