import { assert, assertEquals } from "@std/assert";
import { median } from "../../bench/_statistics.ts";
import { flood, FLOODS } from "../../bench/floods.ts";

const FRAMES = 60_000, CONVERSATIONS = 500;
/** Small, so that all of them are reached long before the end. */
const BOUNDS = {
  maxFlows: 4_000,
  maxWaitingBytes: 200_000,
  maxAllWaitingBytes: 400_000,
  maxFragmentBytes: 400_000,
  maxMessageBytes: 400_000,
} as const;

// The short form of `tests/bench/floods.ts`, which floods with ten million of each.
for (const [name, frames] of FLOODS) {
  Deno.test(`FlowEngine stands a flood of ${name}: nobody is lost, and memory stays flat`, async () => {
    const { lost, heard, memory, statistics } = await flood(frames, FRAMES, CONVERSATIONS, BOUNDS);
    assertEquals({ lost, heard }, { lost: 0, heard: CONVERSATIONS });
    const { active, waitingBytes, fragmentBytes, messageBytes } = statistics;
    assert(active <= BOUNDS.maxFlows);
    assert(waitingBytes <= BOUNDS.maxAllWaitingBytes);
    assert(fragmentBytes <= BOUNDS.maxFragmentBytes);
    assert(messageBytes <= BOUNDS.maxMessageBytes);
    // A leak is in each tenth of the flood; what V8 compiles, and tables that grow, in one or two.
    const growth = median(memory.slice(1).map((bytes, tenth) => bytes - memory[tenth]));
    const perFrame = growth / (FRAMES / memory.length);
    assert(perFrame < 8, `${perFrame} bytes a frame: ${memory}`);
  });
}
