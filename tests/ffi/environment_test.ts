import { assertStrictEquals } from "@std/assert";
import { environmentVariable, hostname } from "../../ffi/environment.ts";
import { runScript } from "./_script.ts";

Deno.test("environmentVariable() is undefined for what is not set", () => {
  assertStrictEquals(environmentVariable("WHIFF_NO_SUCH_VARIABLE"), undefined);
});

Deno.test("hostname() is the one Deno tells", () => {
  assertStrictEquals(hostname(), Deno.hostname());
});

Deno.test("closeStandardInput() leaves an input that ends at once", async () => {
  const code = `
    import { closeStandardInput } from "${new URL("../../ffi/environment.ts", import.meta.url)}";
    closeStandardInput();
    console.log(Deno.stdin.readSync(new Uint8Array(1)), Deno.stdin.isTerminal());
  `;
  assertStrictEquals((await runScript(code, "--allow-ffi")).out, "null false\n");
});
