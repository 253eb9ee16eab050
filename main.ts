// main.ts: arguments in, exit code out.
import { run } from "./cli/run.ts";

Deno.exit(await run(Deno.args));
