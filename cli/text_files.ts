// cli/text_files.ts: small files that the user names, with Deno's permission or through libc.

/** Reads a text file. Without read permission it goes through the C library, which needs ffi. */
export async function readText(path: string): Promise<string> {
  return (await textReader(path))(path);
}

/** What reads text files such as `path`, for when reading cannot wait. */
export async function textReader(path: string): Promise<(path: string) => string> {
  const { state } = Deno.permissions.querySync({ name: "read", path });
  if (state === "granted") return Deno.readTextFileSync;
  const { Files } = await import("../ffi/files.ts");
  const files = new Files();
  return (path) => files.readText(path);
}

/**
 * Writes a text file that is not there yet, with write permission or through the C library.
 * False when it is there, and then it stays as it is.
 */
export async function writeNewText(path: string, text: string): Promise<boolean> {
  const bytes = new TextEncoder().encode(text);
  try {
    if (Deno.permissions.querySync({ name: "write", path }).state === "granted") {
      Deno.writeFileSync(path, bytes, { createNew: true });
    } else {
      const { Files } = await import("../ffi/files.ts");
      using file = new Files().open(path, "exclusive");
      file.write(bytes);
    }
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

function isThere(error: unknown): boolean {
  const { code } = Object(error);
  return error instanceof Deno.errors.AlreadyExists || code === "EEXIST";
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
