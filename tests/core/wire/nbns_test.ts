import { Nbns } from "../../../core/wire/nbns.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

/** WORKGROUP, padded with blanks, and kind 1d. */
const NAME = `20 "FHEPFCELEHFCEPFFFACACACACACACABN" 00`;

testApplication({
  view: Nbns,
  decodes: [
    {
      what: "a query",
      bytes: bytesOf("8001 0110 0001 0000 0000 0000", NAME, "0020 0001"),
      fields: {
        ...{ id: 0x8001, flags: 0x0110, response: false, opcode: 0, broadcast: true },
        questions: [{ name: "WORKGROUP<1d>", type: 32, class: 1 }],
      },
      without: ["responseCode"],
      summary: "NBT UDP PACKET(137): QUERY; REQUEST; BROADCAST",
      shortest: 12,
    },
    {
      what: "an answer with two addresses",
      bytes: bytesOf(
        "8001 8500 0000 0001 0000 0000",
        NAME,
        "0020 0001 000493e0 000c 0000 c0000201 8000 c0000202",
      ),
      fields: {
        responseCode: 0,
        records: [{
          ...{ name: "WORKGROUP<1d>", timeToLive: 300_000, length: 12 },
          addresses: [{ flags: 0, address: "192.0.2.1" }, { flags: 0x8000, address: "192.0.2.2" }],
        }],
      },
      summary: "NBT UDP PACKET(137): QUERY; POSITIVE; RESPONSE; UNICAST",
    },
    {
      what: "a name with a scope, and one that is not encoded",
      bytes: bytesOf(
        `8001 0110 0002 0000 0000 0000 20 "FHEPFCELEHFCEPFFFACACACACACACABN" 03 "lan" 00 0020 0001`,
        `03 "odd" 00 0021 0001`,
      ),
      fields: { questions: [{ name: "WORKGROUP<1d>.lan" }, { name: "odd", type: 33 }] },
    },
  ],
});
