import { assertEquals, assertStrictEquals } from "@std/assert";
import { layOut, shorten } from "../../../core/output/columns.ts";
import { textWidth } from "../../../core/output/text_width.ts";

Deno.test("layOut() shortens the widest column that may be, and no other", () => {
  const rows = [["a-very-long-name", "middle", "123456"]];
  const columns = [
    { align: "left", minimum: 4 },
    { align: "left", minimum: 4 },
    { align: "right" },
  ] as const;
  assertEquals(layOut(rows, columns, 25), ["a-very-l…  middle  123456"]);
  assertEquals(layOut(rows, columns, 5), ["a-v…  mid…  123456"]);
});

Deno.test("layOut() counts wide characters as two columns", () => {
  assertEquals(
    layOut([["漢字", "1"], ["abc", "22"]], [{ align: "left" }, { align: "right" }], 80),
    [
      "漢字   1",
      "abc   22",
    ],
  );
});

for (
  const [text, width, short] of [
    ["abcdef", 6, "abcdef"],
    ["abcdef", 5, "abcd…"],
    ["漢字漢字", 4, "漢…"],
    ["漢字漢字", 5, "漢字…"],
    ["abc", 0, ""],
  ] as const
) {
  Deno.test(`shorten() makes ${text} fit into ${width} columns as ${short}`, () => {
    assertStrictEquals(shorten(text, width), short);
  });
}

for (
  const [text, width] of [
    ["", 0],
    ["plain text", 10],
    ["漢字", 4],
    ["e\u0301", 1],
    ["naïve", 5],
    ["👩\u200d💻", 4],
  ] as const
) {
  Deno.test(`textWidth() of ${JSON.stringify(text)} is ${width}`, () => {
    assertStrictEquals(textWidth(text), width);
  });
}
