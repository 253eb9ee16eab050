// cli/live.ts: an interface as the source, and the road from root to a process without rights.
import { LiveSource } from "../core/capture/live.ts";
import { closeStandardInput, hostname } from "../ffi/environment.ts";
import { readTextFile } from "../ffi/files.ts";
import { defaultRouteInterface } from "../ffi/interfaces.ts";
import { linkTypeName } from "../core/capture/link_type.ts";
import { dropPrivileges } from "../ffi/privileges.ts";
import { PromiscuousFlag } from "../ffi/promiscuous.ts";
import { closeAfterImport, closeBeforeImport } from "../plugins/sandbox.ts";
import { loadAnalyzers, neededLength } from "./analyzers.ts";
import type { ExitCode } from "./exit.ts";
import { CaptureFilters } from "./filters.ts";
import { NativeDirectory } from "./native_directory.ts";
import type { Plan } from "./plan.ts";
import { runSession } from "./run_session.ts";
import { note } from "./standard_output.ts";
import { openWriter } from "./writing.ts";

/**
 * Captures as the plan says. The order is what makes plugins safe: open all
 * that needs root, give up root, give up the rights that importing does not
 * need, import the plugins, give up the rest.
 */
export async function capture(plan: Plan): Promise<ExitCode> {
  const interfaces = plan.interfaces.length > 0 ? plan.interfaces : [defaultInterface()];
  const filters = new CaptureFilters(plan);
  filters.check();

  using resources = new DisposableStack();
  if (plan.promiscuous === "ioctl") {
    for (const name of interfaces) resources.use(PromiscuousFlag.set(name));
  }
  const waiting = plan.analyzers.length > 0;
  const source = resources.use(LiveSource.open({
    interfaces,
    promiscuous: plan.promiscuous === "member",
    snapLength: plan.snapLength,
    bufferBytes: plan.bufferBytes,
    direction: plan.direction,
    // Until the plugins have said what they want, nothing is taken.
    filter: waiting ? filters.nothing : filters.kernelFilter([], plan.snapLength),
    onNote: (text) => note(`whiff: ${text}`),
  }));
  const writer = plan.write === undefined
    ? undefined
    : resources.use(openWriter(plan.write, source, new NativeDirectory(), hostname()));

  if (!plan.keepRoot) dropPrivileges(plan.user);
  closeStandardInput();
  closeBeforeImport(plan.grants);
  const loaded = await loadAnalyzers(plan, readTextFile);
  closeAfterImport(plan.grants);

  if (waiting) {
    const snapLength = writer === undefined && !plan.printPackets
      ? neededLength(loaded, plan.snapLength)
      : plan.snapLength;
    source.setFilter(filters.kernelFilter(filters.wanted(loaded, writer !== undefined), snapLength));
  }
  note(startLine(interfaces, source, plan.snapLength));
  return await runSession({ plan, source, live: true, loaded, filters, writer });
}

function defaultInterface(): string {
  const name = defaultRouteInterface() ?? "any";
  note(`whiff: no -i, so ${name === "any" ? "any: there is no default route" : `${name}, the default route's`}`);
  return name;
}

/** tcpdump's line at the start. */
function startLine(interfaces: readonly string[], source: LiveSource, snapLength: number): string {
  const linkTypes = new Set(source.interfaces.map(({ linkType }) => linkTypeName(linkType)));
  const length = snapLength === 0 ? 262_144 : snapLength;
  return `listening on ${interfaces.join(", ")}, link-type ${[...linkTypes].join(", ")}, ` +
    `snapshot length ${length} bytes`;
}
