// cli/watch.ts: `--watch`: a plugin whose file has changed is loaded anew and takes over.
import { type LoadedPlugin, type ReadSource, reloadPlugin, sourcePath } from "../plugins/load.ts";
import { messageFor } from "./exit.ts";
import { note } from "./standard_output.ts";

/** Who runs the plugins. */
export interface PluginHost {
  /** Reads a plugin's file, however the host may. */
  readonly readSource: ReadSource;
  /**
   * Puts a new version in the place of an old one, between two packets. Gives a
   * sentence for each part of the state that could not be handed over. Throws
   * where the new version cannot run; then the old one goes on.
   */
  replace(old: LoadedPlugin, fresh: LoadedPlugin): Promise<readonly string[]>;
}

/** One plugin and the text that it was loaded from. */
interface Watched {
  plugin: LoadedPlugin;
  readonly path: string;
  text: string;
}

/**
 * Looks at the files of plugins. Texts are compared, not times: an editor that
 * writes twice, or a file system without times, makes no difference.
 */
export class Watcher {
  readonly #host: PluginHost;
  readonly #watched: Watched[];
  #busy = false;

  /** Reads each file once; plugins without one are left out. */
  constructor(plugins: readonly LoadedPlugin[], host: PluginHost) {
    this.#host = host;
    this.#watched = plugins.flatMap((plugin) => {
      const path = sourcePath(plugin.module.path);
      return path === undefined ? [] : [{ plugin, path, text: host.readSource(path) }];
    });
    if (this.#watched.length === 0) {
      note("whiff: --watch has nothing to watch: no plugin is a file");
    }
  }

  /** Looks at all files, and loads what has changed. Does nothing while it is at it already. */
  async check(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (const watched of this.#watched) await this.#look(watched);
    } finally {
      this.#busy = false;
    }
  }

  async #look(watched: Watched): Promise<void> {
    const { plugin, text: before } = watched;
    const { path } = plugin.module;
    try {
      const text = this.#host.readSource(watched.path);
      // An editor may be about to write: an empty file is on its way to be another.
      if (text === before || text === "") return;
      watched.text = text;
      const fresh = await reloadPlugin(path, text);
      const problems = await this.#host.replace(plugin, fresh);
      watched.plugin = fresh;
      const anew = problems.length === 0 ? "" : `; it begins anew where ${problems.join(", ")}`;
      note(`whiff: ${path} was loaded anew and has taken over${anew}`);
    } catch (error) {
      if (isGone(error)) return;
      note(`whiff: ${messageFor(error)}\nwhiff: ${path} goes on as it was`);
    }
  }
}

/** Between an editor's removing a file and its putting the new one there. */
function isGone(error: unknown): boolean {
  return Object(error).code === "ENOENT";
}
