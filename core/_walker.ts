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

/** Rows that nearly every packet is made of. */
const COMMON: readonly string[] = ["ethernet", "vlan", "ipv4", "ipv6", "tcp", "udp"];

// The engine inlines the views' `at` into a short switch, not into one of all protocols, which also
// takes it 50 ms to compile (tests/bench/decode_bench.ts). So `walk` knows
// the common ones alone, and hands over to `stroll`, which knows all.
function source({ protocols }: ProtocolRegistry, maxLayers: number): string {
  const known = protocols.filter((protocol) => protocol !== undefined);
  const eager = known.filter(({ lazy }) => !lazy);
  const lazy = known.filter(({ lazy }) => lazy);
  const common = eager.filter(({ name }) => COMMON.includes(name));
  return `"use strict";
const stack = walked.stack, ids = walked.ids;
const isEager = Uint8Array.of(${Array.from(protocols, (row) => row && !row.lazy ? 1 : 0)});
${known.map(({ id }) => `const view${id} = views[${id}];`).join("\n")}
function walk(bytes, start, end, wireEnd, selector) {
  const generation = walked.generation;
  let depth = 0, fault = 0, view, id = bySelector[selector], next = selector, otherwise = 0;
  while (depth < ${maxLayers}) {
    switch (id) {
${common.map(layer).join("")}
      default:
        if (isEager[id] !== 1) break;
        return stroll(bytes, start, end, wireEnd, id, next, otherwise, depth);
    }
    break;
  }
  rest(start, end, wireEnd, id, next, otherwise, depth, fault);
}
function stroll(bytes, start, end, wireEnd, id, next, otherwise, depth) {
  const generation = walked.generation;
  let fault = 0, view;
  while (depth < ${maxLayers}) {
    switch (id) {
${eager.map(layer).join("")}
    }
    break;
  }
  rest(start, end, wireEnd, id, next, otherwise, depth, fault);
}
function rest(start, end, wireEnd, id, next, otherwise, depth, fault) {
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
