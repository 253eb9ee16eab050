// tests/core/output/event_schema_test.ts: core/output/schema/event.schema.json and what is printed.
import { Ajv2020 } from "ajv";
import { assertEquals } from "@std/assert";
import { defineAnalyzer, table, TopK } from "whiff";
import { ethernet, packets, replay } from "whiff/testing";
import { eventJson, reportJson } from "../../../core/output/report_ndjson.ts";
import dnsLatency from "../../../plugins/examples/dns_latency.ts";
import topTalkers from "../../../analyzers/top_talkers.ts";
import schema from "../../../core/output/schema/event.schema.json" with { type: "json" };

const validate = new Ajv2020({ strict: false }).compile(schema);

/** What is wrong with a line; empty when nothing is. */
function errors(json: string): unknown[] {
  validate(JSON.parse(json));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const TALKATIVE = defineAnalyzer({
  name: "talkative",
  state: () => ({ bytes: new TopK<string>(10) }),
  on: {
    packet(packet, { state, log, alert, metric }) {
      state.bytes.add("all", packet.originalLength);
      log("text", { from: packet.ip?.source, big: 2n ** 60n, list: [1, "a", null] });
      log({ only: true });
      alert("critical", "now", {}, { onceForMs: 10 });
      metric("size", packet.originalLength, { interface: "eth0" });
      metric("none", NaN);
    },
  },
  report: ({ state }) => ({
    title: "Talkative",
    values: [{ key: "n", label: "N", value: 1, unit: "count" }],
    tables: [table({ columns: [{ key: "key", label: "Key" }], rows: state.bytes.top(10) })],
    notes: ["a note"],
  }),
});

const LOSS = { packets: 3, droppedByKernel: 0, droppedByInterface: 0, droppedByUs: 0, faults: 0 };
const TRAFFIC = packets.repeat(3, "20ms", () => ethernet().ipv4().udp().dns());

for (const analyzer of [TALKATIVE, topTalkers, dnsLatency]) {
  const { name } = analyzer.definition;
  Deno.test(`event.schema.json takes all that ${name} causes`, async () => {
    const { report, events } = await replay(analyzer, TRAFFIC);
    const lines = events.map(eventJson);
    lines.push(
      reportJson({ report: report!, analyzer: name, timeMs: 1_700_000_000_000, loss: LOSS }),
    );
    assertEquals(lines.flatMap(errors), []);
  });
}

for (
  const [does, line] of [
    ["a type that it does not know", { type: "cry", analyzer: "a" }],
    ["an alert without its severity", {
      ...{ type: "alert", analyzer: "a", timestamp: "2023-11-14T22:13:20.000000Z" },
      ...{ text: "x", fields: {}, repeated: 0 },
    }],
    ["a log with what belongs to none", {
      ...{ type: "log", analyzer: "a", timestamp: "2023-11-14T22:13:20.000000Z" },
      ...{ text: "x", fields: {}, mood: "good" },
    }],
  ] as const
) {
  Deno.test(`event.schema.json refuses ${does}`, () => {
    assertEquals(errors(JSON.stringify(line)).length > 0, true);
  });
}
