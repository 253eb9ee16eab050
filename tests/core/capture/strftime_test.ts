// tests/core/capture/strftime_test.ts: against date(1) of GNU coreutils, which asks strftime(3).
import { assertStrictEquals } from "@std/assert";
import { strftime } from "../../../core/capture/strftime.ts";
import { installed, run } from "./_tools.ts";

const LETTERS = "aAbBcCdDeFgGhHIjklmMpPrRsSTuUVwWxXyYzZ%";

/** Ends and beginnings of years, leap days, summer time's beginning and end, single digits. */
const TIMES = [
  0,
  86_399,
  951_782_400,
  1_230_768_000,
  1_388_188_800,
  1_704_067_199,
  1_709_164_800,
  1_711_846_800,
  1_729_994_400,
  1_735_603_200,
  1_783_140_000,
  4_102_444_799,
];

const haveDate = installed("date");
for (const zone of ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]) {
  const name = `strftime() agrees with date in ${zone}`;
  Deno.test({
    name: haveDate ? name : `${name} (skipped: no date)`,
    ignore: !haveDate,
    fn() {
      const before = Deno.env.get("TZ");
      Deno.env.set("TZ", zone);
      try {
        const format = [...LETTERS].map((letter) => `${letter}=%${letter}`).join("|");
        for (const time of TIMES) {
          const args = [`TZ=${zone}`, "LC_ALL=C", "date", "-d", `@${time}`, `+${format}`];
          assertStrictEquals(strftime(format, time), run("env", ...args).trimEnd());
        }
      } finally {
        if (before === undefined) Deno.env.delete("TZ");
        else Deno.env.set("TZ", before);
      }
    },
  });
}

for (
  const [format, text] of [
    ["%Ey-%Od", "26-23"],
    ["%", "%"],
    ["100%%", "100%"],
    ["%q %Q %i", "%q %Q %i"],
    ["%n%t", "\n\t"],
  ]
) {
  Deno.test(`strftime() makes ${JSON.stringify(text)} of ${format}`, () => {
    assertStrictEquals(strftime(format, new Date(2026, 10, 23).getTime() / 1000), text);
  });
}
