// cli/conflicts.ts: flags that cannot go together.
import { type Arguments, spelt } from "./arguments.ts";
import { UsageError } from "./usage_error.ts";

/** What is wrong with packets as CSV without columns. */
export const FIELDS_NEEDED =
  "--format csv needs --fields, such as --fields ipv4.source,tcp.flags.syn";

/** Throws a {@linkcode UsageError} when flags contradict each other. */
export function refuseConflicts(given: Arguments, files: readonly string[]): void {
  const analyzed = given.has("plugin") || given.has("eval");
  const output = given.text("write"), format = given.text("format");
  if (files.length > 0 && given.has("interface")) {
    throw new UsageError("-i captures and -r reads a file: give one of them");
  }
  if (files.length > 0 && given.has("watch")) {
    throw new UsageError("--watch is for a capture that goes on; for a file, start it anew");
  }
  if (files.includes("")) throw new UsageError("-r needs the name of a file");
  if (output !== undefined && output !== "-" && files.some((file) => isSame(file, output))) {
    throw new UsageError(`-w ${output} would overwrite the file that is read`);
  }
  if (output === "-" && (given.has("print") || given.has("count") || analyzed)) {
    throw new UsageError(
      "-w - fills standard output with packets: there is no room for lines and reports",
    );
  }
  if (given.has("fields") && format !== "csv") {
    throw new UsageError("--fields chooses the columns of --format csv");
  }
  const printed = given.has("print") || !(analyzed || output !== undefined || given.has("count"));
  if (format === "csv" && printed && !given.has("fields")) throw new UsageError(FIELDS_NEEDED);
  if (given.has("max-flows") && !analyzed) {
    throw new UsageError("--max-flows is about what analyzers follow, and no analyzer is given");
  }
  if (format === "json" && analyzed && given.has("print")) {
    throw new UsageError(
      "--format json is one array, of packets or of reports: use ndjson for both",
    );
  }
  refuseRotation(given, output);
}

/** What is about further files needs a file, and a reason for the next one. */
function refuseRotation(given: Arguments, output: string | undefined): void {
  const rotated = given.has("file-size") || given.has("rotate-seconds");
  for (const name of ["file-size", "rotate-seconds", "file-count"] as const) {
    if (given.has(name) && output === undefined) {
      throw new UsageError(`${spelt(name)} is about the file of -w, and there is none`);
    }
  }
  if (output === "-" && rotated) {
    throw new UsageError("-w - is one stream: it cannot be rotated (-C, -G)");
  }
  if (given.has("file-count") && !rotated) {
    throw new UsageError("-W counts the files of -C or -G: give one of them");
  }
}

/** Whether two paths are the same, as far as their text tells. */
function isSame(one: string, other: string): boolean {
  return normal(one) === normal(other);
}

function normal(path: string): string {
  return path.replace(/\/+(?:\.\/+)*/g, "/").replace(/^(?:\.\/)+/, "");
}
