import { assertEquals, assertStrictEquals } from "@std/assert";
import type { AnalyzerEvent } from "../../../core/event.ts";
import { eventLine } from "../../../core/output/event_text.ts";
import { reportCsv } from "../../../core/output/report_csv.ts";
import { eventJson, reportJson, timestampText } from "../../../core/output/report_ndjson.ts";
import { timeText } from "../../../core/output/units.ts";
import { Address } from "../../../core/wire/address.ts";
import { TALKERS } from "./_reports.ts";

Deno.test("reportJson() keeps all of a report, on one line", () => {
  const line = reportJson(TALKERS);
  assertStrictEquals(line.includes("\n"), false);
  assertEquals(JSON.parse(line), {
    type: "report",
    analyzer: "talkers",
    timestamp: "2023-11-14T22:13:20.123456Z",
    title: "Talkers",
    values: {
      total: { value: 4_096, unit: "bytes" },
      rate: { value: 2_500_000, unit: "bits/s" },
      largest: {},
    },
    tables: [
      {
        columns: [
          { key: "host", label: "Host", unit: "address" },
          { key: "name", label: "Name" },
          { key: "sent", label: "Sent", unit: "bytes" },
          { key: "share", label: "Share", unit: "percent" },
          { key: "seen", label: "Seen" },
        ],
        rows: [
          {
            host: "192.0.2.1",
            name: 'www, "the"\x1b[31m one',
            sent: 3_072,
            share: 75,
            seen: 12_345,
          },
          { host: "2001:db8::1", sent: 768, share: 18.75, seen: "3" },
        ],
        other: { host: "other", sent: 256, share: 6.25 },
      },
      {
        title: "Pairs",
        columns: [{ key: "pair", label: "Pair" }, { key: "up", label: "Up" }],
        rows: [{ pair: ["192.0.2.1", 443], up: true }],
      },
    ],
    series: {
      load: { unit: "bytes/s", points: [[0, 0], [1_000, 1_024], [2_000, 2_048], [3_000, 512]] },
    },
    notes: ["Counts beyond 10,000 hosts are estimates."],
    loss: { packets: 1_234, droppedByKernel: 66, droppedByInterface: 0, droppedByUs: 0, faults: 2 },
  });
});

Deno.test("reportCsv() prints values and tables as blocks, quoted where it must be", () => {
  const head = "2023-11-14T22:13:20.123456Z,talkers";
  assertEquals(reportCsv(TALKERS).split("\r\n"), [
    "timestamp,analyzer,key,value,unit",
    `${head},total,4096,bytes`,
    `${head},rate,2500000,bits/s`,
    `${head},largest,,`,
    "",
    "timestamp,analyzer,host,name,sent,share,seen",
    `${head},192.0.2.1,"www, ""the""\x1b[31m one",3072,75,12345`,
    `${head},2001:db8::1,,768,18.75,3`,
    `${head},other,,256,6.25,`,
    "",
    "timestamp,analyzer,pair,up",
    `${head},192.0.2.1 443,true`,
    "",
  ]);
});

for (
  const [ms, text] of [
    [0, "1970-01-01T00:00:00.000000Z"],
    [1_700_000_000_123.456, "2023-11-14T22:13:20.123456Z"],
    [999.9996, "1970-01-01T00:00:01.000000Z"],
  ] as const
) {
  Deno.test(`timestampText() prints ${ms} ms as ${text}`, () => {
    assertStrictEquals(timestampText(ms), text);
  });
}

const BASE = { analyzer: "scans", timeMs: 1_700_000_000_000 };
const LOG: AnalyzerEvent = {
  ...BASE,
  kind: "log",
  text: "seen\n",
  fields: { host: Address.parse("192.0.2.1"), note: "a b", list: [1, 2n], nothing: undefined },
};
const ALERT: AnalyzerEvent = {
  ...BASE,
  kind: "alert",
  severity: "high",
  text: "scan",
  fields: { ports: 100 },
  repeated: 2,
};
const METRIC: AnalyzerEvent = {
  ...BASE,
  kind: "metric",
  name: "rtt",
  value: 1.5,
  labels: { to: "a" },
};

for (
  const [does, event, line] of [
    ["a log without a text", { ...LOG, text: "", fields: { a: 1 } }, " a=1"],
    ["a log of nothing", { ...LOG, text: "", fields: {} }, ""],
    ["an alert without a text", { ...ALERT, text: "", repeated: 0 }, " HIGH ports=100"],
  ] as const
) {
  Deno.test(`eventLine() prints ${does} with one blank between its parts`, () => {
    assertStrictEquals(eventLine(event), `${timeText(BASE.timeMs)} [scans]${line}`);
  });
}

for (
  const [event, line, data] of [
    [LOG, 'seen\\x0a host=192.0.2.1 note="a b" list=1,2', {
      type: "log",
      text: "seen\n",
      fields: { host: "192.0.2.1", note: "a b", list: [1, "2"] },
    }],
    [ALERT, "HIGH scan ports=100 (2 more like it)", {
      type: "alert",
      severity: "high",
      text: "scan",
      fields: { ports: 100 },
      repeated: 2,
    }],
    [METRIC, "rtt{to=a} 1.5", { type: "metric", name: "rtt", value: 1.5, labels: { to: "a" } }],
  ] as const
) {
  Deno.test(`eventLine() prints a ${event.kind}`, () => {
    assertStrictEquals(eventLine(event), `${timeText(BASE.timeMs)} [scans] ${line}`);
  });

  Deno.test(`eventJson() prints a ${event.kind}`, () => {
    const timestamp = "2023-11-14T22:13:20.000000Z";
    assertEquals(JSON.parse(eventJson(event)), { analyzer: "scans", timestamp, ...data });
  });
}
