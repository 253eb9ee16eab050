// cli/analysis_modules.ts: all that only a capture with analyzers needs of us, to be imported at once.
import "../plugins/mod.ts";
import "./report_printers.ts";

export { HOST_MODULES } from "./host_modules.ts";
export { liveFilters } from "./live_filters.ts";
