import { Ike } from "../../../core/wire/ike.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const INIT = bytesOf("05ac0f4d122013f4 0000000000000000 21 20 22 08 00000000 00000020 00000004");

testApplication({
  view: Ike,
  decodes: [
    {
      what: "the first message",
      bytes: INIT,
      fields: {
        initiatorSpi: "05ac0f4d122013f4",
        responderSpi: "0000000000000000",
        nextPayload: 33,
        version: 0x20,
        exchangeType: 34,
        flags: 8,
        messageId: 0,
        length: 32,
      },
      summary: "isakmp: parent_sa ikev2_init[I]",
      shortest: 28,
    },
  ],
  refuses: [["version 3", INIT.with(17, 0x30), Fault.Malformed], [
    "a length below 28",
    INIT.with(27, 27),
    Fault.Malformed,
  ], ["27 bytes", INIT.subarray(0, 27), Fault.Truncated]],
});
