// cli/filter_dump.ts: `-d`, `-dd`, `-ddd` and `--explain`: what becomes of a filter.
import { LinkType, linkTypeByName } from "../core/capture/link_type.ts";
import { printC, printDecimal, printListing } from "../core/filter/mod.ts";
import type { Arguments } from "./arguments.ts";
import { CaptureFilters, type HostFacts } from "./filters.ts";
import type { Plan } from "./plan.ts";
import { UsageError } from "./usage_error.ts";

/** The printers, by how often `-d` is given. */
const PRINTERS = [printListing, printListing, printC, printDecimal] as const;

/** The compiled capture filter as text, for the link type of `-y`, else Ethernet. */
export function filterDump(given: Arguments, plan: Plan, host: HostFacts): string {
  const filters = new CaptureFilters(plan, host);
  const linkType = chosenLinkType(given.text("linktype"));
  // Only where packets are captured has the kernel facts beside them.
  const live = plan.files.length === 0 && !given.has("linktype");
  if (given.has("explain")) {
    return `${filters.filter(plan.filter, { linkType, live }).explain().trimEnd()}\n`;
  }
  const snapLength = plan.snapLength === 0 ? undefined : plan.snapLength;
  const { program } = filters.filter(plan.filter, { linkType, live, snapLength });
  const print = PRINTERS[Math.min(given.times("dump-filter"), PRINTERS.length - 1)];
  return `${print(program).trimEnd()}\n`;
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
