import { Llmnr } from "../../../core/wire/llmnr.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const QUERY = `a1b2 0500 0001 0000 0000 0000 04 "wpad" 00 001c 0001`;

testApplication({
  view: Llmnr,
  decodes: [
    {
      what: "a query with both of its flags",
      bytes: bytesOf(QUERY),
      fields: { id: 0xa1b2, conflict: true, tentative: true, questions: [{ name: "wpad" }] },
      without: ["recursionDesired", "recursionAvailable", "authoritative"],
      shortest: 12,
    },
    {
      what: "a query over TCP",
      bytes: bytesOf("0016", QUERY),
      over: TCP_PORT,
      fields: { streamLength: 22, questions: [{ type: 28 }] },
      shortest: 14,
    },
  ],
});
