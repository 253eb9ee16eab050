import { assertStrictEquals, assertThrows } from "@std/assert";
import { Address } from "../../core/wire/address.ts";
import { checkReport } from "../../plugins/validate_report.ts";

const COLUMNS = [{ key: "host", label: "Host" }];

/** A report with that table. */
function withTable(table: unknown): unknown {
  return { title: "x", tables: [table] };
}

for (
  const [does, report, message] of [
    ["a promise", Promise.resolve({ title: "x" }), "the report is a promise; `report` cannot be"],
    ["nothing", undefined, "the report is undefined; it has to be an object"],
    ["a list", [], "the report is an array; it has to be an object"],
    ["no title", {}, "`title` is undefined; it has to be a text"],
    [
      "tables that are none",
      { title: "x", tables: 5 },
      "`tables` is a number; it has to be a list",
    ],
    ["a table that is none", withTable(null), "`tables[0]` is null; it has to be an object"],
    ["no columns", withTable({ rows: [] }), "`tables[0].columns` is undefined"],
    [
      "a column without a key",
      withTable({ columns: [{ label: "x" }] }),
      "columns[0].key` is undef",
    ],
    [
      "a property that is misspelt",
      { title: "x", tabels: [] },
      "a report has no `tabels`; did you mean tables?",
    ],
    [
      "a property of a column that is misspelt",
      withTable({ columns: [{ key: "host", label: "Host", units: "ms" }], rows: [] }),
      "a column has no `tables[0].columns[0].units`; did you mean unit?",
    ],
    [
      "a unit that is misspelt",
      withTable({ columns: [{ key: "host", label: "Host", unit: "byte" }], rows: [] }),
      '`tables[0].columns[0].unit`: "byte" is no unit; did you mean bytes?',
    ],
    [
      "a column that no row has",
      withTable({ columns: [{ key: "hots", label: "Host" }], rows: [{ host: 1 }, {}] }),
      "`tables[0].columns[0].key`: no row has `hots`; did you mean `host`?",
    ],
    [
      "no rows",
      withTable({ columns: COLUMNS }),
      "`tables[0].rows` is undefined; it has to be a list",
    ],
    [
      "a row that is none",
      withTable({ columns: COLUMNS, rows: [3] }),
      "`tables[0].rows[0]` is a numb",
    ],
    [
      "a cell that is an object",
      withTable({ columns: COLUMNS, rows: [{ host: {} }] }),
      "`tables[0].rows[0].host` is an object; it has to be a text, a number, true or false",
    ],
    [
      "a part of a cell that is a symbol",
      withTable({ columns: COLUMNS, rows: [], other: { host: [Symbol()] } }),
      "`tables[0].other.host` is a symbol",
    ],
    [
      "a value without a label",
      { title: "x", values: [{ key: "a" }] },
      "`values[0].label` is undef",
    ],
    [
      "a unit that is none",
      { title: "x", values: [{ key: "a", label: "a", value: 1, unit: 1 }] },
      "unit",
    ],
    [
      "a point without a value",
      { title: "x", series: [{ key: "a", label: "a", points: [{ timeMs: 1 }] }] },
      "`series[0].points[0].value` is undefined; it has to be a number",
    ],
    [
      "a point at no time",
      { title: "x", series: [{ key: "a", label: "a", points: [{ timeMs: NaN, value: 1 }] }] },
      "`series[0].points[0].timeMs` is a number; it has to be milliseconds since 1970",
    ],
    [
      "a note that is none",
      { title: "x", notes: [3] },
      "`notes[0]` is a number; it has to be a text",
    ],
  ] as const
) {
  Deno.test(`checkReport() refuses ${does}`, () => {
    assertThrows(() => checkReport(report), TypeError, message);
  });
}

Deno.test("checkReport() gives a report back that has everything", () => {
  const report = {
    title: "x",
    values: [{ key: "a", label: "A", value: 3n, unit: "packets" }],
    tables: [{
      title: "t",
      columns: COLUMNS,
      rows: [{ host: Address.parse("::1") }, { host: null }, { host: undefined }],
      other: { host: ["a", 1, true] },
    }],
    series: [{ key: "a", label: "A", points: [{ timeMs: 0, value: NaN }] }],
    notes: ["n"],
  };
  assertStrictEquals(checkReport(report) as unknown, report);
});
