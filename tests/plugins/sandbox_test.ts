// tests/plugins/sandbox_test.ts: grants, and rights given up; tests/live/sandbox_test.ts breaks out.
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { PluginError } from "../../plugins/plugin_error.ts";
import { checkRequest, parseGrant } from "../../plugins/sandbox.ts";

for (const right of ["net", "read", "write", "env"] as const) {
  Deno.test(`parseGrant() takes ${right}, and all that stands behind =`, () => {
    assertEquals(parseGrant(`my-talkers:${right}=a:1=b`), {
      analyzer: "my-talkers",
      right,
      what: "a:1=b",
    });
  });
}

for (const text of ["", "x", "x:net", "x:net=", "x:ffi=a", "x:run=a", "X:net=a", ":net=a"]) {
  Deno.test(`parseGrant() refuses "${text}"`, () => {
    assertThrows(() => parseGrant(text), SyntaxError, `Cannot read "${text}" as a grant`);
  });
}

const NET = { analyzer: "x", right: "net", what: "example.com" } as const;

Deno.test("checkRequest() takes what was granted to that analyzer, and no request", () => {
  checkRequest("x", { net: ["example.com"] }, [NET]);
  checkRequest("x", undefined, []);
});

for (
  const [does, analyzer, what] of [
    ["another analyzer", "y", "example.com"],
    ["another host", "x", "example.org"],
  ] as const
) {
  Deno.test(`checkRequest() refuses what was granted to ${does}`, () => {
    assertThrows(
      () => checkRequest(analyzer, { net: [what] }, [NET]),
      PluginError,
      `add --grant ${analyzer}:net=${what} and start Deno with --allow-net=${what}`,
    );
  });
}

/** Runs code that has our sandbox, in a process with those rights; what it prints. */
function confined(permissions: readonly string[], code: string): string {
  const module = new URL("../../plugins/sandbox.ts", import.meta.url).href;
  const { stdout, stderr, success } = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--config", new URL("../../deno.json", import.meta.url).pathname, ...permissions],
      `data:text/javascript,${
        encodeURIComponent(
          `import { checkGrant, closeAfterImport, closeBeforeImport } from "${module}";
           const NET = ${JSON.stringify(NET)};
           const held = () => ["ffi", "run", "sys", "env", "write", "read", "net", "import"]
             .filter((name) => Deno.permissions.querySync({ name }).state === "granted").join();
           ${code}`,
        )
      }`,
    ],
    stdin: "null",
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

for (
  const [does, call, held] of [
    ["closeBeforeImport() leaves what importing needs", "closeBeforeImport([])", "read,net,import"],
    [
      "closeBeforeImport() leaves what the host keeps",
      `closeBeforeImport([], ["write"])`,
      "write,read,net,import",
    ],
    ["closeAfterImport() leaves nothing of it", "closeBeforeImport([]); closeAfterImport([])", ""],
    [
      "closeAfterImport() leaves what was granted",
      "closeBeforeImport([NET]); closeAfterImport([NET])",
      "net",
    ],
  ] as const
) {
  Deno.test(does, () => {
    assertStrictEquals(confined(["--allow-all"], `${call}; console.log(held());`), held);
  });
}

for (
  const [does, read, granted, paths, held] of [
    ["what the host read elsewhere", "/a,/b", "/a", ["/b/c.pcap"], "/a"],
    ["all of a folder that the host read from", "/a,/b", "/a/x", ["/a/c.pcap"], "/b"],
    ["nothing of what was granted", "/a", "/a", ["/a/c.pcap", "/a"], "/a"],
    ["nothing where the root was granted", "/", "/", ["/a/c.pcap", "/"], "/a,/b,/ab"],
    ["what only begins alike", "/a,/ab", "/a/", ["/ab"], "/a"],
  ] as const
) {
  Deno.test(`closeAfterImport() gives up ${does}, beside a grant`, () => {
    const grant = { analyzer: "x", right: "read", what: granted };
    const code = `closeAfterImport([${JSON.stringify(grant)}], ${JSON.stringify(paths)});
      console.log(["/a", "/b", "/ab"].filter((path) =>
        Deno.permissions.querySync({ name: "read", path }).state === "granted").join());`;
    assertStrictEquals(confined([`--allow-read=${read}`], code), held);
  });
}

for (
  const [does, permissions, says] of [
    ["takes a right that Deno holds for that alone", ["--allow-net=example.com"], "taken"],
    ["refuses a right without bounds", ["--allow-net"], "for everything"],
    ["refuses a right that Deno does not hold", [], "Deno does not hold it"],
  ] as const
) {
  Deno.test(`checkGrant() ${does}`, () => {
    const printed = confined(
      permissions,
      `try { checkGrant(NET); console.log("taken"); } catch (error) { console.log(error.message); }`,
    );
    assertStrictEquals(printed.includes(says), true, printed);
  });
}
