import { assertStrictEquals } from "@std/assert";
import { asciiDump, hexDump } from "../../../core/output/hex_dump.ts";
import { TextSink } from "../../../core/output/sink.ts";
import { Writer } from "../../../core/output/writer.ts";

function written(print: (out: Writer) => void): string {
  const sink = new TextSink();
  const out = new Writer(sink);
  print(out);
  out.flush();
  return sink.text;
}

const COUNT = Uint8Array.from({ length: 18 }, (_, at) => 0x1e + at);

Deno.test("hexDump() prints sixteen bytes a line, with offsets", () => {
  assertStrictEquals(
    written((out) => hexDump(out, COUNT, 0, 18, false)),
    "\t0x0000:  1e1f 2021 2223 2425 2627 2829 2a2b 2c2d\n\t0x0010:  2e2f\n",
  );
});

Deno.test("hexDump() keeps the column of characters in place", () => {
  assertStrictEquals(
    written((out) => hexDump(out, COUNT, 0, 17, true)),
    "\t0x0000:  1e1f 2021 2223 2425 2627 2829 2a2b 2c2d  ...!\"#$%&'()*+,-\n" +
      "\t0x0010:  2e                                       .\n",
  );
});

Deno.test("hexDump() prints what lies between its limits alone, counted from there", () => {
  assertStrictEquals(written((out) => hexDump(out, COUNT, 3, 5, false)), "\t0x0000:  2122\n");
});

Deno.test("asciiDump() keeps lines, and dots out what is no text", () => {
  const bytes = new TextEncoder().encode("GET /\r\nA\tb\r\x1bc");
  assertStrictEquals(
    written((out) => asciiDump(out, bytes, 0, bytes.length)),
    "GET /\nA\tb..c\n",
  );
});
