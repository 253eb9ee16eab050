// cli/version.ts: the version, as deno.json has it.
import settings from "../deno.json" with { type: "json" };

/** The version of whiff, `0.1.0`. */
export const VERSION: string = settings.version;
