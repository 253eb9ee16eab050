import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { parseArguments } from "../../cli/arguments.ts";
import { UsageError } from "../../cli/usage_error.ts";

for (
  const [does, args, expected] of [
    ["takes a letter's value behind a blank", ["-i", "eth0"], { interface: ["eth0"] }],
    ["takes a letter's value attached", ["-ieth0"], { interface: ["eth0"] }],
    ["takes letters together", ["-nnvvi", "lo"], {
      numeric: ["true", "true"],
      verbose: ["true", "true"],
      interface: ["lo"],
    }],
    ["takes a long name with =", ["--interface=lo"], { interface: ["lo"] }],
    ["takes a long name with a blank", ["--interface", "lo"], { interface: ["lo"] }],
    ["takes a value with = in it", ["--set", "rows=5"], { set: ["rows=5"] }],
    ["takes - as a file", ["-r", "-"], { read: ["-"] }],
    ["takes a value that looks like a flag", ["-w", "-"], { write: ["-"] }],
    ["takes several of what may be several", ["-i", "a", "-i", "b"], { interface: ["a", "b"] }],
  ] as const
) {
  Deno.test(`parseArguments() ${does}`, () => {
    const given = parseArguments(args);
    for (const [name, values] of Object.entries(expected)) {
      assertEquals(given.all(name as "interface"), values);
    }
    assertStrictEquals(given.filter, "");
  });
}

for (
  const [does, args, filter] of [
    ["takes the rest as the filter", ["-n", "tcp", "port", "80"], "tcp port 80"],
    ["takes flags behind the filter", ["tcp", "port", "80", "-c", "5"], "tcp port 80"],
    ["ends the flags at --", ["-n", "--", "len", "-14"], "len -14"],
    ["keeps a filter in one word", ["tcp[13] & 4 != 0"], "tcp[13] & 4 != 0"],
  ] as const
) {
  Deno.test(`parseArguments() ${does}`, () => {
    assertStrictEquals(parseArguments(args).filter, filter);
  });
}

for (
  const [does, args, message] of [
    ["names the nearest flag", ["--verbos"], "There is no flag --verbos; did you mean --verbose?"],
    ["points to the help for a letter", ["-g"], "There is no flag -g; --help lists them all"],
    ["misses a value", ["-i"], "-i, --interface needs NAME"],
    ["refuses a value that a switch does not take", ["--stats=1"], "--stats takes no value"],
    ["refuses a second -c", ["-c1", "-c2"], "-c, --limit is given 2 times; once is enough"],
    ["says why there is no -z", ["-z", "gzip"], "gives up the right to run programs"],
  ] as const
) {
  Deno.test(`parseArguments() ${does}`, () => {
    assertThrows(() => parseArguments(args), UsageError, message);
  });
}

Deno.test("Arguments.integer() refuses what is no number, or too small", () => {
  assertThrows(() => parseArguments(["-c", "x"]).integer("limit", 1), UsageError, 'not "x"');
  assertThrows(() => parseArguments(["-c", "0"]).integer("limit", 1), UsageError, "from 1 on");
  assertStrictEquals(parseArguments(["-c", "7"]).integer("limit", 1), 7);
});

Deno.test("Arguments.choice() names the nearest choice", () => {
  const given = parseArguments(["--format", "jsn"]);
  assertThrows(
    () => given.choice("format", ["text", "json"]),
    UsageError,
    '--format takes text, json, not "jsn"; did you mean json?',
  );
});
