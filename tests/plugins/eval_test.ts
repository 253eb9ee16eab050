import { assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { checkEval, fetchEval } from "../../plugins/eval.ts";
import { PluginError } from "../../plugins/plugin_error.ts";
import { defineProtocol } from "../../plugins/protocol.ts";
import { field } from "../../plugins/protocol_field.ts";

for (
  const [does, code, message] of [
    ["nothing", " ", "--eval: there is nothing; write such as"],
    ["what is no function", "3", "--eval: the value is number, not a function; write such as"],
    ["an async function", "async () => {}", "--eval: the function is async; a packet is lent"],
    ["what does not parse", "p => p..x", "--eval:1:8: SyntaxError: Expected ident\n"],
    ["what ends too early", "p => log(", "  p => log(\n           ^"],
    ["what ends too late", "p => log(1))", "brackets or quotes do not pair up"],
    ["an open quote", "p => log('a)", "brackets or quotes do not pair up"],
    [
      "what throws at once",
      "(() => { throw new Error('no'); })()",
      "--eval:1:16: Error: no\n  (() => { throw new Error('no'); })()\n                 ^",
    ],
  ] as const
) {
  Deno.test(`fetchEval() refuses ${does}`, async () => {
    await assertRejects(() => Promise.try(() => fetchEval(code).evaluate()), PluginError, message);
  });
}

const LAMP = defineProtocol({
  name: "lamp",
  over: { udp: 4242 },
  fields: { level: field.u8(0, "brightness") },
});

/** What the text is refused for; `undefined` when it is not. */
function refusal(text: string): string | undefined {
  try {
    checkEval({ url: "blob:null/1", path: "--eval", text, linesBefore: 1 }, [LAMP]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

for (
  const [does, text, message] of [
    [
      "a protocol that is misspelt",
      "p => p.tpc?.flags",
      "--eval:1:8: packets have no tpc; did you mean tcp?\n  p => p.tpc?.flags\n         ^^^",
    ],
    [
      "a field that is misspelt",
      "(p: Packet) =>\n  p.tcp?.flgs",
      "--eval:2:10: tcp has no flgs; did you mean flags?\n    p.tcp?.flgs\n           ^^^^",
    ],
    [
      "a field that neither IP has",
      "p => p.ip!.sourc",
      "--eval:1:12: ip has no sourc; did you mean source?\n  p => p.ip!.sourc\n             ^^^^^",
    ],
    [
      "a plugin's field that is misspelt",
      "$ => $.lamp?.levl",
      "--eval:1:14: lamp has no levl; did you mean level?\n  $ => $.lamp?.levl\n               ^^^^",
    ],
    [
      "what is like nothing",
      "p => `${p.zzzzzz}`",
      "--eval:1:11: packets have no zzzzzz\n  p => `${p.zzzzzz}`\n            ^^^^^^",
    ],
  ] as const
) {
  Deno.test(`checkEval() shows ${does}`, () => assertStrictEquals(refusal(text), message));
}

for (
  const [does, text] of [
    ["fields of either IP", "p => p.ip?.timeToLive && p.ip?.hopLimit"],
    ["a plugin's protocol", "p => p.lamp?.level && p.view('lamp')"],
    ["what a packet has beside protocols", "p => p.innermost.ip?.source && p.keep().timeMs"],
    ["what other things have", "p => help.p.tpc || jump.tpc || p.tcp?.flags.anything"],
    ["what stands in quotes", "p => p.tcp && log('p.tpc \\' p.tpc', \"p.tpc\")"],
    ["a name with two meanings", "p => [{ tpc: 1 }].map(p => p.tpc)"],
    ["a function without such a parameter", "({ tcp }) => tcp?.flgs"],
  ] as const
) {
  Deno.test(`checkEval() lets ${does} be`, () => assertStrictEquals(refusal(text), undefined));
}

Deno.test("checkEval() looks at no plugin with a file", () => {
  checkEval({ url: "file:///x.ts", path: "./x.ts" }, []);
  assertThrows(() => checkEval({ url: "", path: "--eval", text: "p => p.tpc" }, []), PluginError);
});
