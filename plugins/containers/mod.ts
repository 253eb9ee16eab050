// plugins/containers/mod.ts: the state of analyzers, bounded and mergeable.
export { Counter, type CounterRow } from "./counter.ts";
export { Distinct } from "./distinct.ts";
export { type Key, key, type KeyPart } from "./key.ts";
export type { Json, Mergeable } from "./mergeable.ts";
export { PerKey } from "./per_key.ts";
export { Quantiles } from "./quantiles.ts";
export { Rate, type RateOptions, type RateRow } from "./rate.ts";
export { Series, type SeriesPoint } from "./series.ts";
export { Tally, type TallyRule } from "./tally.ts";
export { TopK, type TopRest, type TopRow } from "./top_k.ts";
