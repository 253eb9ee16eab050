import { assertEquals, assertStrictEquals } from "@std/assert";
import { TextSink } from "../../../core/output/sink.ts";
import { Writer } from "../../../core/output/writer.ts";
import { Address } from "../../../core/wire/address.ts";

/** What `print` writes. */
function written(print: (out: Writer) => void): string {
  const sink = new TextSink();
  const out = new Writer(sink, { bufferSize: 16 });
  out.room();
  print(out);
  out.flush();
  return sink.text;
}

for (
  const value of [
    ...[0, 9, 10, 99, 100, 999, 1_000, 9_999, 10_000, 10_001, 65_535, 99_999_999, 100_000_000],
    ...[0xffff_ffff, 2 ** 32, 2 ** 53, -1, -0.5, 1e21],
  ]
) {
  Deno.test(`Writer.integer() writes ${value} as String does`, () => {
    assertStrictEquals(written((out) => out.integer(value)), String(value));
  });
}

for (const value of [NaN, Infinity, -Infinity]) {
  Deno.test(`Writer.integer() writes ${value} as null, like JSON`, () => {
    assertStrictEquals(written((out) => out.integer(value)), "null");
  });
}

for (const value of [0, 1, 123_456_789, 100_000_000, 999_999_999, 10_000]) {
  Deno.test(`Writer.nineDigits() writes ${value} with leading zeros`, () => {
    assertStrictEquals(written((out) => out.nineDigits(value)), String(value).padStart(9, "0"));
  });
}

for (const value of [0, 0xf, 0x10, 0xabc, 0x8000_0000, 0xffff_ffff]) {
  Deno.test(`Writer.hexadecimal() writes 0x${value.toString(16)} without leading zeros`, () => {
    assertStrictEquals(written((out) => out.hexadecimal(value)), value.toString(16));
  });
}

for (
  const text of [
    "192.0.2.255",
    "0.0.0.0",
    "02:00:5e:ff:00:a1",
    "::",
    "::1",
    "1::",
    "2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1",
    "1:0:0:2:0:0:0:3",
    "1:0:0:2::3:0",
    "::ffff:192.0.2.1",
    "::fffe:c000:201",
    "1:2:3:4:5:6:7::",
    "fe80::1234:5678:9abc:def0",
  ]
) {
  Deno.test(`Writer.address() writes ${text} as Address does`, () => {
    const address = Address.parse(text);
    assertStrictEquals(written((out) => out.address(address)), address.toString());
  });
}

for (
  const [what, text] of [
    ["plain text", "GET /"],
    ["quotes and backslashes", 'a"b\\c'],
    ["control characters", "a\r\n\t\0\x1f\x7f"],
    ["text beyond ASCII", "naïve – 漢字 😀"],
    ["half a surrogate pair", "a\ud800b"],
    ["nothing", ""],
  ]
) {
  Deno.test(`Writer.quoted() writes ${what} as JSON does`, () => {
    assertStrictEquals(written((out) => out.quoted(text)), JSON.stringify(text));
  });
}

Deno.test("Writer.text() writes text of any length and any script", () => {
  const text = "漢字é😀".repeat(5_000) + "plain".repeat(5_000);
  assertStrictEquals(written((out) => out.text(text)), text);
});

Deno.test("Writer.hex() writes more bytes than its buffer holds", () => {
  const from = new Uint8Array(3_000).fill(0xa5);
  assertStrictEquals(written((out) => out.hex(from, 0, from.length)), "a5".repeat(3_000));
});

Deno.test("Writer hands on whole lines when its buffer is full, and the rest on flush", () => {
  const chunks: number[] = [];
  const out = new Writer({ write: (bytes) => chunks.push(bytes.length) }, { bufferSize: 10 });
  for (const line of ["12345", "12345678", "1"]) {
    out.text(line);
    out.endLine();
  }
  assertEquals(chunks, [15]);
  out.flush();
  out.flush();
  assertEquals(chunks, [15, 2]);
});

Deno.test("Writer hands on each line at once where it is line-buffered", () => {
  const chunks: number[] = [];
  const out = new Writer({ write: (bytes) => chunks.push(bytes.length) }, { lineBuffered: true });
  out.text("1");
  out.endLine();
  assertEquals(chunks, [2]);
});
