// cli/exit.ts: how it ended, as the number that scripts read.
import { CaptureFileError } from "../core/capture/capture_file_error.ts";
import { FilterSyntaxError } from "../core/filter/error.ts";
import { SyscallError } from "../ffi/errno.ts";
import { PluginError } from "../plugins/plugin_error.ts";
import { UsageError } from "./usage_error.ts";

/** Exit codes, for scripts. */
export const ExitCode = {
  Ok: 0,
  /** Something could not be done: no such interface or file, disk full, interface gone. */
  Failed: 1,
  /** A flag, the filter or an option is wrong; nothing was opened. */
  Usage: 2,
  /** A permission is missing. */
  Permission: 3,
  /** A plugin does not load. */
  Plugin: 4,
  /** A capture file is damaged; what was whole in it was delivered. */
  DamagedFile: 5,
  /** `--fail-on-alert`: an analyzer gave an alert. */
  Alert: 10,
  /** `--fail-on-loss`: packets were lost. */
  Loss: 11,
  /** A second SIGINT. */
  Interrupted: 130,
} as const;
/** One of {@linkcode ExitCode}. */
export type ExitCode = typeof ExitCode[keyof typeof ExitCode];

/** The exit code for what was thrown. */
export function exitCodeFor(error: unknown): ExitCode {
  if (error instanceof UsageError || error instanceof FilterSyntaxError) return ExitCode.Usage;
  if (error instanceof PluginError) return ExitCode.Plugin;
  if (error instanceof CaptureFileError) return ExitCode.DamagedFile;
  if (isPermissionProblem(error)) return ExitCode.Permission;
  return ExitCode.Failed;
}

/** Deno's words for what the system refuses: `No such file or directory (os error 2): open 'x'`. */
const SYSTEM_MESSAGE = /^(.+) \(os error \d+\): \w+ '(.+)'$/;

/** What to tell the user: the message alone for what is expected, the stack for what is our mistake. */
export function messageFor(error: unknown): string {
  if (error instanceof FilterSyntaxError) return error.marked;
  if (error instanceof Deno.errors.NotCapable) return permissionHint(error);
  if (!(error instanceof Error)) return String(error);
  const [, why, path] = SYSTEM_MESSAGE.exec(error.message) ?? [];
  if (path !== undefined) return `Cannot open ${path}: ${why}`;
  const ours = error instanceof TypeError || error instanceof ReferenceError;
  return ours ? `${error.stack}` : error.message;
}

/** The kernel's name for what a system call failed with, `ENOENT`; `undefined` for other errors. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof SyscallError ? error.code : undefined;
}

function isPermissionProblem(error: unknown): boolean {
  if (error instanceof Deno.errors.NotCapable) return true;
  if (error instanceof Deno.errors.PermissionDenied) return true;
  return error instanceof SyscallError && (error.code === "EPERM" || error.code === "EACCES");
}

/** Deno's own words name the flag; ours say where it goes. */
function permissionHint(error: Error): string {
  const [, flag] = /(--allow-[a-z]+)/.exec(error.message) ?? [];
  const hint = flag === undefined ? "" : `; put ${flag} before main.ts`;
  return `${error.message.replace(/, run again with.*$/, "")}${hint}`;
}
