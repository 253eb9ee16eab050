// plugins/sandbox.ts: what a plugin may do: compute, and what the user grants it by name.
import type { PermissionRequest } from "./analyzer.ts";
import { filePath, fileUrl } from "./file_url.ts";
import { PluginError } from "./plugin_error.ts";

/** Rights that nobody needs once the sources and outputs are open; ffi first, for it is all of them. */
const BEFORE_IMPORT = ["ffi", "run", "sys", "env", "write"] as const;
/** A right that the host may go on needing while plugins run. */
export type HostRight = typeof BEFORE_IMPORT[number];
/** Rights that importing a module may need. */
const AFTER_IMPORT = ["read", "net", "import"] as const;

/** The rights that a plugin can ask for and a user can grant. */
const GRANTABLE = ["net", "read", "write", "env"] as const;
type Grantable = typeof GRANTABLE[number];

/** One right that the user gives to one analyzer: `--grant syn-flood:net=hooks.example.com`. */
export interface Grant {
  readonly analyzer: string;
  readonly right: Grantable;
  readonly what: string;
}

/**
 * Reads `--grant`'s value. Throws a `SyntaxError` that says how it is written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(parseGrant("syn-flood:net=hooks.example.com:443"), {
 *   analyzer: "syn-flood",
 *   right: "net",
 *   what: "hooks.example.com:443",
 * });
 * ```
 */
export function parseGrant(text: string): Grant {
  const [, analyzer, right, what] = /^([a-z0-9-]+):([a-z]+)=(.+)$/.exec(text) ?? [];
  if (analyzer === undefined || !GRANTABLE.includes(right as Grantable)) {
    throw new SyntaxError(
      `Cannot read "${text}" as a grant: write PLUGIN:RIGHT=WHAT with one of ${
        GRANTABLE.join(", ")
      }`,
    );
  }
  return { analyzer, right: right as Grantable, what };
}

/**
 * Gives up all rights but those that importing needs, and those that the host
 * itself `keeps`. Libraries that are open stay open: the host goes on through
 * its own handles.
 */
export function closeBeforeImport(
  grants: readonly Grant[],
  keeps: readonly HostRight[] = [],
): void {
  for (const name of BEFORE_IMPORT) {
    if (!isGranted(grants, name) && !keeps.includes(name)) Deno.permissions.revokeSync({ name });
  }
}

/**
 * Gives up the rest. Deno cannot tell which paths it was given beside those that
 * were granted, so that `paths` says where it may have been: what the host itself
 * read and wrote.
 */
export function closeAfterImport(grants: readonly Grant[], paths: readonly string[] = []): void {
  for (const name of AFTER_IMPORT) {
    if (!isGranted(grants, name)) {
      Deno.permissions.revokeSync({ name } as Deno.PermissionDescriptor);
    }
  }
  for (const name of ["read", "write"] as const) {
    const granted = grants.filter(({ right }) => right === name).map(({ what }) => absolute(what));
    if (granted.length > 0) revokeOutside(name, granted, paths.map(absolute));
  }
}

function revokeOutside(
  name: "read" | "write",
  granted: readonly string[],
  paths: readonly string[],
): void {
  for (const path of paths) {
    if (granted.some((folder) => isWithin(path, folder))) continue;
    Deno.permissions.revokeSync({ name, path });
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);
}

function absolute(path: string): string {
  return filePath(fileUrl(path)).replace(/(?<=.)\/$/, "");
}

/**
 * Checks that a grant is one that Deno holds, and no more: a right without
 * bounds is never handed to a plugin. Throws a {@linkcode PluginError}.
 */
export function checkGrant({ analyzer, right, what }: Grant): void {
  const whole = Deno.permissions.querySync({ name: right }).state === "granted";
  if (whole) {
    throw new PluginError(
      `Cannot grant ${analyzer} ${right}=${what}: Deno runs with --allow-${right} for everything; ` +
        `start it with --allow-${right}=${what}`,
    );
  }
  if (Deno.permissions.querySync(descriptor(right, what)).state !== "granted") {
    throw new PluginError(
      `Cannot grant ${analyzer} ${right}=${what}: Deno does not hold it; start it with --allow-${right}=${what}`,
    );
  }
}

/** Checks that all that an analyzer asks for was granted. Throws a {@linkcode PluginError}. */
export function checkRequest(
  analyzer: string,
  request: PermissionRequest | undefined,
  grants: readonly Grant[],
): void {
  for (const right of GRANTABLE) {
    for (const what of request?.[right] ?? []) {
      const granted = grants.some((grant) =>
        grant.analyzer === analyzer && grant.right === right && grant.what === what
      );
      if (granted) continue;
      throw new PluginError(
        `${analyzer} asks for ${right}=${what}; if you trust it with that, add --grant ${analyzer}:${right}=${what} ` +
          `and start Deno with --allow-${right}=${what}`,
      );
    }
  }
}

function isGranted(grants: readonly Grant[], name: string): boolean {
  return grants.some(({ right }) => right === name);
}

function descriptor(right: Grantable, what: string): Deno.PermissionDescriptor {
  switch (right) {
    case "net":
      return { name: "net", host: what };
    case "env":
      return { name: "env", variable: what };
    default:
      return { name: right, path: what };
  }
}
