// cli/usage_error.ts: what the user typed cannot be done. Exit code 2.

/** The command line, a filter or an option is wrong; nothing was opened. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
