import { Fault } from "../../../core/wire/fault.ts";
import { Ah } from "../../../core/wire/ah.ts";
import { IP_PROTOCOL } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Ah,
  tells: [["ah", "11040000 00000100 00000007 00112233 44556677 8899aabb 13881389", {
    "nextHeader": 17,
    "payloadLength": 4,
    "headerLength": 24,
    "spi": 256,
    "sequenceNumber": 7,
    "integrityCheckValue": "00112233445566778899aabb",
  }]],
  refuses: [["11 bytes", "1104000000000100000000", Fault.Truncated], [
    "a check value that is cut",
    "110400000000010000000007 001122",
    Fault.Truncated,
  ]],
  carries: [[
    "what the next header says",
    "3a04 0000 00000100 00000007 00112233445566778899aabb 80",
    IP_PROTOCOL | 58,
    1,
  ], [
    "a payload right after 8 bytes where the length is 0",
    "3a00 0000 00000000 8000fae6",
    IP_PROTOCOL | 58,
    4,
  ]],

  shortest: 12,
});
