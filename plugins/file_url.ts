// plugins/file_url.ts: a file's path as a URL, whatever characters it has, and as a shell's word.

/**
 * The URL of a file. What would mean something else in a URL (`#`, `?`, `%`,
 * blanks) is encoded, so that the URL's path, decoded, is the file's.
 *
 * @param path absolute, or relative to the working directory; a `file:` URL stays one
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(fileUrl("/tmp/50%/a#b.ts").href, "file:///tmp/50%25/a%23b.ts");
 * ```
 */
export function fileUrl(path: string): URL {
  if (path.startsWith("file:")) return new URL(path);
  const absolute = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  return new URL(`file://${absolute.replaceAll(/[%#?\\\s]/g, encodeURIComponent)}`);
}

/**
 * The absolute path of a `file:` URL.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(filePath(fileUrl("/tmp/x/../a #b.ts")), "/tmp/a #b.ts");
 * ```
 */
export function filePath(url: URL): string {
  return decodeURIComponent(url.pathname);
}

/**
 * A text as one word for the shell, in quotes where it needs them.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(shellWord("/tmp/plain-1.ts"), "/tmp/plain-1.ts");
 * assertStrictEquals(shellWord("/tmp/it's"), "'/tmp/it'\\''s'");
 * ```
 */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
