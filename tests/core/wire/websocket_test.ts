import { Websocket } from "../../../core/wire/websocket.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Websocket,
  decodes: [
    {
      what: "a frame from a client",
      bytes: bytesOf("81 82 01020304 6968"),
      fields: { fin: true, opcode: 1, masked: true, payloadLength: 2, maskingKey: "01020304" },
      summary: "WebSocket text, length 2",
      shortest: 6,
    },
    {
      what: "a length of two bytes",
      bytes: bytesOf("02 7e 0100"),
      fields: { fin: false, opcode: 2, masked: false, payloadLength: 256 },
      without: ["maskingKey"],
      shortest: 4,
    },
    {
      what: "a length of eight bytes",
      bytes: bytesOf("82 7f 0000000000010000"),
      fields: { payloadLength: "65536" },
      shortest: 10,
    },
  ],
  refuses: [["reserved bits", bytesOf("a1 00"), Fault.Malformed], [
    "opcode 3",
    bytesOf("83 00"),
    Fault.Malformed,
  ], ["1 byte", bytesOf("81"), Fault.Truncated]],
});
