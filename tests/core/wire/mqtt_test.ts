import { Mqtt, probeMqtt } from "../../../core/wire/mqtt.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const CONNECT = bytesOf(`10 0e 0004 "MQTT" 04 02 003c 0002 "id"`);

testApplication({
  view: Mqtt,
  decodes: [
    {
      what: "a publication",
      bytes: bytesOf(`3d 07 0003 "a/b" 6869`),
      fields: {
        type: 3,
        duplicate: true,
        qualityOfService: 2,
        retain: true,
        remainingLength: 7,
        topic: "a/b",
      },
      without: ["clientId", "topicFilters"],
      summary: "MQTT PUBLISH a/b, length 9",
      shortest: 2,
    },
    {
      what: "a connection of version 3.1.1",
      bytes: CONNECT,
      fields: { type: 1, protocolName: "MQTT", protocolVersion: 4, clientId: "id" },
      without: ["topic", "retain"],
    },
    {
      what: "a connection of version 5 with properties",
      bytes: bytesOf(`10 14 0004 "MQTT" 05 02 003c 05 1100000010 0002 "me"`),
      fields: { protocolVersion: 5, clientId: "me" },
    },
    {
      what: "a subscription of version 3.1.1",
      bytes: bytesOf(`82 0c 0001 0003 "a/#" 01 0001 "b" 00`),
      fields: { topicFilters: ["a/#", "b"] },
    },
    {
      what: "a subscription of version 5",
      bytes: bytesOf(`82 0b 0001 02 0b01 0003 "a/#" 01`),
      fields: { topicFilters: ["a/#"] },
    },
    {
      what: "an unsubscription",
      bytes: bytesOf(`a2 05 0001 0001 "b"`),
      fields: { topicFilters: ["b"] },
    },
    {
      what: "a ping, and one after it",
      bytes: bytesOf("c000 c000"),
      fields: { type: 12, remainingLength: 0 },
    },
    {
      what: "a length of two bytes",
      bytes: bytesOf(`30 8101 0001 "t"`, "00".repeat(126)),
      fields: { remainingLength: 129, topic: "t" },
    },
  ],
  refuses: [
    ["type 0", bytesOf("0000"), Fault.Malformed],
    ["flags that are fixed otherwise", bytesOf("8000"), Fault.Malformed],
    ["a length of five bytes", bytesOf("30 8080808001"), Fault.Malformed],
    ["a length that is cut", bytesOf("30 80"), Fault.Truncated],
    ["1 byte", bytesOf("30"), Fault.Truncated],
  ],
  probe: probeMqtt,
  stream: true,
  probes: [
    ["a connection", CONNECT, Verdict.Yes],
    ["a publication", bytesOf("30 00"), Verdict.No],
    ["five bytes", CONNECT.subarray(0, 5), Verdict.Unsure],
    ["another name", CONNECT.with(5, 0), Verdict.No],
  ],
});
