// core/layers.ts: the layers of a frame, decoded: at once up to transport, above when asked for.
import { defineGetters } from "./_getters.ts";
import { knowsUsual, usualBit, walkUsual } from "./_usual.ts";
import { Walker } from "./_walker.ts";
import type { PacketFault } from "./packet_fault.ts";
import { Fault, lastFault, MAX_LAYERS } from "./wire/fault.ts";
import { PROTOCOLS } from "./wire/mod.ts";
import { LINK_TYPE, type Selector, TCP_PORT, UDP_PORT } from "./wire/select.ts";
import { type Protocol, ProtocolRegistry } from "./wire/table.ts";
import { Verdict } from "./wire/verdict.ts";
import type { Frame, View } from "./wire/view.ts";

/** The built-in protocols. */
export const BUILT_IN: ProtocolRegistry = new ProtocolRegistry(PROTOCOLS);

/** Each protocol's bit in `unset`, by id. */
const usualBits = Uint8Array.from(BUILT_IN.protocols, (row) => usualBit(row?.name ?? ""));
const TRANSPORT_BITS = usualBit("tcp") | usualBit("udp");
const ETHERNET = LINK_TYPE | 1;
/** Small integers end here on every platform; past it the count begins anew. */
const LAST_GENERATION = 0x3fff_ffff;
/** What the walk over usual frames can count to; only a made-up length on the wire is greater. */
const LAST_WIRE_END = 0x7fff_ffff;

/**
 * The layers of the frame that {@linkcode Packet} is set on. Link, network and
 * transport headers and tunnels are decoded at once; what lies above is decoded
 * when it is asked for. Views are lent like the packet.
 */
export abstract class Layers implements Frame {
  /** What the frame lies in; only `start` to `start + capturedLength` is the frame's. */
  abstract bytes: Uint8Array;
  /** Where the frame begins there. */
  abstract start: number;
  /** Bytes of the frame that were captured. */
  abstract capturedLength: number;
  /** Bytes on the wire. */
  abstract originalLength: number;
  /** What the frame's first bytes are: LINKTYPE_ of https://www.tcpdump.org/linktypes.html. */
  abstract linkType: number;
  /** Checksums were left to the sender's network card: those in the bytes are not computed yet. */
  abstract checksumsPending: boolean;

  /** Counts the packets: a view with the same number belongs to this one. */
  generation = 0;
  /** Layers decoded so far: at once, and the applications that somebody asked for since. */
  depth = 0;
  // What lies above them, for the walker (_walker.ts).
  /** @ignore */
  restStart = 0;
  /** @ignore */
  restEnd = 0;
  /** @ignore */
  restWireEnd = 0;
  /** @ignore */
  restNext: Selector = 0;
  /** @ignore */
  restOtherwise: Selector = 0;
  // And what the two walks share: the views that are set, and the numbers of those that are not.
  /** @ignore */
  readonly viewed: View[] = [];
  /** @ignore */
  readonly starts: Int32Array = new Int32Array(MAX_LAYERS);
  /** @ignore */
  networkEnd = 0;
  /** @ignore */
  networkWireEnd = 0;
  /** @ignore */
  unset = 0;
  /** The protocol of each layer, by its number in {@linkcode Layers.registry}. */
  readonly ids: Uint8Array = new Uint8Array(MAX_LAYERS);
  /** The protocols that are decoded. */
  readonly registry: ProtocolRegistry;

  #faultCode: Fault = Fault.None;
  #faultId = 0;
  #faultField = "";
  #faultNeeded = 0;
  #faultOffset = 0;
  #faultAvailable = 0;

  /** The outermost view of each protocol, by id. */
  readonly views: View[] = [];
  readonly #nested: View[][] = [];
  #walker: Walker;
  #version: number;
  /** Whether the walk may begin with the usual layers. */
  #knowsUsual = false;
  /** Whether what is lazy has been decoded for this packet. */
  #applicationsDone = false;

  /**
   * On nothing yet.
   *
   * @param registry the protocols to decode
   */
  constructor(registry: ProtocolRegistry) {
    this.registry = registry;
    this.#version = registry.version;
    this.#walker = this.#makeWalker();
  }

