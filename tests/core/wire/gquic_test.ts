import { Gquic, probeGquic } from "../../../core/wire/gquic.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const HELLO = bytesOf(
  `09 0000000000000001 "Q043" 01`,
  "00".repeat(12),
  `a001 "CHLO" 0200 0000 "PAD" 00 02000000 "SNI" 00 06000000 2d2d "a.de"`,
);

testApplication({
  view: Gquic,
  decodes: [
    {
      what: "a client's first packet",
      bytes: HELLO,
      fields: { flags: 9, connectionId: "1", version: "Q043", serverName: "a.de" },
      summary: `gquic Q043, host a.de, length ${HELLO.length}`,
      shortest: 13,
    },
    {
      what: "an identifier with its least byte first",
      bytes: bytesOf(`0d 0100000000000000 "Q035"`),
      fields: { connectionId: "1" },
      without: ["serverName"],
    },
  ],
  refuses: [["no version", HELLO.with(0, 8), Fault.Malformed], [
    "another version",
    HELLO.with(9, 0x54),
    Fault.Malformed,
  ], ["12 bytes", HELLO.subarray(0, 12), Fault.Truncated]],
  probe: probeGquic,
  probes: [["a client's packet", HELLO, Verdict.Yes], [
    "a reserved flag",
    HELLO.with(0, 0x89),
    Verdict.No,
  ]],
});
