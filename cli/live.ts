// cli/live.ts: an interface as the source: what has to be done first, and fast.
import { LiveSource, takeNothing } from "../core/capture/live.ts";
import { defaultRouteInterface } from "../ffi/interfaces.ts";
import type { ExitCode } from "./exit.ts";
import type { CaptureFilters } from "./filters.ts";
import type { Plan } from "./plan.ts";
import { note } from "./standard_output.ts";

/**
 * Captures as the plan says. Before the socket is open we are blind, so this
 * module imports no more than that takes; frames wait in the ring while all the
 * rest is imported (tests/bench/start.ts: half of the time to the first packet).
 */
export async function capture(plan: Plan): Promise<ExitCode> {
  const interfaces = plan.interfaces.length > 0 ? plan.interfaces : [defaultInterface()];
  const waiting = plan.analyzers.length > 0;
  const filters = plan.filter === "" ? undefined : await compiler(plan, interfaces);
  using resources = new DisposableStack();
  const source = resources.use(LiveSource.open({
    interfaces,
    promiscuous: plan.promiscuous === "member",
    snapLength: plan.snapLength,
    bufferBytes: plan.bufferBytes,
    direction: plan.direction,
    // Until the plugins have said what they want, nothing is taken.
    filter: waiting ? filters?.nothing ?? takeNothing : filters?.kernelFilter([], plan.snapLength),
    onNote: (text) => note(`whiff: ${text}`),
  }));
  const { captureFrom } = await import("./live_session.ts");
  return await captureFrom(source, { plan, interfaces, resources, filters });
}

/** The filters' compiler, which is needed this early only for a capture filter. */
async function compiler(plan: Plan, interfaces: readonly string[]): Promise<CaptureFilters> {
  const { liveFilters } = await import("./live_filters.ts");
  return liveFilters(plan, interfaces);
}

function defaultInterface(): string {
  const name = defaultRouteInterface() ?? "any";
  note(
    `whiff: no -i, so ${
      name === "any" ? "any: there is no default route" : `${name}, the default route's`
    }`,
  );
  return name;
}
