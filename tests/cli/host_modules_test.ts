import { assertEquals } from "@std/assert";
import { HOST_MODULES } from "../../cli/host_modules.ts";

const FFI = new URL("../../ffi/", import.meta.url);

for (const { name } of Deno.readDirSync(FFI)) {
  Deno.test(`HOST_MODULES has ffi/${name}, so that it is locked before a plugin comes`, async () => {
    const module: object = await import(new URL(name, FFI).href);
    assertEquals(HOST_MODULES.includes(module), true);
  });
}
