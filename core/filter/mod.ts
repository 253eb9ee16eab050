// core/filter/mod.ts: the pcap-filter language.
export * from "./filter.ts";
export * from "./error.ts";
