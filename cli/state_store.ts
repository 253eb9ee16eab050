// cli/state_store.ts: `--state DIR`: what analyzers remember from one run to the next.
import { loadState, saveState } from "../plugins/state.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";
import { note } from "./standard_output.ts";

/** Files in the directory of `--state`, by Deno's permission or through libc. */
export interface StateFiles {
  /** The text of a file; `undefined` where there is none. Throws where it cannot be read. */
  read(name: string): string | undefined;
  /** Puts a whole file in the place of what has its name, or leaves that as it is and throws. */
  replace(name: string, text: string): void;
}

/** What the files say that they are; one with another version is not touched. */
const VERSION = 1;

/** Takes back what the analyzers saved. What does not fit is said, and begins anew. */
export function restore(files: StateFiles, analyzers: readonly RunningAnalyzer[]): void {
  for (const { name, state } of analyzers) {
    const text = files.read(fileName(name));
    if (text === undefined) continue;
    for (const problem of problemsOf(state, name, text)) {
      note(`whiff: the saved state of ${name} does not fit: ${problem}; that part begins anew`);
    }
  }
}

/** Saves what the analyzers remember, each in a file of its own. */
export function save(files: StateFiles, analyzers: readonly RunningAnalyzer[]): void {
  for (const { name, state } of analyzers) {
    const saved = saveState(state);
    if (saved === undefined) continue;
    files.replace(
      fileName(name),
      `${JSON.stringify({ version: VERSION, analyzer: name, ...saved })}\n`,
    );
  }
}

function problemsOf(state: unknown, name: string, text: string): string[] {
  try {
    const saved = JSON.parse(text);
    const { version, analyzer } = Object(saved);
    if (version !== VERSION || analyzer !== name) return ["it is another analyzer's, or version's"];
    return loadState(state, saved);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [error.message];
  }
}

function fileName(analyzer: string): string {
  return `${analyzer}.json`;
}
