// core/filter/mod.ts: the pcap-filter language, compiled by us.
export { FilterSyntaxError } from "./error.ts";
export { compileFilter, Filter, type FilterOptions } from "./filter.ts";
export { type Auxiliary, interpret } from "./interpreter.ts";
export { type FilterFunction, toJavaScript } from "./javascript.ts";
export { Names } from "./names.ts";
export { printC, printDecimal, printListing } from "./printer.ts";
export {
  type BpfProgram,
  DROP_ALL,
  encodeProgram,
  type Instruction,
  invalidity,
  LONGEST_PROGRAM,
} from "./program.ts";
export { unionFilters } from "./union.ts";
