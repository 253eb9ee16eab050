// tests/cli/plugin_commands_test.ts: what helps to write a plugin: new, check, --plugin X --help.
import { assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { inDirectory } from "../core/capture/_tools.ts";
import { whiff } from "./_whiff.ts";

Deno.test("whiff new writes an analyzer whose types are right and whose test passes", async () => {
  await inDirectory(async (directory) => {
    const made = await whiff(directory, ["new", "my_talkers.ts"], ["--allow-write=."]);
    assertStrictEquals(made.code, 0, made.stderr);
    assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), [
      "deno.json",
      "my_talkers.ts",
      "my_talkers_test.ts",
    ]);
    const checked = await whiff(directory, ["check", "my_talkers.ts"], ["--allow-run"]);
    assertStringIncludes(checked.stderr, "my_talkers.ts is well typed");
    assertStrictEquals(checked.code, 0);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-lock"],
      cwd: directory,
      env: { NO_COLOR: "1" },
    }).output();
    assertStringIncludes(new TextDecoder().decode(stdout), "1 passed");
    assertStrictEquals(success, true);
  });
});

Deno.test("whiff new needs no more than --allow-ffi", async () => {
  await inDirectory(async (directory) => {
    const { code } = await whiff(directory, ["new", "x.ts"], ["--allow-ffi"]);
    assertStrictEquals(code, 0);
    assertStringIncludes(Deno.readTextFileSync(`${directory}/x.ts`), 'name: "x"');
  });
});

Deno.test("whiff new never writes over what is there", async () => {
  await inDirectory(async (directory) => {
    for (const name of ["x.ts", "y_test.ts", "deno.json"]) {
      Deno.writeTextFileSync(`${directory}/${name}`, "mine");
    }
    const refused = await whiff(directory, ["new", "x.ts"], ["--allow-write=."]);
    assertStrictEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "x.ts is there already");
    const made = await whiff(directory, ["new", "y.ts"], ["--allow-write=."]);
    assertStringIncludes(made.stdout, "deno.json is there already");
    for (const name of ["x.ts", "y_test.ts", "deno.json"]) {
      assertStrictEquals(Deno.readTextFileSync(`${directory}/${name}`), "mine");
    }
  });
});

for (
  const [does, args, permissions, code, message] of [
    ["new without a name", ["new"], ["--allow-write=."], 2, "new takes the name"],
    ["new for what is no module", ["new", "x.py"], ["--allow-write=."], 2, "new takes the name"],
    ["new without a right", ["new", "x.ts"], [], 3, "--allow-ffi"],
    ["check without a plugin", ["check"], ["--allow-run"], 2, "check takes a plugin's file"],
    ["check without a right", ["check", "x.ts"], [], 3, "--allow-run"],
    [
      "check of a mistake",
      ["check", "bad.ts"],
      ["--allow-run"],
      4,
      "'originalLenght' does not exist",
    ],
  ] as const
) {
  Deno.test(`whiff ends with code ${code} for ${does}`, async () => {
    await inDirectory(async (directory) => {
      Deno.writeTextFileSync(
        `${directory}/bad.ts`,
        `import { defineAnalyzer } from "whiff";
         export default defineAnalyzer({ name: "bad", on: { packet: (p) => void p.originalLenght } });`,
      );
      const end = await whiff(directory, args, permissions);
      assertStringIncludes(end.stderr, message);
      assertStrictEquals(end.code, code);
    });
  });
}

for (const permissions of [["--allow-ffi"], ["--allow-read=."]]) {
  Deno.test(`whiff --plugin X --help tells its options, with ${permissions[0]}`, async () => {
    await inDirectory(async (directory) => {
      Deno.writeTextFileSync(
        `${directory}/x.ts`,
        `import { defineAnalyzer, defineProtocol, field, option } from "whiff";
         const lamp = defineProtocol({
           name: "lamp", title: "Lamp control", over: { udp: 4242 },
           fields: { on: field.flag(0, 1, "it shines"), level: field.u16(1, "brightness") },
         });
         export default defineAnalyzer({
           name: "x", description: "An example", filter: "tcp",
           permissions: { net: ["example.com"] },
           protocols: [lamp],
           options: { rows: option.integer(10, "rows to show", { min: 1 }) },
           on: { packet() {} },
         });`,
      );
      const { stdout, stderr } = await whiff(
        directory,
        ["--plugin", "./x.ts", "--help"],
        permissions,
      );
      assertStrictEquals(stderr, "");
      assertEquals(stdout.split("\n"), [
        "x: An example",
        "Filter: tcp",
        "Protocol lamp: Lamp control; lamp.on, lamp.level",
        "Asks for --grant x:net=example.com",
        "Options:",
        "  --set x.rows=…  rows to show: a whole number from 1 up; 10 unless set",
        "",
      ]);
    });
  });
}
