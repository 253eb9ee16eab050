// plugins/containers/mod.ts: the state of analyzers, bounded and mergeable.
export { type Key, key, type KeyPart } from "./key.ts";
export type { Json, Mergeable } from "./mergeable.ts";
export { TopK, type TopRest, type TopRow } from "./top_k.ts";
