import { assertMatch, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { LIBC_CANDIDATES } from "../../ffi/libc.ts";
import { runScript } from "./_script.ts";

const paths = LIBC_CANDIDATES.filter((path) => path.startsWith("/"));
const path = paths.find(exists);

const CALL = `
import { libc } from "${new URL("../../ffi/libc.ts", import.meta.url)}";
console.log(libc().geteuid());
`;

Deno.test("libc() opens under --allow-ffi", async () => {
  const { out } = await runScript(CALL, "--allow-ffi");
  assertStrictEquals(out, `${Deno.uid()}\n`);
});

Deno.test({
  name: path === undefined
    ? "libc() opens under --allow-ffi=PATH (skipped: no C library at a known path)"
    : `libc() opens under --allow-ffi=${path}`,
  ignore: path === undefined,
  async fn() {
    const { out } = await runScript(CALL, `--allow-ffi=${path}`);
    assertStrictEquals(out, `${Deno.uid()}\n`);
  },
});

Deno.test("libc() refuses without permission, and names it", async () => {
  const { error } = await runScript(CALL);
  assertStringIncludes(error, "Cannot call the C library: needs --allow-ffi");
});

Deno.test("libc() says what it tried when the permission names another library", async () => {
  const { error } = await runScript(CALL, "--allow-ffi=/no/such/libc.so.6");
  assertStringIncludes(error, "needs --allow-ffi, or --allow-ffi=PATH with one of /lib/");
});

/** The host opens a file, then foreign code tries what the host did. */
const SEALED = `
import { sealLibc } from "${new URL("../../ffi/libc.ts", import.meta.url)}";
import { Files } from "${new URL("../../ffi/files.ts", import.meta.url)}";
const files = new Files();
sealLibc();
Deno.permissions.revokeSync({ name: "ffi" });
const foreign = \`
  const { Files } = await import("${new URL("../../ffi/files.ts", import.meta.url)}");
  export default String(await Promise.try(() => new Files().readText("/etc/passwd")).catch(String));
\`;
const url = URL.createObjectURL(new Blob([foreign], { type: "application/typescript" }));
console.log((await import(url)).default);
console.log(files.readText("/proc/self/comm").length > 0);
`;

Deno.test("sealLibc() closes libc to code that imports it later, not to what is open", async () => {
  const { out } = await runScript(SEALED, "--allow-ffi");
  assertMatch(out, /^NotCapable: Cannot call the C library: it is sealed\ntrue\n$/);
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
