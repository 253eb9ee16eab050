// cli/state_files.ts: the directory of `--state`, by Deno's permission or through libc.
import type { Files } from "../ffi/files.ts";
import { errorCode } from "./exit.ts";
import type { StateFiles } from "./state_store.ts";

/**
 * Files read with Deno's permission, all of them now: reading is given up
 * before the analyzers' names are known. Writing has to stay allowed.
 */
export function denoStateFiles(directory: string): StateFiles {
  const texts = new Map<string, string>();
  for (const { name, isFile } of Deno.readDirSync(directory)) {
    if (isFile && name.endsWith(".json")) {
      texts.set(name, Deno.readTextFileSync(`${directory}/${name}`));
    }
  }
  return {
    read: (name) => texts.get(name),
    // Renaming would need read permission too.
    replace: (name, text) => Deno.writeTextFileSync(`${directory}/${name}`, text),
  };
}

/** Files through libc, as the user that the process has become by then. */
export function nativeStateFiles(files: Files, directory: string): StateFiles {
  return {
    read(name) {
      try {
        return files.readText(`${directory}/${name}`);
      } catch (error) {
        if (errorCode(error) === "ENOENT") return undefined;
        throw error;
      }
    },
    replace(name, text) {
      const [path, beside] = [`${directory}/${name}`, `${directory}/.${name}.new`];
      try {
        {
          using file = files.open(beside, "truncate");
          file.write(new TextEncoder().encode(text));
        }
        files.rename(beside, path);
      } catch (error) {
        if (errorCode(error) !== "EACCES") throw error;
        throw new Error(
          `Cannot keep state in ${directory}: the user that whiff runs on as may not write there; ` +
            "make it theirs (chown), or name its owner with -Z",
          { cause: error },
        );
      }
    },
  };
}
