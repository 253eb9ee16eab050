// tests/cli/plugin_failures_test.ts: a plugin that fails, and a run that goes on or says why not.
import { assertNotStrictEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { ethernet, packets } from "whiff/testing";
import { inDirectory } from "../core/capture/_tools.ts";
import { captureFile, type CommandEnd, whiff } from "./_whiff.ts";

/** Runs over a capture of three packets, in a directory with `plugin.ts`. */
async function over(plugin: string, args: readonly string[]): Promise<CommandEnd> {
  let end: CommandEnd | undefined;
  await inDirectory(async (directory) => {
    await captureFile(
      `${directory}/c.pcap`,
      packets.repeat(3, "1ms", () => ethernet().ipv4().udp({ destinationPort: 9 }).payload("lamp")),
    );
    Deno.writeTextFileSync(`${directory}/plugin.ts`, plugin);
    end = await whiff(directory, ["-r", "c.pcap", ...args]);
  });
  return end!;
}

/** A module of that analyzer. */
function analyzer(parts: string): string {
  return `import { defineAnalyzer } from "whiff";
export default defineAnalyzer({ name: "failing", on: { packet() {} }, ${parts} } as object as never);\n`;
}

const PLUGIN = ["--plugin", "./plugin.ts"];

for (
  const [does, plugin, args, code, message] of [
    [
      "state() that throws",
      analyzer(`state() { throw new Error("empty"); }`),
      PLUGIN,
      4,
      "./plugin.ts:2:",
    ],
    ["a file that is not there", "", ["--plugin", "./no.ts"], 4, "./no.ts: there is no such file"],
    ["a syntax error in --eval", "", ["--eval", "p => p..x"], 4, "--eval:1:8: SyntaxError: "],
    ["an async --eval", "", ["--eval", "async p => p"], 4, "is async; a packet is lent"],
    ["a name that is none", "", ["--plugin", "zzzzz"], 4, "vlan. A file of yours needs its path"],
    ["--set without an analyzer", "", ["--set", "rows=3"], 2, "--set rows: no analyzer is running"],
    [
      "--set for an analyzer that is not there",
      "",
      ["--plugin", "top-talkers", "--set", "top-talker.rows=3"],
      2,
      "no analyzer called top-talker is running; did you mean top-talkers?",
    ],
    [
      "--set for an option that is not there",
      "",
      ["--plugin", "top-talkers", "--set", "constructor=3"],
      2,
      "--set: top-talkers has no option constructor",
    ],
  ] as const
) {
  Deno.test(`whiff ends with code ${code} for ${does}`, async () => {
    const { code: ended, stderr } = await over(plugin, args);
    assertStringIncludes(stderr, message);
    assertStrictEquals(ended, code);
  });
}

/** A protocol over every packet of the capture. */
function protocol(parts: string): string {
  return `import { defineProtocol, field } from "whiff";
export default defineProtocol({ name: "lamp", ${parts} });\n`;
}

/** A view of one's own whose \`at\` ends so. */
const VIEW = (end: string) =>
  `import { defineProtocol, Fault, View } from "whiff";
class Lamp extends View {
  static override title = "Lamp"; static override specification = ""; static override fields = {};
  override at(): Fault { ${end} }
}
export default defineProtocol({ name: "lamp", over: { etherType: 0x800 }, view: Lamp });\n`;

for (const flags of [["-w"], ["--save"], ["-C", "1", "-w"], ["-G", "60", "-w"]]) {
  Deno.test(`whiff ${flags.join(" ")} leaves an earlier capture as it is when a plugin does not load`, async () => {
    await inDirectory(async (directory) => {
      await captureFile(`${directory}/c.pcap`, [ethernet().arp()]);
      Deno.writeTextFileSync(`${directory}/old.pcap`, "an earlier capture");
      const args = ["-r", "c.pcap", ...flags, "old.pcap", "--plugin", "top-talkers"];
      const rights = ["--allow-read=.", "--allow-write=."];
      const { code } = await whiff(directory, [...args, "--set", "rows=none"], rights);
      assertStrictEquals(code, 2);
      assertStrictEquals(Deno.readTextFileSync(`${directory}/old.pcap`), "an earlier capture");
      assertStrictEquals((await whiff(directory, args, rights)).code, 0);
      assertNotStrictEquals(Deno.readTextFileSync(`${directory}/old.pcap`), "an earlier capture");
    });
  });
}

for (
  const [part, plugin, lines] of [
    [
      "check",
      protocol(`over: { udp: 9 }, fields: {}, check() { throw new Error("dark"); }`),
      ["./plugin.ts:2:93: Error: dark (protocol lamp, check)"],
    ],
    [
      "summary",
      protocol(`over: { udp: 9 }, fields: {}, summary() { throw new Error("dark"); }`),
      ["Error: dark (protocol lamp, summary)"],
    ],
    [
      "looks",
      protocol(`looks() { throw new Error("dark"); }, fields: {}`),
      ["Error: dark (protocol lamp, looks)"],
    ],
    [
      "field of its own",
      protocol(`over: { udp: 9 }, summary: (v) => \`\${v.f}\`, fields: { f: {
        at: 0, length: 0, field: { type: "text", meaning: "" }, read() { throw new Error("dark"); } } }`),
      ["Error: dark (protocol lamp, f)"],
    ],
    ["at", VIEW(`throw new Error("dark");`), ["Error: dark (protocol lamp, at)"]],
  ] as const
) {
  Deno.test(`whiff goes on when a protocol throws in ${part}, and tells the place`, async () => {
    const { code, stdout, stderr } = await over(plugin, PLUGIN);
    for (const line of lines) assertStringIncludes(stderr, line);
    assertStringIncludes(stderr, "plugin failed 3 times");
    assertStrictEquals(stdout.trimEnd().split("\n").length, 3);
    assertStrictEquals(code, 0);
  });
}

for (
  const [does, plugin, message] of [
    [
      "a report of the wrong shape",
      analyzer(`report: () => ({ title: "x", tables: 5 })`),
      "`tables` is a number; it has to be a list (failing, report)",
    ],
    [
      "a promise for a report",
      analyzer(`report: () => Promise.resolve({ title: "x" })`),
      "the report is a promise",
    ],
    [
      "the packet's buffer taken away",
      `export default (packet: any) => packet.bytes.buffer.transfer();\n`,
      "ArrayBuffer is not detachable",
    ],
    [
      "an end to everything",
      `export default () => Deno.exit(9);\n`,
      "a plugin cannot end whiff (plugin, on.packet)",
    ],
    [
      "an end to everything by way of Node",
      `export default () => process.exit(9);\n`,
      "a plugin cannot end whiff (plugin, on.packet)",
    ],
    [
      "a promise of its own that fails while another is loaded",
      `Promise.reject(new Error("early")); setTimeout(() => { throw new Error("later"); });\n` +
      `await new Promise((done) => setTimeout(done, 20)); export default () => { throw 1; };\n`,
      "plugin.ts:1:16: Error: early (in a promise or timer of its own)",
    ],
    [
      "an end with a core dump",
      `export default () => process.abort();\n`,
      "a plugin cannot end whiff (plugin, on.packet)",
    ],
    [
      "an end to the window",
      `export default () => close();\n`,
      "a plugin cannot end whiff (plugin, on.packet)",
    ],
  ] as const
) {
  Deno.test(`whiff goes on, and reports the others, when a plugin has ${does}`, async () => {
    const { code, stdout, stderr } = await over(plugin, [...PLUGIN, "--plugin", "top-talkers"]);
    assertStringIncludes(stderr, message);
    assertStringIncludes(stdout, "Top talkers");
    assertStringIncludes(stderr, "3 packets captured");
    assertStringIncludes(stderr, " failed ");
    assertStrictEquals(code, 0);
  });
}