  #makeWalker(): Walker {
    const known = this.registry.protocols.filter((protocol) => protocol !== undefined);
    for (const protocol of known) {
      if (this.views[protocol.id]?.constructor === protocol.view) continue;
      this.views[protocol.id] = this.#create(protocol);
      this.#nested[protocol.id] = [];
    }
    this.#knowsUsual = knowsUsual(this.registry);
    const added = known.filter((protocol) => !onPrototype(protocol));
    if (added.length > 0) defineGetters(this, added);
    return new Walker(this.registry, this, this.views);
  }

  #create(protocol: Protocol): View {
    const view = new protocol.view();
    view.frame = this;
    return view;
  }

  /** Decodes the bytes that are set, beginning with the protocol that `selector` stands for. */
  decode(selector: Selector): void {
    if (this.#version !== this.registry.version) {
      this.#version = this.registry.version;
      this.#walker = this.#makeWalker();
    }
    if (this.generation === LAST_GENERATION) this.#restartGenerations();
    this.generation++;
    this.#faultCode = Fault.None;
    this.#applicationsDone = false;
    const start = this.start, end = start + this.capturedLength;
    const wireEnd = start + this.originalLength;
    if (selector === ETHERNET && this.#knowsUsual && wireEnd <= LAST_WIRE_END) {
      walkUsual(this, this.bytes, start, end, wireEnd);
    } else {
      this.#restart(start, end, wireEnd, selector);
    }
    if (this.#walker.isEager) this.#walker.walk();
  }

  /** Nothing is decoded yet: all is rest. */
  #restart(start: number, end: number, wireEnd: number, selector: Selector): void {
    this.depth = 0;
    this.unset = 0;
    this.restStart = start;
    this.restEnd = end;
    this.restWireEnd = wireEnd;
    this.restNext = selector;
    this.restOtherwise = 0;
  }

  /** @ignore Sets the views of the usual layers, which until now are numbers. */
  setViews(): void {
    const { ids, depth, bytes } = this;
    const frameEnd = this.start + this.capturedLength;
    const frameWireEnd = this.start + this.originalLength;
    for (let at = 0; at < depth; at++) {
      const id = ids[at];
      if ((usualBits[id] & this.unset) === 0) continue;
      // Only tags come twice, one upon the other.
      const view = at > 0 && ids[at - 1] === id ? this.nested(id) : this.views[id];
      if (usualBits[id] & TRANSPORT_BITS) {
        view.at(bytes, this.starts[at], this.networkEnd, this.networkWireEnd);
      } else {
        view.at(bytes, this.starts[at], frameEnd, frameWireEnd);
      }
      view.generation = this.generation;
      this.viewed[at] = view;
    }
    this.unset = 0;
  }

  #restartGenerations(): void {
    this.generation = 0;
    for (const view of this.views) if (view !== undefined) view.generation = -1;
    for (const views of this.#nested) views?.forEach((view) => view.generation = -1);
  }

  /** For the walker: a view beyond the outermost one. */
  nested(id: number): View {
    const pool = this.#nested[id];
    for (const view of pool) if (view.generation !== this.generation) return view;
    const view = this.#create(this.registry.protocols[id]);
    pool.push(view);
    return view;
  }

  /** For the walker: decoding ends here. */
  fail(fault: Fault, id: number): void {
    this.#faultCode = fault;
    this.#faultId = id;
    // Too many layers is the walker's finding: no protocol has told of a field.
    const isTold = fault !== Fault.TooDeep;
    this.#faultField = isTold ? lastFault.field : "";
    this.#faultNeeded = isTold ? lastFault.needed : 0;
    this.#faultOffset = this.restStart - this.start;
    this.#faultAvailable = this.restEnd - this.restStart;
  }

  /** Why decoding ended early, as a code; {@linkcode Fault.None} when it did not. */
  get faultCode(): Fault {
    return this.#faultCode;
  }

  /** The number of the protocol with the fault, as in `registry.protocols`. */
  get faultProtocol(): number {
    return this.#faultId;
  }

  /** Why and where decoding ended early; `undefined` when it did not. Made on demand. */
  get fault(): PacketFault | undefined {
    if (this.#faultCode === Fault.None) return undefined;
    return {
      fault: this.#faultCode,
      protocol: this.registry.protocols[this.#faultId].name,
      field: this.#faultField,
      needed: this.#faultNeeded,
      available: this.#faultAvailable,
      offset: this.#faultOffset,
    };
  }

  /** All layers in order, applications included. The array is yours, the views are lent. */
  get layers(): View[] {
    this.#decodeApplications();
    return this.stack.slice(0, this.depth);
  }

  /**
   * The layers decoded so far, outermost first, of which the first {@linkcode Layers.depth} are this
   * packet's. Lent, and with it the array; see {@linkcode Layers.layers}.
   */
  get stack(): readonly View[] {
    if (this.unset !== 0) this.setViews();
    return this.viewed;
  }

  /** How many layers there are, applications included; `ids` and `stack` hold as many. */
  get layerCount(): number {
    this.#decodeApplications();
    return this.depth;
  }

  /** The names of the layers, outermost first: `ethernet:ipv4:udp:dns`. */
  get path(): string {
    this.#decodeApplications();
    return Array.from(
      this.ids.subarray(0, this.depth),
      (id) => this.registry.protocols[id].name,
    ).join(":");
  }

  /** The uppermost layer above transport; `undefined` when there is none that we know. */
  get application(): View | undefined {
    this.#decodeApplications();
    const last = this.depth - 1;
    if (last < 0) return undefined;
    return this.registry.protocols[this.ids[last]].lazy ? this.stack[last] : undefined;
  }

  /** The bytes after the last header that was decoded at once: what TCP or UDP carries. Lent. */
  get payload(): Uint8Array {
    for (let at = this.depth - 1; at >= 0; at--) {
      if (!this.registry.protocols[this.ids[at]].lazy) return this.stack[at].payload;
    }
    return this.bytes.subarray(this.start, this.start + this.capturedLength);
  }

  /** The layer that carries `view`; `undefined` for the outermost. */
  below(view: View): View | undefined {
    const at = this.stack.lastIndexOf(view, this.depth - 1);
    return at > 0 ? this.stack[at - 1] : undefined;
  }

  /** The outermost view of a protocol of that name, built in or a plugin's. */
  view(name: string): View | undefined {
    const protocol = this.registry.byName(name);
    if (protocol === undefined) return undefined;
    if (protocol.lazy) this.#decodeApplications();
    if (this.unset !== 0) this.setViews();
    const view = this.views[protocol.id];
    return view.generation === this.generation ? view : undefined;
  }

  /** For the getters of lazy protocols: decodes what lies above transport, once. */
  lazy(id: number): View | undefined {
    if (!this.#applicationsDone) this.#decodeApplications();
    const view = this.views[id];
    return view.generation === this.generation ? view : undefined;
  }

  /** Walks on from where the eager decoding ended, application by application. */
  #decodeApplications(): void {
    if (this.#applicationsDone) return;
    this.#applicationsDone = true;
    if (this.restNext === 0 || this.depth === 0 || this.#faultCode !== Fault.None) return;
    const { bySelector } = this.registry, walker = this.#walker;
    // A port decides only if the bytes agree; else the other port may, or the look of the bytes.
    const first = bySelector[this.restNext], second = bySelector[this.restOtherwise];
    let found = first !== 0 && walker.climb(first) ||
      second !== first && second !== 0 && walker.climb(second) || this.#climbByLook();
    while (found && this.depth < MAX_LAYERS) {
      found = walker.climb(bySelector[this.restNext] || bySelector[this.restOtherwise]);
    }
  }

  #climbByLook(): boolean {
    const { bytes, restStart, restEnd } = this;
    const space = this.restNext & ~0xffff;
    if (space !== TCP_PORT && space !== UDP_PORT) return false;
    for (const { id, looks } of this.registry.candidates(space, bytes[restStart])) {
      if (looks?.(bytes, restStart, restEnd) === Verdict.Yes && this.#walker.climb(id)) return true;
    }
    return false;
  }
}

/** Whether {@linkcode Packet} has the getter already: a built-in protocol with its usual number. */
function onPrototype({ name, id }: Protocol): boolean {
  return name in PROTOCOLS && BUILT_IN.byName(name)?.id === id;
}
