import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { fetchPlugin, reloadPlugin, sourcePath, sourceText } from "../../plugins/load.ts";
import { PluginError } from "../../plugins/plugin_error.ts";

/** Reading is the test's to allow: nothing here reads a file by libc. */
function readNothing(): string {
  throw new Error("Cannot read");
}

/** A folder of the test's own with those files. */
async function inFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "whiff, 50% #" });
  try {
    for (const [name, text] of Object.entries(files)) {
      Deno.writeTextFileSync(`${folder}/${name}`, text);
    }
    await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function load(named: string) {
  return await (await fetchPlugin(named, readNothing)).evaluate();
}

Deno.test("fetchPlugin() runs nothing of a plugin, nor of what it imports, before evaluate()", async () => {
  await inFolder({
    "a.ts": `import "./b.ts";\nglobalThis.name = "ran";\nexport default () => {};\n`,
    "b.ts": `globalThis.name = "ran";\n`,
  }, async (folder) => {
    const global = globalThis as { name?: string };
    delete global.name;
    const fetched = await fetchPlugin(`${folder}/a.ts`, readNothing);
    assertStrictEquals(global.name, undefined);
    await fetched.evaluate();
    assertStrictEquals(global.name, "ran");
    delete global.name;
  });
});

for (
  const [named, name] of [
    ["top-talkers", "top-talkers"],
    ["data:text/typescript,export default (p: unknown) => void p;", "plugin"],
  ] as const
) {
  Deno.test(`fetchPlugin() takes ${named}`, async () => {
    assertStrictEquals((await load(named)).analyzer.definition.name, name);
  });
}

Deno.test("fetchPlugin() names an analyzer that is a function after its file", async () => {
  await inFolder({ "My_talkers 2.ts": "export default () => {};\n" }, async (folder) => {
    const { analyzer, module } = await load(`${folder}/My_talkers 2.ts`);
    assertStrictEquals(analyzer.definition.name, "my-talkers-2");
    assertStrictEquals(module.path, `${folder}/My_talkers 2.ts`);
  });
});

for (
  const [does, file, message] of [
    ["does not parse", "export default (\n  p => p..x\n);\n", "x.ts:2:10: SyntaxError: "],
    ["throws", "\nthrow new Error('not today');\n", "x.ts:2:7: Error: not today"],
    ["has no default export", "export const x = 1;\n", "x.ts: has no default export"],
    ["imports what is not there", 'import "./no.ts";\n', "Module not found"],
    [
      "misspells an export of ours",
      'import { defineAnalyser } from "whiff";\nexport default defineAnalyser({});\n',
      "x.ts:1:10: SyntaxError: The requested module 'whiff' does not provide an export named " +
      "'defineAnalyser'; did you mean defineAnalyzer?",
    ],
    [
      "misspells our name",
      'import { filter } from "wiff";\nexport default filter;\n',
      "; did you mean whiff?",
    ],
  ] as const
) {
  Deno.test(`fetchPlugin() says where a plugin ${does}`, async () => {
    await inFolder({ "x.ts": file }, async (folder) => {
      await assertRejects(() => load(`${folder}/x.ts`), PluginError, message);
    });
  });
}

for (
  const [named, message] of [
    ["top-talker", "did you mean top-talkers? A file of yours needs its path, ./top-talker.ts"],
    ["zzzzz", "vlan. A file of yours needs its path, ./zzzzz.ts"],
    ["/no/such/file.ts", "/no/such/file.ts: there is no such file"],
  ] as const
) {
  Deno.test(`fetchPlugin() knows no ${named}`, async () => {
    await assertRejects(() => load(named), PluginError, message);
  });
}

for (
  const [named, path] of [
    ["top-talkers", undefined],
    ["zzzzz", undefined],
    ["https://example.com/x.ts", undefined],
    ["npm:x", undefined],
    ["/a/../b #1.ts", "/b #1.ts"],
    ["file:///b%20c.ts", "/b c.ts"],
    ["x.ts", `${Deno.cwd()}/x.ts`],
    ["./x", `${Deno.cwd()}/x`],
  ] as const
) {
  Deno.test(`sourcePath() of ${named} is ${path}`, () => {
    assertStrictEquals(sourcePath(named), path);
  });
}

Deno.test("sourceText() asks for the absolute path, and takes a failure for the plugin's", async () => {
  const asked: string[] = [];
  assertStrictEquals(sourceText("/a/./x%.ts", (path) => `${asked.push(path)}`), "1");
  assertEquals(asked, ["/a/x%.ts"]);
  await assertRejects(
    () => Promise.try(sourceText, "./x.ts", readNothing),
    PluginError,
    "./x.ts: Cannot read",
  );
});

Deno.test("reloadPlugin() finds what a plugin imports beside it", async () => {
  await inFolder({ "b.ts": "export const b = 'beside';\n" }, async (folder) => {
    const text = `import { b } from "./b.ts";\nimport { defineAnalyzer } from "whiff";\n` +
      `export default defineAnalyzer({ name: b, on: { packet() {} } });\n`;
    const { analyzer } = await reloadPlugin(`${folder}/a.ts`, text);
    assertStrictEquals(analyzer.definition.name, "beside");
  });
});
