import { assertEquals, assertStrictEquals } from "@std/assert";
import { Screen } from "../../../core/output/screen.ts";

/** As much of a terminal as the screen needs: what it shows after what was written. */
class Terminal {
  rows: string[] = [];
  alternate = false;
  cursor = true;
  wraps = true;
  #row = 0;

  write(text: string): void {
    const [before, ...rest] = text.split("\x1b[");
    assertStrictEquals(before, "");
    for (const part of rest) {
      const [, code, plain] = /^([?\d;]*[A-Za-z])([^]*)$/.exec(part)!;
      this.#command(code);
      if (plain !== "") this.rows[this.#row] = plain;
    }
  }

  #command(code: string): void {
    const move = /^(\d+);1H$/.exec(code);
    if (move) this.#row = Number(move[1]) - 1;
    else if (code === "H") this.#row = 0;
    else if (code === "J") this.rows.length = Math.min(this.rows.length, this.#row);
    else if (code.startsWith("?1049")) this.alternate = code.endsWith("h");
    else if (code.startsWith("?25")) this.cursor = code.endsWith("h");
    else if (code.startsWith("?7")) this.wraps = code.endsWith("h");
  }
}

const SIZE = { columns: 20, rows: 4 };

Deno.test("Screen shows each page whole, whatever was there before", () => {
  const screen = new Screen(), terminal = new Terminal();
  for (const page of [["a", "b"], ["a", "c", "d"], ["e"], [], ["f", "g"]]) {
    terminal.write(screen.draw(page, SIZE));
    assertEquals(terminal.rows, page);
  }
});

Deno.test("Screen writes only the lines that changed, and nothing when none did", () => {
  const screen = new Screen();
  screen.draw(["one", "two"], SIZE);
  const text = screen.draw(["one", "TWO"], SIZE);
  assertEquals([text.includes("one"), text.includes("TWO")], [false, true]);
  assertStrictEquals(screen.draw(["one", "TWO"], SIZE), "");
});

Deno.test("Screen draws all anew when the terminal's size has changed", () => {
  const screen = new Screen();
  screen.draw(["one"], SIZE);
  assertStrictEquals(screen.draw(["one"], { columns: 19, rows: 4 }).includes("one"), true);
});

Deno.test("Screen says how many lines did not fit", () => {
  const screen = new Screen(), terminal = new Terminal();
  terminal.write(screen.draw(["1", "2", "3", "4", "5"], SIZE));
  assertEquals(terminal.rows, ["1", "2", "3", "… 2 more lines"]);
});

Deno.test("Screen brackets what it draws as one synchronized update", () => {
  const text = new Screen().draw(["a"], SIZE);
  assertEquals([text.startsWith("\x1b[?2026h"), text.endsWith("\x1b[?2026l")], [true, true]);
});

Deno.test("Screen takes the alternate screen with the first page and gives it back once", () => {
  const screen = new Screen(), terminal = new Terminal();
  assertStrictEquals(screen.leave(), "");
  terminal.write(screen.draw(["a"], SIZE));
  assertEquals([terminal.alternate, terminal.cursor, terminal.wraps], [true, false, false]);
  terminal.write(screen.leave());
  assertEquals([terminal.alternate, terminal.cursor, terminal.wraps], [false, true, true]);
  assertStrictEquals(screen.leave(), "");
});
