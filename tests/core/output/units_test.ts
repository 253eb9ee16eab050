import { assertStrictEquals } from "@std/assert";
import type { Cell, Unit } from "../../../core/output/report.ts";
import { formatCell } from "../../../core/output/units.ts";
import { Address } from "../../../core/wire/address.ts";

for (
  const [cell, unit, text] of [
    [0, "bytes", "0 B"],
    [1_023, "bytes", "1,023 B"],
    [1_024, "bytes", "1 KiB"],
    [1_572_864, "bytes", "1.5 MiB"],
    [1e15, "bytes", "909.49 TiB"],
    [1_536, "bytes/s", "1.5 KiB/s"],
    [999, "bits", "999 bit"],
    [1_500_000, "bits/s", "1.5 Mbit/s"],
    [1_234_567, "packets", "1,234,567"],
    [12.345, "packets/s", "12.35/s"],
    [1_234.5, "/s", "1,235/s"],
    [0, "ms", "0 ms"],
    [0.000_5, "ms", "500 ns"],
    [250, "us", "250 µs"],
    [1.234_56, "ms", "1.235 ms"],
    [1_500, "ms", "1.5 s"],
    [61, "s", "1m 1s"],
    [90_061, "s", "1d 1h 1m 1s"],
    [-0.5, "s", "-500 ms"],
    [33.333, "percent", "33.3 %"],
    [3.141_592, "number", "3.142"],
    [1_234.567, "number", "1,234.57"],
    [12_345, "number", "12,345"],
    [443, "port", "443"],
    [443, undefined, "443"],
    [0xffff_ffff_ffffn, "count", "281,474,976,710,655"],
    [true, undefined, "yes"],
    [undefined, "bytes", "-"],
    [null, "text", "-"],
    [NaN, "bytes", "-"],
    ["a\x07b", "text", "a\\x07b"],
    [Address.parse("192.0.2.1"), "address", "192.0.2.1"],
    [[Address.parse("192.0.2.1"), 443, "tcp"], undefined, "192.0.2.1 443 tcp"],
  ] as readonly (readonly [Cell, Unit | undefined, string])[]
) {
  Deno.test(`formatCell() prints ${String(cell)} ${unit ?? "without unit"} as ${text}`, () => {
    assertStrictEquals(formatCell(cell, unit), text);
  });
}
