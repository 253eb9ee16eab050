// cli/field_list.ts: `--list-fields`: what can be printed, plugins' protocols too.
import { listFields } from "../core/output/fields.ts";
import { registryWith } from "../plugins/protocol.ts";
import type { Arguments } from "./arguments.ts";

/** Every field with its type and meaning; those of the plugins that are named stand last. */
export async function fieldList(given: Arguments): Promise<string> {
  const rows = listFields(registryWith(await protocolsOf(given))).map(
    ({ path, field: { type, list, unit, meaning } }) => {
      const kind = list ? `${type}[]` : type;
      const measured = unit === undefined ? meaning : `${meaning}, ${unit}`;
      return `${path.padEnd(40)} ${kind.padEnd(10)} ${measured}\n`;
    },
  );
  return rows.join("");
}

async function protocolsOf(given: Arguments) {
  if (!given.has("plugin")) return [];
  const { loadToLookAt } = await import("./plugin_help.ts");
  const loaded = await loadToLookAt(given);
  return loaded.flatMap(({ analyzer }) => analyzer.definition.protocols ?? []);
}
