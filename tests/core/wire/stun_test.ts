import { probeStun, Stun } from "../../../core/wire/stun.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const SUCCESS = bytesOf(
  "0101 0024 2112a442 0102030405060708090a0b0c",
  "0020 0008 0001 a147 e112a643",
  `0006 0003 "a:b" 00`,
  `8022 0001 "s" 000000`,
  "8028 0004 aabbccdd",
);

testApplication({
  view: Stun,
  decodes: [
    {
      what: "a success with a hidden IPv4 address",
      bytes: SUCCESS,
      fields: {
        type: 0x0101,
        length: 36,
        transactionId: "0102030405060708090a0b0c",
        mappedAddress: { address: "192.0.2.1", port: 32853 },
        username: "a:b",
        software: "s",
        attributes: [{ type: 0x0020, length: 8 }, { type: 0x0006, length: 3 }, {
          type: 0x8022,
          length: 1,
        }, { type: 0x8028, length: 4 }],
      },
      without: ["errorCode"],
      summary: "STUN, Binding Success, length 56",
      shortest: 20,
    },
    {
      what: "an error with an address in the clear",
      bytes: bytesOf(
        "0111 0014 2112a442",
        "00".repeat(12),
        "0009 0004 00000401",
        "0001 0008 0001 1234 c0000209",
      ),
      fields: { errorCode: 401, mappedAddress: { address: "192.0.2.9", port: 0x1234 } },
      summary: "STUN, Binding Error, length 40",
    },
    {
      what: "a hidden IPv6 address",
      bytes: bytesOf(
        "0101 0018 2112a442",
        "00".repeat(12),
        "0020 0014 0002 2112 0113a9fa",
        "00".repeat(11),
        "01",
      ),
      fields: { mappedAddress: { address: "2001:db8::1", port: 0 } },
    },
  ],
  refuses: [
    ["no cookie", SUCCESS.with(4, 0), Fault.Malformed],
    ["channel data", SUCCESS.with(0, 0x40), Fault.Malformed],
    ["a length that is not of words", SUCCESS.with(3, 37), Fault.Malformed],
    ["19 bytes", SUCCESS.subarray(0, 19), Fault.Truncated],
  ],
  probe: probeStun,
  stream: true,
  probes: [
    ["a message", SUCCESS, Verdict.Yes],
    ["RTP", bytesOf("80", "00".repeat(20)), Verdict.No],
    ["ten bytes", SUCCESS.subarray(0, 10), Verdict.Unsure],
  ],
});
