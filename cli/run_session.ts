// cli/run_session.ts: the plan's outputs and analyzers, put around a source.
import type { CaptureWriter } from "../core/capture/capture_writer.ts";
import { linkTypeName } from "../core/capture/link_type.ts";
import { linkTypesOf, type Source } from "../core/capture/source.ts";
import type { DispatcherOptions } from "../core/dispatcher.ts";
import type { FlowEngine, FlowOptions } from "../core/flow/engine.ts";
import type { FlowSubscriber } from "../core/flow/subscriber.ts";
import { LINK_TYPE } from "../core/wire/select.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import type { LoadedPlugin, ReadSource } from "../plugins/load.ts";
import { registryWith } from "../plugins/protocol.ts";
import type { EffectSinks } from "../plugins/running_context.ts";
import { checkRequest } from "../plugins/sandbox.ts";
import { Cast } from "./cast.ts";
import { decodingAs } from "./decoding_as.ts";
import { ExitCode } from "./exit.ts";
import type { CaptureFilters } from "./filters.ts";
import { Outputs } from "./outputs.ts";
import type { Plan } from "./plan.ts";
import { Session } from "./session.ts";
import { note, StandardOutput } from "./standard_output.ts";
import { type StateFiles, StateStore } from "./state_store.ts";
import { catchStrayErrors } from "./stray_errors.ts";
import { Watcher } from "./watch.ts";
import { WriteConsumer } from "./write_consumer.ts";

/** What is open already. */
export interface OpenParts {
  readonly plan: Plan;
  readonly source: Source;
  readonly live: boolean;
  /** What is captured or read, in tcpdump's words. */
  readonly startLine: string;
  /** Called when the session listens to signals itself. */
  readonly onReady?: () => void;
  /** Undoes what must not stay behind, when there is no time for more. */
  readonly abandon?: () => void;
  readonly loaded: readonly LoadedPlugin[];
  /** Set where the plan has a filter or analyzers. */
  readonly filters?: CaptureFilters;
  /** Which frames of a file count: of a capture the kernel knows. */
  readonly filterFor?: DispatcherOptions["filterFor"];
  /** `-w`: for every captured packet. */
  readonly writer?: CaptureWriter;
  /** `--save`: for what analyzers save. */
  readonly saver?: CaptureWriter;
  /** `--state`: where analyzers' state is kept. */
  readonly stateFiles?: StateFiles;
  /** `--watch`: how to look at plugins' files, and to have the kernel let through what they want. */
  readonly watching?: Watching;
}

/** What watching plugins needs of a capture. */
export interface Watching {
  readonly readSource: ReadSource;
  refilter(plugins: readonly LoadedPlugin[]): void;
}

