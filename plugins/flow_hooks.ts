// plugins/flow_hooks.ts: which analyzers need conversations, told without the machinery of them.
import type { Analyzer } from "./analyzer.ts";

/** The hooks that need no conversations. */
const PACKET_HOOKS: readonly string[] = ["packet", "every"];

/** Whether an analyzer has a hook of a conversation. */
export function followsFlows({ definition: { on } }: Analyzer): boolean {
  return Object.keys(on).some((hook) => !PACKET_HOOKS.includes(hook));
}
