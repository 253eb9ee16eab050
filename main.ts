// main.ts: arguments in, exit code out.
import { run } from "./cli/run.ts";

// Plugins cannot call it (plugins/lockdown.ts): they find another in its place.
const { exit } = Deno;

exit(await run(Deno.args));
