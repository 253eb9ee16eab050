// cli/analyzer_list.ts: `--list-analyzers`.
import { BUILT_IN_ANALYZERS } from "../analyzers/mod.ts";
import { analyzerFrom } from "../plugins/validate.ts";

/** Our own analyzers, by name. */
export async function analyzerList(): Promise<string> {
  const rows = await Promise.all(
    [...BUILT_IN_ANALYZERS].map(async ([name, load]) => {
      const { definition } = analyzerFrom((await load()).default, name);
      return `${name.padEnd(18)}${definition.description ?? ""}\n`;
    }),
  );
  return rows.join("");
}
