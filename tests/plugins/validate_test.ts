import { assert, assertStrictEquals, assertThrows } from "@std/assert";
import { isAnalyzer } from "../../plugins/analyzer.ts";
import { PluginError } from "../../plugins/plugin_error.ts";
import { analyzerFrom } from "../../plugins/validate.ts";

/** What `defineAnalyzer` makes, with any definition: as plain JavaScript could write it. */
function made(definition: unknown): unknown {
  return { [Symbol.for("whiff.analyzer")]: true, definition };
}

const packet = () => {};

for (
  const [does, exported, message] of [
    ["misses a default export", undefined, "has no default export; write `export default"],
    ["refuses a number", 3, "its default export is a number"],
    ["refuses a bare object", { name: "x" }, "its default export is an object"],
    [
      "misses the name",
      made({ on: { packet } }),
      'has no `name`; give it one, `name: "my-talkers"`',
    ],
    ["refuses a name with capitals", made({ name: "My", on: { packet } }), "lower-case words"],
    ["misses on", made({ name: "x" }), "has no `on`; say what it wants"],
    ["refuses an empty on", made({ name: "x", on: {} }), "`on` is empty"],
    [
      "names the nearest hook",
      made({ name: "x", on: { pakcet: packet } }),
      "does not know `on.pakcet`; did you mean `on.packet`?",
    ],
    [
      "names the nearest property",
      made({ name: "x", on: { packet }, raport: packet }),
      "does not know `raport`; did you mean `report`?",
    ],
    [
      "lists the hooks when none is near",
      made({ name: "x", on: { zzzzzzzz: packet } }),
      "there are packet, flowStart, flowEnd, service, stream",
    ],
    [
      "refuses a hook of the wrong kind",
      made({ name: "x", on: { packet: 1 } }),
      "`on.packet` is a number; it has to be a function",
    ],
    [
      "refuses an async on.packet",
      made({ name: "x", on: { packet: async () => await Promise.resolve() } }),
      "`on.packet` is async; a packet is lent",
    ],
    [
      "names the nearest right",
      made({ name: "x", on: { packet }, permissions: { nett: ["a"] } }),
      "`permissions` does not know `nett`; did you mean net?",
    ],
    [
      "refuses rights that are no list",
      made({ name: "x", on: { packet }, permissions: { net: "a" } }),
      "`permissions.net` has to be a list of texts",
    ],
    [
      "refuses an interval that is none",
      made({ name: "x", on: { every: { often: packet } } }),
      'Cannot read "often" as a time',
    ],
    [
      "refuses a timer of the wrong kind",
      made({ name: "x", on: { every: { "1s": 3 } } }),
      '`on.every["1s"]` is a number',
    ],
    [
      "refuses an async timer",
      made({ name: "x", on: { every: { "1s": async () => await Promise.resolve() } } }),
      '`on.every["1s"]` is async',
    ],
    [
      "refuses an async plain function",
      async () => await Promise.resolve(),
      "its default export is async; a packet is lent",
    ],
    [
      "refuses an async report",
      made({ name: "x", on: { packet }, report: async () => await Promise.resolve() }),
      "`report` is async; what it makes is needed when it returns",
    ],
    [
      "refuses an async state",
      made({ name: "x", on: { packet }, state: async () => await Promise.resolve() }),
      "`state` is async",
    ],
    [
      "refuses a snap length below zero",
      made({ name: "x", on: { packet }, snapLength: -5 }),
      "`snapLength` is -5; it has to be a number of bytes, 0 for all",
    ],
    [
      "refuses options that are null",
      made({ name: "x", on: { packet }, options: null }),
      "`options` is null; it has to be an object",
    ],
    [
      "refuses an option that is a bare value",
      made({ name: "x", on: { packet }, options: { rows: 10 } }),
      "`options.rows` is a number; write what `option` makes",
    ],
    [
      "refuses a hook that is undefined",
      made({ name: "x", on: { packet: undefined } }),
      "`on.packet` is undefined; it has to be a function",
    ],
    [
      "knows no property that only objects have",
      made({ name: "x", on: { packet }, toString: packet }),
      "does not know `toString`",
    ],
  ] as const
) {
  Deno.test(`analyzerFrom() ${does}`, () => {
    assertThrows(() => analyzerFrom(exported, "file"), PluginError, message);
  });
}

Deno.test("analyzerFrom() takes a plain function as on.packet, named after its file", () => {
  const analyzer = analyzerFrom(packet, "my-file");
  assert(isAnalyzer(analyzer));
  assertStrictEquals(analyzer.definition.name, "my-file");
  assertStrictEquals(analyzer.definition.on.packet as unknown, packet);
});
