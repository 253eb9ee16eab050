// cli/read_text.ts: small files that the user names, with Deno's permission or through libc.

/** Reads a text file. Without read permission it goes through the C library, which needs ffi. */
export async function readText(path: string): Promise<string> {
  const { state } = Deno.permissions.querySync({ name: "read", path });
  if (state === "granted") return Deno.readTextFileSync(path);
  const { Files } = await import("../ffi/files.ts");
  return new Files().readText(path);
}

/** The text of `/etc/services`, where it can be read. */
export function servicesText(read: (path: string) => string): string | undefined {
  try {
    return read("/etc/services");
  } catch (error) {
    // A host without the file knows no names but ours; the filter's own error says the rest.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