/** Runs the plan over a source, to the end. */
export async function runSession(parts: OpenParts): Promise<ExitCode> {
  const { plan, source, live, startLine, loaded, filters, writer, saver, stateFiles, watching } =
    parts;
  const standardOutput = new StandardOutput(() => source.stop());
  const registry = registryFor(plan, loaded);
  noteUndecoded(source, registry);
  const outputs = await Outputs.open(plan, standardOutput, live, registry);
  const write = writer && new WriteConsumer(writer, () => {
    session.cease();
    // On a silent line there may be no further packet to end with.
    source.stop();
  });
  let alerts = 0;
  const cast: Cast = new Cast(loaded, plan.settings, {
    sinks: {
      event(event) {
        if (event.kind === "alert") alerts++;
        outputs.event(event);
      },
      save: saveInto(write, saver),
    },
    compile(filter, linkType) {
      if (filters === undefined) {
        throw new TypeError(`Cannot compile "${filter}": a run with analyzers needs filters`);
      }
      return filters.analyzerFilter(filter, linkType, cast.plugins);
    },
  });
  using _stray = catchStrayErrors(() => cast.suspects);
  const bounds = { maxFlows: plan.maxFlows };
  const flows = await enginesFor(cast.seats, bounds);
  const store = stateFiles && new StateStore(stateFiles);
  store?.restore(cast.analyzers);
  const watcher = watching && new Watcher(cast.plugins, {
    readSource: watching.readSource,
    async replace(old, next) {
      const { name, permissions } = next.analyzer.definition;
      checkRequest(name, permissions, plan.grants);
      filters?.wanted([next], false, linkTypesOf(source));
      const protocols = registryFor(plan, cast.plugins.map((one) => one === old ? next : one));
      const { flowEngines } = await import("../plugins/flow_host.ts");
      // From here on nothing may wait: the next packet is the new version's.
      const { old: before, fresh, problems, unserved } = cast.replace(old, next);
      watching.refilter(cast.plugins);
      registry.become(protocols);
      session.replace(before, fresh, unserved === undefined ? [] : flowEngines([unserved], bounds));
      return problems;
    },
  });
  const session: Session = new Session({
    source,
    live,
    startLine,
    onReady: parts.onReady,
    // Somebody reads the pipe; a file can wait until there is enough.
    onBatch: plan.write?.path === "-" ? () => writer?.flush() : undefined,
    abandon: parts.abandon,
    analyzers: cast.analyzers,
    flows,
    watch: watcher && (() => void watcher.check()),
    // The writer is last, so that what analyzers say of a packet stands beside it.
    consumers: [
      ...outputs.packets,
      ...flows,
      ...cast.analyzers,
      ...(write === undefined ? [] : [write]),
    ],
    outputs,
    standardOutput,
    filterFor: parts.filterFor,
    registry,
    statistics: plan.statistics,
    failOnLoss: plan.failOnLoss,
    limit: plan.limit,
    forMs: plan.forMs,
    everyMs: outputs.everyMs,
  });
  try {
    const code = await session.run();
    return code === ExitCode.Ok && plan.failOnAlert && alerts > 0 ? ExitCode.Alert : code;
  } finally {
    writer?.close(source.statistics());
    saver?.close(source.statistics());
    store?.save(cast.analyzers);
  }
}

/** The protocols to decode: a table of the run's own, so that a new version of a plugin may change it. */
function registryFor(plan: Plan, plugins: readonly LoadedPlugin[]): ProtocolRegistry {
  const protocols = plugins.flatMap(({ analyzer }) => analyzer.definition.protocols ?? []);
  const registry = decodingAs(registryWith(protocols), plan.decodeAs);
  return plan.watch ? registry.clone() : registry;
}

/** Names the link types of which no protocol knows the header. */
function noteUndecoded(source: Source, registry: ProtocolRegistry): void {
  for (const linkType of linkTypesOf(source)) {
    if (registry.bySelector[LINK_TYPE | linkType] !== 0) continue;
    note(
      `whiff: ${linkTypeName(linkType)} is not decoded: ` +
        "its packets are counted, dumped (-xx) and written (-w), but not looked into",
    );
  }
}

/** The engines of conversations: they bring cryptography with them, so only where somebody wants them. */
async function enginesFor(
  analyzers: readonly FlowSubscriber[],
  bounds: FlowOptions,
): Promise<FlowEngine[]> {
  if (analyzers.every(({ wants }) => wants.size === 0)) return [];
  const { flowEngines } = await import("../plugins/flow_host.ts");
  return flowEngines(analyzers, bounds);
}

/** Where `savePacket` goes: to `--save`'s file, and as a comment into that of `-w`. */
function saveInto(
  write: WriteConsumer | undefined,
  saver: CaptureWriter | undefined,
): EffectSinks["save"] {
  if (write === undefined && saver === undefined) {
    let told = false;
    return (_packet, comment) => {
      if (!told) note(`whiff: nothing is saved (${comment}): give a file with --save or -w`);
      told = true;
    };
  }
  return (packet, comment) => {
    saver?.write(packet, comment);
    write?.mark(comment);
  };
}
