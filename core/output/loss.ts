// core/output/loss.ts: what a report does not know of, in one sentence.
import type { Loss } from "./report.ts";
import { formatCell } from "./units.ts";

/**
 * How many packets a report is made from, and what is missing from it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const none = { droppedByKernel: 0, droppedByInterface: 0, droppedByUs: 0, faults: 0 };
 * assertStrictEquals(lossText({ packets: 1_234, ...none }), "1,234 packets, none lost");
 * assertStrictEquals(
 *   lossText({ packets: 990, ...none, droppedByKernel: 10 }),
 *   "990 packets, 10 lost (1.0 %): 10 dropped by kernel",
 * );
 * ```
 */
export function lossText(loss: Loss): string {
  const lost = lostPackets(loss);
  const causes = ([
    [loss.droppedByKernel, "dropped by kernel"],
    [loss.droppedByInterface, "dropped by interface"],
    [loss.droppedByUs, "dropped by whiff"],
  ] as const).filter(([count]) => count > 0).map(([count, cause]) => `${number(count)} ${cause}`);
  const share = formatCell(100 * lost / (loss.packets + lost), "percent");
  const text = lost === 0
    ? `${packets(loss.packets)}, none lost`
    : `${packets(loss.packets)}, ${number(lost)} lost (${share}): ${causes.join(", ")}`;
  return loss.faults === 0 ? text : `${text}; ${number(loss.faults)} cut short or malformed`;
}

/** Packets that were there, and are in no report. */
export function lostPackets(loss: Loss): number {
  return loss.droppedByKernel + loss.droppedByInterface + loss.droppedByUs;
}

function packets(count: number): string {
  return count === 1 ? "1 packet" : `${number(count)} packets`;
}

function number(count: number): string {
  return formatCell(count, "count");
}
