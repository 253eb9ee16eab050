import { assertEquals, assertStrictEquals } from "@std/assert";
import { describeError, describeFailure, messageOf, placeOf } from "../../plugins/plugin_error.ts";

const URL_OF = "blob:null/1f";
const FILE = { url: URL_OF, path: "./mine.ts" };
const EVAL = { url: URL_OF, path: "--eval", text: "p =>\n\tp..x", linesBefore: 1 };

/** An error as the engine makes it, with that stack. */
function thrown(message: string, stack: string): Error {
  return Object.assign(new TypeError(message), { stack });
}

Deno.test("placeOf() finds the first place in the plugin, below what it called", () => {
  const stack =
    `TypeError: x\n at get (file:///core/x.ts:1:2)\n at packet (${URL_OF}:7:15)\n at ${URL_OF}:9:1`;
  assertEquals(placeOf(thrown("x", stack), FILE), { path: "./mine.ts", line: 7, column: 15 });
});

for (
  const [does, error] of [
    ["an error from elsewhere", thrown("x", "TypeError: x\n at file:///core/x.ts:1:2")],
    ["an address without a place", thrown("x", `TypeError: x\n at ${URL_OF}`)],
    ["what is no error", `${URL_OF}:1:2`],
  ] as const
) {
  Deno.test(`placeOf() finds none in ${does}`, () => {
    assertStrictEquals(placeOf(error, FILE), undefined);
  });
}

for (
  const [does, error, module, text] of [
    [
      "names file, line and column",
      thrown("no", `TypeError: no\n at ${URL_OF}:7:15`),
      FILE,
      "./mine.ts:7:15: TypeError: no",
    ],
    ["names the file alone without a place", thrown("no", ""), FILE, "./mine.ts: TypeError: no"],
    ["prints what is no error", 1, FILE, "./mine.ts: 1"],
    [
      "shows the place in a text, whose lines are counted without ours",
      thrown("no", `TypeError: no\n at ${URL_OF}:2:3`),
      EVAL,
      "--eval:1:3: TypeError: no\n  p =>\n    ^",
    ],
    [
      "shows the place that the parser tells, and not the lines that it shows",
      thrown(`SyntaxError: no at ${URL_OF}:3:4\n\n3 | \tp..x\n4 | );\n`, ""),
      EVAL,
      "--eval:2:4: SyntaxError: no\n  \tp..x\n  \t  ^",
    ],
    [
      "shows the end of a text for what the parser finds behind it",
      thrown(`SyntaxError: no ; at ${URL_OF}:4:2`, ""),
      EVAL,
      "--eval:2:6: SyntaxError: brackets or quotes do not pair up, or the end is missing\n" +
      "  \tp..x\n  \t    ^",
    ],
  ] as const
) {
  Deno.test(`describeError() ${does}`, () => {
    assertStrictEquals(describeError(error, module), text);
  });
}

const NO = { error: thrown("no", ""), where: "on.packet" };

for (
  const [does, failure, module, text] of [
    [
      "says who failed, and where",
      { ...NO, who: "mine" },
      FILE,
      "./mine.ts: TypeError: no (mine, on.packet)",
    ],
    [
      "names an analyzer once that is called as its module is",
      { ...NO, who: "top-talkers" },
      { url: "analyzers/top-talkers", path: "top-talkers" },
      "top-talkers: TypeError: no (on.packet)",
    ],
    [
      "says what comes of it, above the text with the caret",
      {
        ...NO,
        error: thrown("no", `TypeError: no\n at ${URL_OF}:2:3`),
        who: "eval",
        consequence: "eval gets no more packets",
      },
      EVAL,
      "--eval:1:3: TypeError: no (eval, on.packet); eval gets no more packets\n  p =>\n    ^",
    ],
  ] as const
) {
  Deno.test(`describeFailure() ${does}`, () => {
    assertStrictEquals(describeFailure(failure, module), text);
  });
}

Deno.test("messageOf() drops colours and the place at the end", () => {
  const error = new Error(`\x1b[31mno\x1b[0m ${URL_OF}\n    at ${URL_OF}:1:2`);
  assertStrictEquals(messageOf(error, FILE), "no ./mine.ts");
});
