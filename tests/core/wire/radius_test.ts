import { Radius } from "../../../core/wire/radius.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Radius,
  decodes: [
    {
      what: "a request, without what stands behind it",
      bytes: bytesOf("01 4f 001b", "aa".repeat(16), `01 05 "bob"`, "06 02", "ffff"),
      fields: {
        code: 1,
        identifier: 79,
        length: 27,
        authenticator: "aa".repeat(16),
        userName: "bob",
        attributes: [{ type: 1, value: "626f62" }, { type: 6, value: "" }],
      },
      summary: "RADIUS, Access-Request (1), id: 0x4f length: 27",
      shortest: 20,
    },
    {
      what: "attributes up to the one that is cut",
      bytes: bytesOf("02 00 0020", "00".repeat(16), `12 04 "ok"`, "06 09 01 02 03 04 05 06"),
      fields: { attributes: [{ type: 18 }] },
      without: ["userName"],
    },
  ],
  refuses: [["a length below 20", bytesOf("01 00 0013", "00".repeat(16)), Fault.Malformed], [
    "19 bytes",
    bytesOf("01 00 0014", "00".repeat(15)),
    Fault.Truncated,
  ]],
});
