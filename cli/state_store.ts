// cli/state_store.ts: `--state DIR`: what analyzers remember from one run to the next.
import { loadState, saveState } from "../plugins/state.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";
import { note } from "./standard_output.ts";
import { UsageError } from "./usage_error.ts";

/** Files in the directory of `--state`, by Deno's permission or through libc. */
export interface StateFiles {
  /** The text of a file; `undefined` where there is none. Throws where it cannot be read. */
  read(name: string): string | undefined;
  /** Puts a whole file in the place of what has its name, or leaves that as it is and throws. */
  replace(name: string, text: string): void;
}

/** What the files say that they are; one that says something else is not touched. */
const VERSION = 1;

/** What analyzers remember between runs, in a file for each. */
export class StateStore {
  readonly #files: StateFiles;
  /** Files that hold something else, and are not ours to replace. */
  readonly #foreign = new Set<string>();

  constructor(files: StateFiles) {
    this.#files = files;
  }

  /**
   * Takes back what the analyzers saved. What does not fit is said, and begins
   * anew. Throws where it cannot be saved again, and a {@linkcode UsageError}
   * where two would share a file.
   */
  restore(analyzers: readonly RunningAnalyzer[]): void {
    const names = analyzers.filter(({ state }) => state !== undefined).map(({ name }) => name);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) {
      throw new UsageError(`--state: two analyzers are called ${twice}, and would share a file`);
    }
    for (const { name, state } of analyzers) {
      const file = fileName(name);
      const text = this.#files.read(file);
      if (text === undefined) continue;
      const saved = savedIn(text, name);
      if (saved === undefined) {
        this.#foreign.add(file);
        note(`whiff: ${file} holds no state of ${name} that we know: it stays as it is`);
        continue;
      }
      for (const problem of loadState(state, saved)) {
        note(`whiff: the saved state of ${name} does not fit: ${problem}; that part begins anew`);
      }
    }
    // That the folder is not there, or not ours, is to be known now and not after hours.
    this.save(analyzers);
  }

  /** Saves what the analyzers remember. */
  save(analyzers: readonly RunningAnalyzer[]): void {
    for (const { name, state } of analyzers) {
      const saved = saveState(state);
      const file = fileName(name);
      if (saved === undefined || this.#foreign.has(file)) continue;
      const text = JSON.stringify({ version: VERSION, analyzer: name, ...saved });
      this.#files.replace(file, `${text}\n`);
    }
  }
}

/** What the text of a file has for that analyzer; `undefined` where it is something else. */
function savedIn(text: string, name: string): object | undefined {
  try {
    const saved: unknown = JSON.parse(text);
    const { version, analyzer } = Object(saved);
    return version === VERSION && analyzer === name ? Object(saved) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function fileName(analyzer: string): string {
  return `${analyzer}.json`;
}
