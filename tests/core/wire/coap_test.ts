import { Coap } from "../../../core/wire/coap.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Coap,
  decodes: [
    {
      what: "a request with every kind of option length",
      bytes: bytesOf(`42 01 1234 aabb 31 "h" 81 "a" 0d 00`, "61".repeat(13), `43 "x=1" ff "body"`),
      fields: {
        version: 1,
        type: 0,
        code: 1,
        messageId: 0x1234,
        token: "aabb",
        uriHost: "h",
        uriPath: "/a/" + "a".repeat(13),
        uriQuery: "x=1",
        options: [{ number: 3, value: "68" }, { number: 11 }, { number: 11 }, { number: 15 }],
      },
      shortest: 4,
    },
    {
      what: "a response",
      bytes: bytesOf("60 45 0007"),
      fields: { type: 2, code: 0x45, options: [] },
      without: ["token", "uriPath"],
      summary: "CoAP ACK 2.05, id 7, length 4",
    },
    {
      what: "options up to one that is reserved",
      bytes: bytesOf("40 01 0001 e0 0000 f1 00"),
      fields: { options: [{ number: 269 }] },
    },
  ],
  refuses: [["version 2", bytesOf("80010000"), Fault.Malformed], [
    "a token of nine bytes",
    bytesOf("49010000"),
    Fault.Malformed,
  ], ["3 bytes", bytesOf("400100"), Fault.Truncated]],
});
