import { Ldp } from "../../../core/wire/ldp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Ldp,
  decodes: [
    {
      what: "two messages",
      bytes: bytesOf(
        "0001 001a c0000201 0007",
        "0201 0004 00000001",
        "8400 0008 00000002 01020304",
      ),
      fields: {
        version: 1,
        length: 26,
        routerId: "192.0.2.1",
        labelSpace: 7,
        messages: [{ type: 0x0201, length: 4, id: 1 }, { type: 0x0400, length: 8, id: 2 }],
      },
      summary: "LDP, Label-Space-ID: 192.0.2.1:7, length: 26",
      shortest: 10,
    },
    {
      what: "the first of two units of a stream",
      over: TCP_PORT,
      bytes: bytesOf("0001 000e c0000201 0000 0201 0004 00000001", "0001"),
      fields: { messages: [{ id: 1 }] },
    },
    {
      what: "no message after one whose length lies",
      bytes: bytesOf("0001 0016 c0000201 0000 0201 0003 00000001 0201 0004 00000002"),
      fields: { messages: [{ length: 3 }] },
    },
  ],
  refuses: [["version 2", bytesOf("0002 0006 c0000201 0000"), Fault.Malformed], [
    "a length below 6",
    bytesOf("0001 0005 c0000201 0000"),
    Fault.Malformed,
  ], ["9 bytes", bytesOf("0001 0006 c0000201 00"), Fault.Truncated]],
});
