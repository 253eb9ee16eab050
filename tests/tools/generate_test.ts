import { assert } from "@std/assert";
import { generatedFiles } from "../../tools/generate.ts";

for (const [path, text] of generatedFiles()) {
  Deno.test(`generatedFiles() is what ${path} holds`, () => {
    const held = Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));
    assert(held === text, `${path} is stale: run deno task generate`);
  });
}
