import { probeWireguard, Wireguard } from "../../../core/wire/wireguard.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const INITIATION = bytesOf("01000000 01020304", "00".repeat(140));

testApplication({
  view: Wireguard,
  decodes: [
    {
      what: "an initiation",
      bytes: INITIATION,
      fields: { type: 1, sender: 0x04030201 },
      without: ["receiver", "counter"],
      summary: "WireGuard initiation, length 148",
      shortest: 8,
    },
    {
      what: "a response",
      bytes: bytesOf("02000000 01000000 02000000", "00".repeat(80)),
      fields: { sender: 1, receiver: 2 },
    },
    {
      what: "a cookie reply",
      bytes: bytesOf("03000000 05000000", "00".repeat(56)),
      fields: { receiver: 5 },
      without: ["sender"],
    },
    {
      what: "data",
      bytes: bytesOf("04000000 07000000 0900000000000000", "00".repeat(16)),
      fields: { type: 4, receiver: 7, counter: "9" },
      without: ["sender"],
    },
  ],
  refuses: [
    ["type 5", INITIATION.with(0, 5), Fault.Malformed],
    ["reserved bits", INITIATION.with(2, 1), Fault.Malformed],
    ["an initiation of 149 bytes", bytesOf("01000000", "00".repeat(145)), Fault.Malformed],
    ["data that is not padded", bytesOf("04000000", "00".repeat(29)), Fault.Malformed],
    ["7 bytes", INITIATION.subarray(0, 7), Fault.Truncated],
  ],
  probe: probeWireguard,
  probes: [["an initiation", INITIATION, Verdict.Yes], [
    "data",
    bytesOf("04000000", "00".repeat(28)),
    Verdict.Unsure,
  ], ["zeros", new Uint8Array(148), Verdict.No]],
});
