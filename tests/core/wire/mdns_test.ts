import { Mdns } from "../../../core/wire/mdns.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Mdns,
  decodes: [
    {
      what: "a question that wants unicast",
      bytes: bytesOf(`0000 0000 0001 0000 0000 0000 05 "local" 00 000c 8001`),
      fields: { questions: [{ name: "local", type: 12, class: 1, unicastResponse: true }] },
      summary: "0 PTR (QU)? local. (23)",
      shortest: 12,
    },
    {
      what: "an answer that replaces others",
      bytes: bytesOf(
        `0000 8400 0000 0001 0000 0000 01 "h" 05 "local" 00 0001 8001 00000078 0004 c0000201`,
      ),
      fields: {
        answers: [{ name: "h.local", class: 1, cacheFlush: true, timeToLive: 120, a: "192.0.2.1" }],
      },
    },
  ],
});
