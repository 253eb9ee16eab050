// tests/core/flow/allocation_test.ts: a packet of a known conversation makes no object.
import { assert } from "@std/assert";
import { getHeapStatistics } from "node:v8";
import { Dispatcher } from "../../../core/dispatcher.ts";
import { MadeSource } from "../../bench/_made_source.ts";
import { engineFor, MESSAGES, plain, type Talks, web } from "../../bench/_talks.ts";

const LEG = 100_000, LEGS = 7;
/** The smallest object that the engine makes, a number with a fraction, takes so many bytes. */
const SMALLEST = 12;

/** All that was ever allocated on the heap, in bytes: what is collected counts too. */
function allocated(): number {
  return (getHeapStatistics() as { total_allocated_bytes?: number }).total_allocated_bytes ?? NaN;
}

/** Bytes for each packet, in the leg that has least: the others have compiled code too. */
async function bytesPerPacket({ make, opening }: Talks, events: readonly string[]) {
  const marks: number[] = [];
  const dispatcher = new Dispatcher({ consumers: [engineFor(events, { maxFlows: 4096 })] });
  await dispatcher.run(
    new MadeSource(opening + LEG * LEGS + 1, make, {
      between(position) {
        if (position >= opening && (position - opening) % LEG === 0) marks.push(allocated());
      },
    }),
  );
  return Math.min(...marks.slice(1).map((bytes, leg) => (bytes - marks[leg]) / LEG));
}

for (
  const [what, traffic, events] of [
    ["conversations are followed", plain, ["flowEnd"]],
    ["services are looked for", plain, ["flowEnd", "service"]],
    ["streams are put together", plain, ["stream"]],
    ["messages are read", web, MESSAGES],
  ] as readonly (readonly [string, () => Talks, readonly string[]])[]
) {
  Deno.test(`FlowEngine makes no object for a packet of a known conversation where ${what}`, async () => {
    const bytes = await bytesPerPacket(traffic(), events);
    assert(bytes < SMALLEST, `${bytes} bytes a packet`);
  });
}
