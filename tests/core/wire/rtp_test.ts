import { Rtp } from "../../../core/wire/rtp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Rtp,
  decodes: [
    {
      what: "a packet with a mixer's sources",
      bytes: bytesOf("b2 88 0001 00000002 00000003 00000004 00000005 aa"),
      fields: {
        version: 2,
        padding: true,
        extension: true,
        marker: true,
        payloadType: 8,
        sequenceNumber: 1,
        timestamp: 2,
        ssrc: 3,
        csrcs: [4, 5],
      },
      summary: "udp/rtp 1 c8 * 1 2",
      shortest: 12,
    },
    {
      what: "a packet without them",
      bytes: bytesOf("80 60 0001 00000002 00000003"),
      fields: { payloadType: 96, marker: false },
      without: ["csrcs"],
    },
  ],
  refuses: [["version 1", bytesOf("40", "00".repeat(11)), Fault.Malformed], [
    "sources past the end",
    bytesOf("81", "00".repeat(11)),
    Fault.Malformed,
  ], ["11 bytes", bytesOf("80", "00".repeat(10)), Fault.Truncated]],
});
