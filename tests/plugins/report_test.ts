// tests/plugins/report_test.ts: that it compiles is most of the test.
import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Address } from "../../core/wire/address.ts";
import { Counter, Rate, Series, TopK } from "../../plugins/containers/mod.ts";
import type { Report } from "../../core/output/report.ts";
import { table } from "../../plugins/report.ts";
import { ipv4 } from "./containers/_stream.ts";

const bytes = new TopK<Address>(10);
bytes.add(ipv4(0xc000_0201), 1500);
bytes.add(ipv4(0xc000_0202), 60);
const talks = new TopK<[Address, Address]>(10);
const protocols = new Counter<string>();
const syns = new Rate<readonly [Address, number]>(1_000);
const load = new Series();
load.add(0, 1500);

Deno.test("Report takes what the containers tell, as it is", () => {
  const report: Report = {
    title: "My talkers",
    values: [{ key: "total", label: "Total", value: bytes.total, unit: "bytes" }],
    tables: [
      {
        columns: [{ key: "key", label: "Host" }, { key: "count", label: "Sent", unit: "bytes" }],
        rows: bytes.top(1),
        other: bytes.other(1),
      },
      table({ columns: [{ key: "key", label: "Hosts" }], rows: talks.top(10) }),
      table({
        title: "Protocols",
        columns: [{ key: "share", label: "Part", unit: "percent", bar: true }],
        rows: protocols.rows(),
      }),
      table({
        columns: [{ key: "perSecond", label: "SYN", unit: "packets/s", align: "right" }],
        rows: syns.top(10),
      }),
    ],
    series: [{ key: "load", label: "Load", unit: "bytes", points: load.points() }],
    notes: ["Counted by address."],
  };
  assertEquals(JSON.parse(JSON.stringify(report.tables?.[0])), {
    columns: [{ key: "key", label: "Host" }, { key: "count", label: "Sent", unit: "bytes" }],
    rows: [{ key: "192.0.2.1", count: 1500, hits: 1, error: 0, share: 1500 / 15.6 }],
    other: { key: "other", count: 60, hits: 1, share: 60 / 15.6 },
  });
});

Deno.test("table() holds columns against the rows", () => {
  const columns = [{ key: "count", label: "Sent", unit: "bytes" }] as const;
  const rows = bytes.top(10);
  assertStrictEquals(table({ columns, rows }).rows, rows);
  // @ts-expect-error: rows have no such cell
  table({ columns: [{ key: "cuont", label: "Sent" }], rows });
  // @ts-expect-error: nor with one that the rest row has been given
  table({ columns, rows, other: { cuont: 1 } });
  // @ts-expect-error: there is no such unit
  table({ columns: [{ key: "count", label: "Sent", unit: "byte" }], rows });
  // @ts-expect-error: a cell holds no function
  table({ columns: [{ key: "count", label: "Sent" }], rows: [{ count: () => 1 }] });
});
