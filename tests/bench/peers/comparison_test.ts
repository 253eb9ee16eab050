import { assertEquals, assertStrictEquals } from "@std/assert";
import { compareAnswers, DIFFERS, table } from "./comparison.ts";

const REFERENCE = "packets 2\nvlan 1\ntop 1 ::1 60 1\n";

for (
  const [does, answers, lines, expected] of [
    ["finds the same answer equal", [REFERENCE, REFERENCE], undefined, "equal"],
    ["wants every round's answer equal", [REFERENCE, "packets 2\n"], undefined, DIFFERS],
    [
      "compares the lines that a program prints",
      ["packets 2\ntop 1 ::1 60 1"],
      /^(p|top)/,
      "equal",
    ],
    ["misses a line that should be there", ["packets 2"], /^(packets|top)/, DIFFERS],
    ["finds a wrong number", ["packets 3"], /^packets/, DIFFERS],
    ["does not take silence for an answer", [""], /^nothing like it/, DIFFERS],
  ] as const
) {
  Deno.test(`compareAnswers() ${does}`, () => {
    assertStrictEquals(compareAnswers(answers, REFERENCE, lines), expected);
  });
}

Deno.test("table() tells median, extremes and the ratio to the first, in columns", () => {
  const comparisons = [
    {
      title: "J1 CPU, ns a packet",
      contenders: [
        { name: "C", values: [100, 200, 120], answer: "equal" },
        { name: "whiff", values: [50, 110, 72], answer: DIFFERS },
      ],
    },
    { title: "J3 unwanted, % of a core", contenders: [{ name: "whiff", values: [0.25] }] },
  ];
  assertEquals(table(comparisons), [
    "job                       program  median  minimum  maximum  ratio  answer",
    "J1 CPU, ns a packet       C           120      100      200   1.00  equal",
    "                          whiff      72.0     50.0      110   0.55  DIFFERS",
    "J3 unwanted, % of a core  whiff      0.25     0.25     0.25",
  ]);
});
