import { assertStringIncludes } from "@std/assert";

/** Runs code in a process of its own, where everything has been locked; its standard output. */
function locked(code: string): string {
  const module = new URL("../../plugins/lockdown.ts", import.meta.url).href;
  const source = `import { hideInternals, lockExports, lockIntrinsics } from "${module}";
    hideInternals();
    lockExports([{ Ours: globalThis.Ours = class Ours { method() { return "ours"; } } }]);
    lockIntrinsics();
    const tried = (act) => { try { return String(act()); } catch (error) { return error.name; } };
    ${code}`;
  const { stdout, stderr, success } = new Deno.Command(Deno.execPath(), {
    args: ["run", `data:text/javascript,${encodeURIComponent(source)}`],
    stdin: "null",
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

for (
  const [does, act] of [
    ["replace a method", "String.prototype.replace = () => 1"],
    ["delete a method", "delete RegExp.prototype.exec"],
    ["replace a constructor's function", "Object.keys = () => []"],
    ["replace a namespace's function", "JSON.stringify = () => 1"],
    ["replace a global name", "globalThis.Date = class {}"],
    ["replace one behind a getter", "globalThis.TextEncoder = class {}"],
    ["replace an accessor", "Object.defineProperty(RegExp.prototype, 'flags', { value: 1 })"],
    ["add to a prototype", "Date.prototype.extra = 1"],
    ["replace a method of ours", "Ours.prototype.method = () => 1"],
    ["reach the runtime's inside", "Deno[Deno.internal].core"],
  ] as const
) {
  Deno.test(`lockIntrinsics() and its kin: a plugin cannot ${does}`, () => {
    assertStringIncludes(locked(`console.log(tried(() => { ${act}; }));`), "TypeError");
  });
}

for (
  const [does, act] of [
    ["override what is inherited", "const o = {}; o.toString = () => 'mine'; return o"],
    ["name its errors", "const e = new Error('x'); e.name = 'mine'; return e.name"],
    [
      "extend classes of the language",
      "class Mine extends Date { getTime() { return 'mine'; } } return new Mine().getTime()",
    ],
    ["have globals of its own", "globalThis.own = 'mine'; return own"],
    ["limit stacks", "Error.stackTraceLimit = 1; return 'mine'"],
  ] as const
) {
  Deno.test(`lockIntrinsics() lets a plugin ${does}`, () => {
    assertStringIncludes(locked(`console.log(tried(() => { ${act}; }));`), "mine");
  });
}
