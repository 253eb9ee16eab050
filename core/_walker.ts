// core/_walker.ts: the table of protocols, made into code.
//
// A loop that calls `view.at()` on whatever view comes next is megamorphic: V8
// looks the method up in a hash table for every layer of every packet
// (tests/bench/decode_bench.ts: three to four times the whole decode). So each
// protocol gets a function of its own, in which the call sees one class; and of
// the many, only those that come are ever compiled.
import { usualBit } from "./_usual.ts";
import { Fault, MAX_LAYERS } from "./wire/fault.ts";
import { SCTP_PORT, type Selector, TCP_PORT, UDP_PORT } from "./wire/select.ts";
import type { Protocol, ProtocolRegistry } from "./wire/table.ts";
import type { View } from "./wire/view.ts";

/** What the generated walker fills in; {@linkcode Layers} is one. */
export interface Walked {
  /** Counts the packets; a view whose `generation` equals it belongs to this one. */
  generation: number;
  /** Layers decoded so far. */
  depth: number;
  /** The views that are set, by layer. */
  readonly viewed: View[];
  /** The protocol of each layer, by its number in the registry. */
  readonly ids: Uint8Array;
  /** In a usual frame: where each layer begins, and what is above the last one. */
  readonly starts: Int32Array;
  /** … and where what IP carries ends: as captured, and on the wire. */
  networkEnd: number;
  networkWireEnd: number;
  /**
   * The protocols of layers whose views are not set yet, as bits of `_usual.ts`. A layer of such a
   * protocol that is put on top sets them all first, so while this is not 0, all are the usual walk's.
   */
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
  /** Sets the views that are not set yet. */
  setViews(): void;
  /** A fresh view, when the packet has this protocol twice. */
  nested(id: number): View;
  /** Keeps what is known of a fault, which is in the rest; decoding ends with it. */
  fail(fault: Fault, id: number): void;
}

/** Puts one layer on top of those that are there, if the rest is one; why not, otherwise. */
type Put = () => Fault;

/** Decodes what {@linkcode walkUsual} has left, layer by layer. */
export class Walker {
  readonly #walked: Walked;
  readonly #bySelector: Uint8Array;
  readonly #eagerBits: Uint8Array;
  /** By protocol; 0 is none. */
  readonly #put: readonly Put[];
  /** 1 for the protocols that are decoded at once. */
  readonly #isEager: Uint8Array;

  /** For `walked`, whose outermost views are `views`, by id. */
  constructor(registry: ProtocolRegistry, walked: Walked, views: readonly View[]) {
    this.#walked = walked;
    this.#bySelector = registry.bySelector;
    this.#eagerBits = registry.eagerBits;
    this.#put = compiled(registry)(walked, views);
    this.#isEager = Uint8Array.from(registry.protocols, (row) => row && !row.lazy ? 1 : 0);
  }

  /** The protocol of what is above the last layer; 0 for none that we know. */
  get next(): number {
    const { restNext, restOtherwise } = this.#walked;
    return this.#bySelector[restNext] || this.#bySelector[restOtherwise];
  }

  /** Whether the rest is to be decoded now. */
  get isEager(): boolean {
    const { restNext, restOtherwise } = this.#walked;
    const bits = this.#eagerBits;
    // For nearly every frame both bits say no.
    const either = bits[restNext >> 3] >> (restNext & 7) |
      bits[restOtherwise >> 3] >> (restOtherwise & 7);
    return (either & 1) !== 0 && this.#isEager[this.next] === 1;
  }

  /** Decodes the rest eagerly: up to the first lazy protocol, fault or end. */
  walk(): void {
    const walked = this.#walked;
    let id = this.next;
    for (; this.#isEager[id] === 1 && walked.depth < MAX_LAYERS; id = this.next) {
      const fault = this.#put[id]();
      if (fault === Fault.None) continue;
      // A port is only a hint: bytes that are not the tunnel's are somebody else's, and no fault.
      if (fault === Fault.Malformed && walked.depth > 0 && isPort(walked.restNext)) return;
      return walked.fail(fault, id);
    }
    if (walked.depth === MAX_LAYERS && id !== 0) walked.fail(Fault.TooDeep, id);
  }

  /**
   * Puts one lazy protocol on top, if the rest is one: false where the bytes are not its, or `id`
   * is of no lazy protocol.
   */
  climb(id: number): boolean {
    return id !== 0 && this.#isEager[id] === 0 && this.#put[id]() === Fault.None;
  }
}

/** Whether a selector is a port. */
function isPort(selector: Selector): boolean {
  const space = selector & ~0xffff;
  return space === UDP_PORT || space === TCP_PORT || space === SCTP_PORT;
}

type Make = (walked: Walked, views: readonly View[]) => Put[];

/** Packets of one registry share the code; only the views differ. */
const cache = new WeakMap<ProtocolRegistry, { version: number; make: Make }>();

function compiled(registry: ProtocolRegistry): Make {
  const known = cache.get(registry);
  if (known?.version === registry.version) return known.make;
  const puts = registry.protocols.map((protocol) => protocol && put(protocol));
  const source = `"use strict";
const viewed = walked.viewed, ids = walked.ids, put = [];
${puts.join("")}
return put;`;
  const make = new Function("walked", "views", source) as Make;
  cache.set(registry, { version: registry.version, make });
  return make;
}

/** One protocol's function. */
function put({ id, name, lazy }: Protocol): string {
  return `
const view${id} = views[${id}];
put[${id}] = () => {
  ${usualBit(name) === 0 ? "" : "if (walked.unset !== 0) walked.setViews();"}
  const view = view${id}.generation === walked.generation ? walked.nested(${id}) : view${id};
  ${lazy ? "view.over = walked.restNext & ~0xffff;" : ""}
  const fault = view.at(walked.bytes, walked.restStart, walked.restEnd, walked.restWireEnd);
  if (fault !== 0) return fault;
  const depth = walked.depth;
  view.generation = walked.generation;
  viewed[depth] = view;
  ids[depth] = ${id};
  walked.depth = depth + 1;
  walked.restStart = view.payloadStart;
  walked.restEnd = view.payloadEnd;
  walked.restWireEnd = view.wireEnd;
  walked.restNext = view.next;
  walked.restOtherwise = view.otherwise;
  return 0;
};`;
}
