// cli/cast.ts: the plugins of a run and the analyzers that work for them, through changes of version.
import type { Accepts } from "../core/dispatcher.ts";
import type { FlowEventName, FlowEvents, FlowSubscriber } from "../core/flow/subscriber.ts";
import type { Packet } from "../core/packet.ts";
import type { LoadedPlugin } from "../plugins/load.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";
import { type RunningParts, startAnalyzer, startAnalyzers } from "./analyzers.ts";
import type { Setting } from "./plan.ts";
import type { Suspect } from "./stray_errors.ts";

/** A change of version. */
export interface Change {
  readonly old: RunningAnalyzer;
  readonly fresh: RunningAnalyzer;
  /** A sentence for each thing that the new version could not take over. */
  readonly problems: readonly string[];
  /** Set where the new version has hooks that nobody serves yet: it needs an engine of its own. */
  readonly unserved: FlowSeat | undefined;
}

/** Who plays in a run. */
export class Cast {
  /** In the order of the command line; a new version stands in the place of the old. */
  readonly plugins: LoadedPlugin[];
  /** At work for the plugin of the same place. */
  readonly analyzers: RunningAnalyzer[];
  /** Where conversations are delivered to, whichever version is there to take them. */
  readonly seats: FlowSeat[];
  readonly #settings: readonly Setting[];
  readonly #parts: RunningParts;

  /** Puts all to work. Throws before any of them runs. */
  constructor(
    plugins: readonly LoadedPlugin[],
    settings: readonly Setting[],
    parts: RunningParts,
  ) {
    this.plugins = [...plugins];
    this.#settings = settings;
    this.#parts = parts;
    this.analyzers = startAnalyzers(plugins, settings, parts);
    this.seats = this.analyzers.map((analyzer) => new FlowSeat(analyzer));
  }

  /** The plugins, as those that may have thrown a stray error. */
  get suspects(): Suspect[] {
    return this.plugins.map(({ module }, at) => {
      const analyzer = this.analyzers[at];
      return { module, name: analyzer.name, strayed: () => analyzer.strayed() };
    });
  }

  /** Has a new version take over what the old one remembers. Throws where it cannot run. */
  replace(oldPlugin: LoadedPlugin, freshPlugin: LoadedPlugin): Change {
    const at = this.plugins.indexOf(oldPlugin);
    const old = this.analyzers[at];
    const fresh = startAnalyzer(freshPlugin, this.#settings, this.#parts);
    const problems = fresh.takeOver(old);
    const seat = this.seats[at];
    const added = [...fresh.wants].filter((hook) => !seat.wants.has(hook));
    this.plugins[at] = freshPlugin;
    this.analyzers[at] = fresh;
    if (added.length === 0) {
      seat.current = fresh;
      return { old, fresh, problems, unserved: undefined };
    }
    // Who follows conversations has decided at their beginning what to keep of them.
    const hooks = added.map((hook) => `on.${hook}`).join(", ");
    problems.push(`it follows conversations (new: ${hooks})`);
    seat.current = undefined;
    const unserved = this.seats[at] = new FlowSeat(fresh);
    return { old, fresh, problems, unserved };
  }
}

/** One subscriber of conversations that stays while analyzers come and go. */
export class FlowSeat implements FlowSubscriber {
  readonly wants: ReadonlySet<string>;
  /** `undefined` when it has left: nothing is for this seat any more. */
  current: RunningAnalyzer | undefined;

  constructor(first: RunningAnalyzer) {
    this.current = first;
    this.wants = first.wants;
  }

  flowFilterFor(linkType: number): Accepts | undefined {
    return this.current === undefined ? () => false : this.current.flowFilterFor(linkType);
  }

  deliver<Name extends FlowEventName>(
    name: Name,
    subject: FlowEvents[Name],
    packet: Packet | undefined,
    timeMs: number,
  ): void {
    this.current?.deliver(name, subject, packet, timeMs);
  }
}
