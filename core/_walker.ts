// core/_walker.ts: the table of protocols, made into code.
//
// A loop that calls `view.at()` on whatever view comes next is megamorphic: V8
// looks the method up in a hash table for every layer of every packet
// (tests/bench/decode_bench.ts: three to four times the whole decode). So the
// rows are written out as one `switch`, in which each call sees one class.
import { Fault } from "./wire/fault.ts";
import { SCTP_PORT, type Selector, TCP_PORT, UDP_PORT } from "./wire/select.ts";
import type { Protocol, ProtocolRegistry } from "./wire/table.ts";
import type { View } from "./wire/view.ts";

/** What the generated walker fills in; {@linkcode Packet} is one. */
export interface Walked {
  /** Counts the packets; a view whose `generation` equals it belongs to this one. */
  generation: number;
  /** Layers decoded so far. */
  depth: number;
  /** The views that are set, by layer. */
  readonly viewed: View[];
  /** The protocol of each layer, by its number in the registry. */
  readonly ids: Uint8Array;
  /** Of the layers without a view: where each begins, and what its `at` will be told of its end. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly wireEnds: Int32Array;
  /** The protocols of layers whose views are not set yet, as bits of `_usual.ts`. */
  unset: number;
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
  /** Decodes the rest eagerly: up to the first lazy protocol, fault or end. */
  walk(): void;
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

function source({ protocols }: ProtocolRegistry, maxLayers: number): string {
  const known = protocols.filter((protocol) => protocol !== undefined);
  const eager = known.filter(({ lazy }) => !lazy);
  const lazy = known.filter(({ lazy }) => lazy);
  return `"use strict";
const ids = walked.ids, viewed = walked.viewed;
${known.map(({ id }) => `const view${id} = views[${id}];`).join("\n")}
function walk() {
  const generation = walked.generation, bytes = walked.bytes;
  let depth = walked.depth, start = walked.restStart, end = walked.restEnd;
  let wireEnd = walked.restWireEnd, next = walked.restNext, otherwise = walked.restOtherwise;
  let id = bySelector[next] || bySelector[otherwise], fault = 0, view;
  while (depth < ${maxLayers}) {
    switch (id) {
${eager.map(layer).join("")}
    }
    break;
  }
  walked.depth = depth;
  walked.restStart = start;
  walked.restEnd = end;
  walked.restWireEnd = wireEnd;
  walked.restNext = next;
  walked.restOtherwise = otherwise;
  if (depth === ${maxLayers} && id !== 0) fault = ${Fault.TooDeep};
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
}

/** One protocol's case. Its end is not shared: after the switch the class would be lost again. */
function layer({ id }: Protocol): string {
  return `
      case ${id}:
        view = view${id};
        if (view.generation === generation) view = walked.nested(${id});
        fault = view.at(bytes, start, end, wireEnd);
        if (fault !== 0) break;
        view.generation = generation;
        viewed[depth] = view;
        ids[depth++] = ${id};
        start = view.payloadStart;
        end = view.payloadEnd;
        wireEnd = view.wireEnd;
        next = view.next;
        otherwise = view.otherwise;
        id = bySelector[next] || bySelector[otherwise];
        continue;`;
}

/** One lazy protocol's case. */
function application({ id }: Protocol): string {
  return `
    case ${id}:
      view = view${id};
      if (view.generation === generation) view = walked.nested(${id});
      view.over = walked.restNext & ~0xffff;
      if (view.at(walked.bytes, walked.restStart, walked.restEnd, walked.restWireEnd) !== 0) {
        return false;
      }
      view.generation = generation;
      viewed[depth] = view;
      ids[depth] = ${id};
      walked.depth = depth + 1;
      walked.restStart = view.payloadStart;
      walked.restEnd = view.payloadEnd;
      walked.restWireEnd = view.wireEnd;
      walked.restNext = view.next;
      walked.restOtherwise = view.otherwise;
      return true;`;
}
