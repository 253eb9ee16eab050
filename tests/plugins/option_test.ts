// tests/plugins/option_test.ts
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Address } from "../../core/wire/address.ts";
import { Network } from "../../plugins/network.ts";
import { type Option, option, OptionError, type OptionValues } from "../../plugins/option.ts";

const rows = option.integer(10, "rows to show", { min: 1, max: 1_000 });
const factor = option.number(1.5, "how much more than usual", { min: 1 });
const name = option.text("eth0", "which interface", /^[a-z]+\d+$/);
const label = option.text(undefined, "what to call it");
const quiet = option.boolean(false, "say less");
const by = option.choice(["source", "destination", "both"], "source", "which end to count");
const window = option.duration("10s", "how far back", { min: "1s", max: "1h" });
const host = option.address(undefined, "only this host");
const server = option.address("192.0.2.53", "the resolver");
const lan = option.network("10.0.0.0/8", "what is inside");
const outside = option.network(undefined, "what is outside");

for (
  const [kind, option, text, value] of [
    ["integer", rows, "20", 20],
    ["integer", rows, "1e2", 100],
    ["number", factor, "2", 2],
    ["number", factor, "+1.25", 1.25],
    ["text", name, "wlan1", "wlan1"],
    ["text", label, "", ""],
    ["boolean", quiet, "yes", true],
    ["boolean", quiet, "0", false],
    ["choice", by, "both", "both"],
    ["duration", window, "1500ms", 1_500],
    ["duration", window, "2m", 120_000],
    ["duration", window, "1h", 3_600_000],
    ["address", host, "2001:DB8::1", "2001:db8::1"],
    ["address", host, "00:00:5E:00:53:01", "00:00:5e:00:53:01"],
    ["network", lan, "192.168.7.1/16", "192.168.0.0/16"],
    ["network", lan, "2001:db8::/32", "2001:db8::/32"],
    ["network", lan, "192.0.2.1", "192.0.2.1/32"],
  ] as const
) {
  Deno.test(`option.${kind}() reads ${text} as ${value}`, () => {
    assertStrictEquals(option.kind, kind);
    const parsed = option.parse(text);
    assertStrictEquals(typeof parsed === "object" ? `${parsed}` : parsed, value);
  });
}

for (
  const [option, texts, message] of [
    [
      rows,
      ["", " ", "many", "1.5", "0", "1001", "-1", "0x10", "1 0", "Infinity", "NaN", "9e99"],
      "is not a whole number from 1 to 1000 (rows to show)",
    ],
    [
      factor,
      ["", "0.99", "1,5", "Infinity"],
      "is not a number from 1 up (how much more than usual)",
    ],
    [name, ["", "eth", "Eth0"], "is not text that matches /^[a-z]+\\d+$/ (which interface)"],
    [quiet, ["", "maybe", "2", "True"], "is not true or false (say less)"],
    [
      by,
      ["", "src", "Source", "source,both"],
      "is not source, destination, or both (which end to count)",
    ],
    [
      window,
      ["", "10", "s", "999ms", "2h", "-1s", "1 s", "1w", "1s1s", ".5s"],
      "is not a time like 500ms, 10s or 2m from 1s to 1h (how far back)",
    ],
    [
      host,
      ["", "localhost", "10.0.0", "::g"],
      "is not an IPv4, IPv6 or MAC address (only this host)",
    ],
    [
      lan,
      [
        "",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "10.0.0.0/-1",
        "00:00:5e:00:53:01",
        "::/129",
      ],
      "is not a network like 10.0.0.0/8 or 2001:db8::/32 (what is inside)",
    ],
  ] as const
) {
  for (const text of texts) {
    Deno.test(`option.${option.kind}() refuses "${text}", and says what it is for`, () => {
      assertThrows(() => option.parse(text), OptionError, `"${text}" ${message}`);
    });
  }
}

for (
  const [option, value, text] of [
    [rows, 10, "10"],
    [factor, 1.5, "1.5"],
    [name, "eth0", "eth0"],
    [label, undefined, ""],
    [quiet, false, "false"],
    [by, "source", "source"],
    [window, 10_000, "10s"],
    [host, undefined, ""],
    [server, "192.0.2.53", "192.0.2.53"],
    [lan, "10.0.0.0/8", "10.0.0.0/8"],
    [outside, undefined, ""],
  ] as const
) {
  Deno.test(`option.${option.kind}() has ${value} for its default`, () => {
    const found = option.default;
    assertStrictEquals(typeof found === "object" ? `${found}` : found, value);
    assertStrictEquals(option.defaultText, text);
  });
}

for (
  const [what, make] of [
    ["below its bounds", () => option.integer(0, "rows", { min: 1 })],
    ["that is no whole number", () => option.integer(1.5, "rows")],
    ["that is NaN", () => option.number(NaN, "factor")],
    ["without a unit", () => option.duration("10", "window")],
    ["that does not match", () => option.text("7", "name", /[a-z]/)],
    ["that is no address", () => option.address("here", "host")],
  ] as const
) {
  Deno.test(`option refuses a default ${what}`, () => {
    assertThrows(make, OptionError);
  });
}

Deno.test("option.text() takes a pattern that remembers where it was", () => {
  const global = option.text("a1", "name", /\d/g);
  assertEquals([global.parse("b2"), global.parse("c3"), global.parse("d4")], ["b2", "c3", "d4"]);
});

Deno.test("OptionValues gives each option the type of its value", () => {
  const options = { rows, label, quiet, by, window, host, server, lan };
  // That this compiles is the test; a wrong type is refused by `deno check`.
  const values: OptionValues<typeof options> = {
    rows: 1,
    label: undefined,
    quiet: true,
    by: "both",
    window: 1,
    host: undefined,
    server: Address.parse("::1"),
    lan: Network.parse("10.0.0.0/8"),
  };
  const end: "source" | "destination" | "both" = values.by;
  assertStrictEquals(end, "both");
  // @ts-expect-error: a number is not text
  const wrong: Option<string> = rows;
  assertStrictEquals(wrong.kind, "integer");
  // @ts-expect-error: the default is not one of the words
  assertThrows(() => option.choice(["a", "b"], "c", "letters"), OptionError);
});
