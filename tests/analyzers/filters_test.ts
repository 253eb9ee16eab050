import { LinkType } from "../../core/capture/link_type.ts";
import { compileFilter } from "../../core/filter/mod.ts";
import { isFilterable } from "../../core/filter/generate/place.ts";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";

const LINK_TYPES = Object.entries(LinkType).filter(([, number]) => isFilterable(number));

for (const [name, module] of BUILT_IN_ANALYZERS) {
  Deno.test(`the filter of ${name} is one on every link type, live and in files`, async () => {
    const { definition: { filter } } = (await module()).default as Analyzer;
    for (const [, linkType] of LINK_TYPES) {
      for (const live of [true, false]) compileFilter(filter ?? "", { linkType, live });
    }
  });
}
