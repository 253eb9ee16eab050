import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { reportLines } from "../../../core/output/report_text.ts";
import { textWidth } from "../../../core/output/text_width.ts";
import { timeText } from "../../../core/output/units.ts";
import { NO_LOSS, TALKERS } from "./_reports.ts";

Deno.test("reportLines() prints title, values, tables, series, notes and loss", () => {
  assertEquals(reportLines(TALKERS), [
    `Talkers  ${timeText(TALKERS.timeMs)}`,
    "",
    "Total    4 KiB",
    "Rate     2.5 Mbit/s",
    "Largest  -",
    "",
    "Host         Name                     Sent                     Share    Seen",
    '192.0.2.1    www, "the"\\x1b[31m one  3 KiB  ████████████████  75.0 %  12,345',
    "2001:db8::1  -                       768 B  ████              18.8 %       3",
    "other        -                       256 B                     6.3 %       -",
    "",
    "Pairs",
    "Pair           Up",
    "192.0.2.1 443  yes",
    "",
    "Load  ▁▅█▃  0 B/s to 2 KiB/s",
    "",
    "Counts beyond 10,000 hosts are estimates.",
    "",
    "1,234 packets, 66 lost (5.1 %): 66 dropped by kernel; 2 cut short or malformed",
  ]);
});

for (const width of [20, 40, 60, 79, 100]) {
  Deno.test(`reportLines() keeps within ${width} columns as far as numbers allow`, () => {
    const lines = reportLines(TALKERS, { width });
    // Two shortened columns, and numbers that are never shortened.
    const least = 8 + 8 + "3 KiB  75.0 %  12,345".length + 4;
    const widest = Math.max(...lines.map(textWidth));
    assert(widest <= Math.max(width, least), `${widest} columns`);
  });
}

Deno.test("reportLines() leaves bars out where they do not fit, and numbers never", () => {
  const lines = reportLines(TALKERS, { width: 60 });
  assert(!lines.some((line) => line.includes("████")));
  assert(lines.some((line) => line.includes("3 KiB  75.0 %  12,345")));
});

Deno.test({
  name: "reportLines() warns in colour of what was lost" +
    (Deno.noColor ? " (skipped: NO_COLOR is set)" : ""),
  ignore: Deno.noColor,
  fn() {
    const last = reportLines(TALKERS, { color: true }).at(-1)!;
    assertStrictEquals(last.startsWith("\x1b[33m1,234 packets"), true);
    const calm = reportLines({ ...TALKERS, loss: NO_LOSS }, { color: true }).at(-1)!;
    assertStrictEquals(calm.startsWith("\x1b[2m1,234 packets, none lost"), true);
  },
});

Deno.test("reportLines() says that a table is empty, and leaves out such as have a title", () => {
  const columns = [{ key: "host", label: "Host" }];
  const tables = [{ columns, rows: [] }, { title: "Names", columns, rows: [] }];
  const lines = reportLines({
    report: { title: "Nothing", tables },
    analyzer: "none",
    timeMs: 0,
    loss: NO_LOSS,
  });
  assertEquals(lines, ["Nothing", "", "none", "", "1,234 packets, none lost"]);
});

Deno.test("reportLines() prints an empty report with its loss", () => {
  const report = { title: "Nothing", tables: [{ columns: [], rows: [] }] };
  assertEquals(reportLines({ report, analyzer: "none", timeMs: 0, loss: NO_LOSS }), [
    "Nothing",
    "",
    "1,234 packets, none lost",
  ]);
});
