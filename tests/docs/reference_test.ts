// The reference that `deno doc` makes: nothing in it is without words or leads to a private type.
import { assertStrictEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url).pathname;

for (
  const [imported, file] of [
    ["whiff", "plugins/mod.ts"],
    ["whiff/testing", "plugins/testing/mod.ts"],
  ]
) {
  Deno.test(`deno doc --lint finds nothing in "${imported}"`, async () => {
    // Both at once: what one refers to, the other may export.
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["doc", "--lint", ...new Set([file, "plugins/mod.ts"])],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdout: "null",
    }).output();
    assertStrictEquals(new TextDecoder().decode(stderr).replace(/^Checked .*\n/gm, ""), "");
    assertStrictEquals(code, 0);
  });
}
