// core/_walker.ts: the table of protocols, made into code.
//
// A loop that calls `view.at()` on whatever view comes next is megamorphic: V8
// looks the method up in a hash table for every layer of every packet
// (tests/bench/decode_bench.ts: three to four times the whole decode). So the
// rows are written out as one `switch`, in which each call sees one class.
import { Fault } from "./wire/fault.ts";
import { SCTP_PORT, type Selector, TCP_PORT, UDP_PORT } from "./wire/select.ts";
import type { ProtocolRegistry } from "./wire/table.ts";
import type { View } from "./wire/view.ts";

/** What the generated walker fills in; {@linkcode Packet} is one. */
export interface Walked {
  /** Counts the packets; a view whose `generation` equals it belongs to this one. */
  generation: number;
  /** Layers decoded so far. */
  depth: number;
  readonly stack: View[];
  /** The protocol of each layer, by its number in the registry. */
  readonly ids: Uint8Array;
  /** The protocol that the last layer's numbers announce above it: a lazy one, or none (0). */
  announced: number;
  /** A fresh view, when the packet has this protocol twice. */
  nested(id: number): View;
  /** Keeps what is known of a fault; decoding ends with it. */
  fail(fault: number, id: number, start: number, end: number): void;
}

/** Decodes from `selector` on into `walked`, eagerly: up to the first lazy protocol, fault or end. */
export type Walk = (
  bytes: Uint8Array,
  start: number,
  end: number,
  wireEnd: number,
  selector: number,
) => void;

/** Writes the walker for `walked`, whose outermost views are `views`, by id. */
export function makeWalker(
  registry: ProtocolRegistry,
  walked: Walked,
  views: readonly View[],
  maxLayers: number,
): Walk {
  const eager = registry.protocols.filter((protocol) => protocol && !protocol.lazy);
  const make = compiled(registry, eager.map(({ id }) => id), maxLayers);
  return make(walked, views, registry.bySelector, isPort);
}

type Make = (
  walked: Walked,
  views: readonly View[],
  bySelector: Uint8Array,
  isPort: (selector: Selector) => boolean,
) => Walk;

/** Packets of one registry share the code; only the views differ. */
const cache = new WeakMap<ProtocolRegistry, { version: number; make: Make }>();

function compiled(registry: ProtocolRegistry, ids: readonly number[], maxLayers: number): Make {
  const known = cache.get(registry);
  if (known?.version === registry.version) return known.make;
  const make = new Function(
    "walked",
    "views",
    "bySelector",
    "isPort",
    source(ids, maxLayers),
  ) as Make;
  cache.set(registry, { version: registry.version, make });
  return make;
}

/** Whether a selector is a port. */
function isPort(selector: Selector): boolean {
  const space = selector & ~0xffff;
  return space === UDP_PORT || space === TCP_PORT || space === SCTP_PORT;
}

function source(ids: readonly number[], maxLayers: number): string {
  return `"use strict";
const stack = walked.stack, ids = walked.ids;
${ids.map((id) => `const view${id} = views[${id}];`).join("\n")}
return function walk(bytes, start, end, wireEnd, selector) {
  const generation = walked.generation;
  let depth = walked.depth, fault = 0, view, id = bySelector[selector];
  for (;;) {
    switch (id) {
${ids.map(layer).join("")}
      default:
        walked.depth = depth;
        walked.announced = id;
        return;
    }
    if (fault !== 0) {
      walked.depth = depth;
      walked.announced = 0;
      // A port is only a hint: bytes that are not the tunnel's are somebody else's, and no fault.
      if (fault === ${Fault.Malformed} && depth > 0 && isPort(stack[depth - 1].next)) return;
      walked.fail(fault, id, start, end);
      return;
    }
    if (depth === ${maxLayers} && id !== 0) {
      walked.depth = depth;
      walked.announced = 0;
      walked.fail(3, id, start, end);
      return;
    }
  }
};`;
}

/** One protocol's case. Its end is not shared: after the switch the class would be lost again. */
function layer(id: number): string {
  return `
      case ${id}:
        view = view${id};
        if (view.generation === generation) view = walked.nested(${id});
        fault = view.at(bytes, start, end, wireEnd);
        if (fault !== 0) break;
        view.generation = generation;
        stack[depth] = view;
        ids[depth++] = ${id};
        start = view.payloadStart;
        end = view.payloadEnd;
        wireEnd = view.wireEnd;
        id = bySelector[view.next];
        if (id === 0) id = bySelector[view.otherwise];
        break;`;
}
