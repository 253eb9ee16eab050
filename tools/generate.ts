// tools/generate.ts: writes what is made from tables: pages of protocols and flags, the schema.
import { packetSchema } from "../core/output/schema.ts";
import { protocolsPage } from "./protocols_page.ts";
import { referencePage } from "./reference_page.ts";

/** Every generated file: its path in the repository and what it must hold. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/protocols.md", protocolsPage()],
    ["docs/reference.md", referencePage()],
    ["core/output/schema/packet.schema.json", JSON.stringify(packetSchema(), null, 2) + "\n"],
  ]);
}

if (import.meta.main) {
  for (const [path, text] of generatedFiles()) {
    const url = new URL(`../${path}`, import.meta.url);
    Deno.mkdirSync(new URL(".", url), { recursive: true });
    Deno.writeTextFileSync(url, text);
  }
}
