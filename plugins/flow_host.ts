// plugins/flow_host.ts: the engines of conversations that analyzers need, if any.
import { FlowEngine, type FlowOptions, MAX_SUBSCRIBERS } from "../core/flow/engine.ts";
import type { FlowSubscriber } from "../core/flow/subscriber.ts";

/**
 * The engines to put among the dispatcher's consumers, before the analyzers.
 * There are none where no analyzer has a hook of a conversation, and one for
 * each 32 that do.
 */
export function flowEngines(
  analyzers: readonly FlowSubscriber[],
  options: FlowOptions = {},
): FlowEngine[] {
  const subscribers = analyzers.filter(({ wants }) => wants.size > 0);
  const engines: FlowEngine[] = [];
  for (let at = 0; at < subscribers.length; at += MAX_SUBSCRIBERS) {
    engines.push(new FlowEngine(subscribers.slice(at, at + MAX_SUBSCRIBERS), options));
  }
  return engines;
}
