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
  /** The bytes of the frame. */
  bytes: Uint8Array;
  /** What is above the last layer, none of it decoded: where it begins and ends … */
  restStart: number;
  restEnd: number;
  restWireEnd: number;
  /** … and what the last layer says it is: {@linkcode View.next}, {@linkcode View.otherwise}. */
  restNext: Selector;
  restOtherwise: Selector;
  /** A fresh view, when the packet has this protocol twice. */
  nested(id: number): View;
  /** Keeps what is known of a fault; decoding ends with it. */
  fail(fault: number, id: number, start: number, end: number): void;
}

/** The two walks over a packet. */
export interface Walker {
  /** Decodes from `selector` on into `walked`, eagerly: up to the first lazy protocol, fault or end. */
  walk(bytes: Uint8Array, start: number, end: number, wireEnd: number, selector: Selector): void;
  /**
   * Puts one lazy protocol on top, if the rest is one: false where the bytes are not its, or `id`
   * is of no lazy protocol.
   */
  climb(id: number): boolean;
}

/** Writes the walker for `walked`, whose outermost views are `views`, by id. */
export function makeWalker(
  registry: ProtocolRegistry,
  walked: Walked,
  views: readonly View[],
  maxLayers: number,
): Walker {
  return compiled(registry, maxLayers)(walked, views, registry.bySelector, isPort);
}

type Make = (
  walked: Walked,
  views: readonly View[],
  bySelector: Uint8Array,
  isPort: (selector: Selector) => boolean,
) => Walker;

/** Packets of one registry share the code; only the views differ. */
const cache = new WeakMap<ProtocolRegistry, { version: number; make: Make }>();

function compiled(registry: ProtocolRegistry, maxLayers: number): Make {
  const known = cache.get(registry);
  if (known?.version === registry.version) return known.make;
  const make = new Function(
    "walked",
    "views",
    "bySelector",
    "isPort",
    source(registry, maxLayers),
  ) as Make;
  cache.set(registry, { version: registry.version, make });
  return make;
}

/** Whether a selector is a port. */
function isPort(selector: Selector): boolean {
  const space = selector & ~0xffff;
  return space === UDP_PORT || space === TCP_PORT || space === SCTP_PORT;
}

function source(registry: ProtocolRegistry, maxLayers: number): string {
  const known = registry.protocols.filter((protocol) => protocol !== undefined);
  const [lazy, eager] = [true, false].map((kind) =>
    known.filter((protocol) => (protocol.lazy ?? false) === kind).map(({ id }) => id)
  );
  return `"use strict";
const stack = walked.stack, ids = walked.ids;
${known.map(({ id }) => `const view${id} = views[${id}];`).join("\n")}
function walk(bytes, start, end, wireEnd, selector) {
  const generation = walked.generation;
  let depth = 0, fault = 0, view, id = bySelector[selector], next = selector, otherwise = 0;
  while (depth < ${maxLayers}) {
    switch (id) {
${eager.map(layer).join("")}
    }
    break;
  }
  if (depth === ${maxLayers} && id !== 0) fault = ${Fault.TooDeep};
  walked.depth = depth;
  walked.restStart = start;
  walked.restEnd = end;
  walked.restWireEnd = wireEnd;
  walked.restNext = next;
  walked.restOtherwise = otherwise;
  if (fault === 0) return;
  // A port is only a hint: bytes that are not the tunnel's are somebody else's, and no fault.
  if (fault === ${Fault.Malformed} && depth > 0 && isPort(next)) return;
  walked.fail(fault, id, start, end);
}
function climb(id) {
  const generation = walked.generation, depth = walked.depth;
  let view;
  switch (id) {
${lazy.map(application).join("")}
    default: return false;
  }
}
return { walk, climb };`;

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
        next = view.next;
        otherwise = view.otherwise;
        id = bySelector[next] || bySelector[otherwise];
        continue;`;
  }
}

/** One lazy protocol's case. */
function application(id: number): string {
  return `
    case ${id}:
      view = view${id};
      if (view.generation === generation) view = walked.nested(${id});
      view.over = walked.restNext & ~0xffff;
      if (view.at(walked.bytes, walked.restStart, walked.restEnd, walked.restWireEnd) !== 0) {
        return false;
      }
      view.generation = generation;
      stack[depth] = view;
      ids[depth] = ${id};
      walked.depth = depth + 1;
      walked.restStart = view.payloadStart;
      walked.restEnd = view.payloadEnd;
      walked.restWireEnd = view.wireEnd;
      walked.restNext = view.next;
      walked.restOtherwise = view.otherwise;
      return true;`;
}
