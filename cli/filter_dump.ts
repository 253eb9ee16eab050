// cli/filter_dump.ts: `-d`, `-dd`, `-ddd` and `--explain`: what becomes of a filter.
import { LinkType, linkTypeByName } from "../core/capture/link_type.ts";
import { type BpfProgram, printC, printDecimal, printListing } from "../core/filter/mod.ts";
import { neededLength } from "./analyzers.ts";
import type { Arguments } from "./arguments.ts";
import { CaptureFilters, type HostFacts } from "./filters.ts";
import type { Plan } from "./plan.ts";
import { UsageError } from "./usage_error.ts";

/** The printers, by how often `-d` is given. */
const PRINTERS = [printListing, printListing, printC, printDecimal] as const;

/**
 * The compiled capture filter as text, for the link type of `-y`, else Ethernet. With analyzers it
 * is what the kernel would get: the union of their filters behind the capture filter.
 */
export async function filterDump(given: Arguments, plan: Plan, host: HostFacts): Promise<string> {
  const filters = new CaptureFilters(plan, host);
  const linkType = chosenLinkType(given.text("linktype"));
  // Only where packets are captured has the kernel facts beside them.
  const live = plan.files.length === 0 && !given.has("linktype");
  if (given.has("explain")) {
    return `${filters.filter(plan.filter, { linkType, live }).explain().trimEnd()}\n`;
  }
  const snapLength = plan.snapLength === 0 ? undefined : plan.snapLength;
  const { program } = plan.analyzers.length === 0
    ? filters.filter(plan.filter, { linkType, live, snapLength })
    : { program: await unionFor(given, plan, filters, linkType) };
  const print = PRINTERS[Math.min(given.times("dump-filter"), PRINTERS.length - 1)];
  return `${print(program).trimEnd()}\n`;
}

async function unionFor(
  given: Arguments,
  plan: Plan,
  filters: CaptureFilters,
  linkType: LinkType,
): Promise<BpfProgram> {
  const { loadToLookAt } = await import("./plugin_help.ts");
  const loaded = await loadToLookAt(given);
  const everything = plan.write !== undefined || given.has("print");
  const wanted = filters.wanted(loaded, everything, [linkType]);
  return filters.program(
    wanted,
    linkType,
    everything ? plan.snapLength : neededLength(loaded, plan.snapLength),
  );
}

function chosenLinkType(name: string | undefined): LinkType {
  if (name === undefined) return LinkType.Ethernet;
  const linkType = linkTypeByName(name);
  if (linkType === undefined) {
    throw new UsageError(
      `-y: there is no link type ${name}; write such as EN10MB, RAW, LINUX_SLL2`,
    );
  }
  return linkType;
}
