// core/packet.ts: the one object that handlers get, set anew for each frame.
import { defineGetters } from "./_getters.ts";
import { knowsUsual, usualBit, walkUsual } from "./_usual.ts";
import { Walker } from "./_walker.ts";
import { type Batch, type CaptureInterface, Direction } from "./capture/source.ts";
import { Innermost } from "./innermost.ts";
import { Fault, lastFault, MAX_LAYERS } from "./wire/fault.ts";
import { PROTOCOLS } from "./wire/mod.ts";
import { LINK_TYPE, type Selector, TCP_PORT, UDP_PORT } from "./wire/select.ts";
import { type Protocol, ProtocolRegistry } from "./wire/table.ts";
import { Verdict } from "./wire/verdict.ts";
import type { Frame, View } from "./wire/view.ts";

/** The built-in protocols. */
export const BUILT_IN: ProtocolRegistry = new ProtocolRegistry(PROTOCOLS);

/** For each protocol the outermost view of it, or `undefined`: `packet.tcp`, `packet.dns` … */
export type ProtocolViews = {
  readonly [Name in keyof typeof PROTOCOLS]:
    | InstanceType<(typeof PROTOCOLS)[Name]["view"]>
    | undefined;
};

/** Why and where decoding ended early. */
export interface PacketFault {
  /** What is wrong. */
  readonly fault: Fault;
  /** The protocol whose layer could not be decoded, by its name in the table. */
  readonly protocol: string;
  /** The field that is cut or lies. */
  readonly field: string;
  /** Bytes needed from the start of the layer; 0 when length is not the point. */
  readonly needed: number;
  /** Bytes that are there. */
  readonly available: number;
  /** Where the layer begins, in bytes from the start of the frame. */
  readonly offset: number;
}

/** Each protocol's bit in `unset`, by id. */
const usualBits = Uint8Array.from(BUILT_IN.protocols, (row) => usualBit(row?.name ?? ""));
const IPV4 = BUILT_IN.byName("ipv4")?.id, IPV6 = BUILT_IN.byName("ipv6")?.id;
const IPV4_BIT = usualBit("ipv4"), IPV6_BIT = usualBit("ipv6");
const ETHERNET = LINK_TYPE | 1;
const NO_INTERFACES: readonly CaptureInterface[] = [];
const NOTHING: Uint8Array = new Uint8Array(0);
/** Small integers end here on every platform; past it the count begins anew. */
const LAST_GENERATION = 0x3fff_ffff;

/**
 * A frame with its layers. Link, network and transport headers and tunnels are
 * decoded at once; what lies above is decoded when it is asked for.
 *
 * There is one packet, set anew for each frame: it is lent until the handler
 * returns. {@linkcode Packet.keep} makes a copy that stays.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const frame = new Uint8Array(14 + 20 + 8);
 * frame.set([0x08, 0x00, 0x45, 0, 0, 28], 12);
 * frame.set([64, 17], 22);
 * frame.set([0xd9, 0x03, 0, 53, 0, 8], 34);
 * const packet = new Packet().setBytes(frame);
 * assertStrictEquals(packet.udp?.destinationPort, 53);
 * assertStrictEquals(packet.tcp, undefined);
 * assertStrictEquals(packet.path, "ethernet:ipv4:udp");
 * ```
 */
export class Packet implements Frame {
  /** What the frame lies in; only `start` to `start + capturedLength` is the frame's. */
  bytes: Uint8Array = NOTHING;
  /** Where the frame begins there. */
  start = 0;
  /** Bytes of the frame that were captured. */
  capturedLength = 0;
  /** Bytes on the wire. */
  originalLength = 0;
  /** Whole seconds since 1970-01-01 UTC. */
  seconds = 0;
  /** And nanoseconds, 0 to 999,999,999. */
  nanoseconds = 0;
  /** Which of {@linkcode Packet.interfaces} it came by. */
  interfaceId = 0;
  /** What the frame's first bytes are: LINKTYPE_ of https://www.tcpdump.org/linktypes.html. */
  linkType = 1;
  /** Which way it went past the capturing host. */
  direction: Direction = Direction.Unknown;
  /** Checksums were left to the sender's network card: those in the bytes are not computed yet. */
  checksumsPending = false;
  /** What the capture file says about the packet. */
  comment: string | undefined = undefined;
  /** Its place in the capture, from 1. */
  number = 0;
  /** The interfaces of the source, by id. */
  interfaces: readonly CaptureInterface[] = NO_INTERFACES;

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
  readonly ends: Int32Array = new Int32Array(MAX_LAYERS);
  /** @ignore */
  readonly wireEnds: Int32Array = new Int32Array(MAX_LAYERS);
  /** @ignore */
  unset = 0;
  /** The protocol of each layer, by its number in {@linkcode Packet.registry}. */
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
  #innermost: Innermost | undefined;

  /**
   * A packet on nothing yet.
   *
   * @param registry the protocols to decode; the built-in ones when left out
   */
  constructor(registry: ProtocolRegistry = BUILT_IN) {
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

  /**
   * For the dispatcher: sets the packet on the frame that `batch` stands on, the `number`th.
   * @ignore
   */
  set(batch: Batch, number: number): void {
    // Mostly it is the same: to store an object costs more than to look (tests/bench/check.ts: 4 %).
    if (this.bytes !== batch.bytes) this.bytes = batch.bytes;
    this.start = batch.start;
    this.capturedLength = batch.capturedLength;
    this.originalLength = batch.originalLength;
    this.seconds = batch.seconds;
    this.nanoseconds = batch.nanoseconds;
    this.interfaceId = batch.interfaceId;
    this.linkType = batch.linkType;
    this.direction = batch.direction;
    this.checksumsPending = batch.checksumsPending;
    this.comment = batch.comment;
    this.number = number;
    this.decode(LINK_TYPE | this.linkType);
  }

  /** Sets the packet on bytes of one's own: a frame by default, or what `selector` says. */
  setBytes(
    bytes: Uint8Array,
    options: { selector?: Selector; originalLength?: number; seconds?: number } = {},
  ): this {
    this.bytes = bytes;
    this.start = 0;
    this.capturedLength = bytes.length;
    this.originalLength = options.originalLength ?? bytes.length;
    this.seconds = options.seconds ?? 0;
    this.nanoseconds = 0;
    this.number++;
    const selector = options.selector ?? (LINK_TYPE | this.linkType);
    // Some views ask which of several link types of theirs it is.
    if ((selector & ~0xffff) === LINK_TYPE) this.linkType = selector & 0xffff;
    this.decode(selector);
    return this;
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
    if (selector === ETHERNET && this.#knowsUsual) walkUsual(this, this.bytes, start, end, wireEnd);
    else this.#restart(start, end, wireEnd, selector);
    if (!this.#walker.isEager) return;
    if (this.unset !== 0) this.setViews();
    this.#walker.walk();
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
    for (let at = 0; at < depth; at++) {
      const id = ids[at];
      if ((usualBits[id] & this.unset) === 0) continue;
      // Only tags come twice, one upon the other.
      const view = at > 0 && ids[at - 1] === id ? this.nested(id) : this.views[id];
      view.at(bytes, this.starts[at], this.ends[at], this.wireEnds[at]);
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

  /** The outermost IP header, of either version. */
  get ip(): ProtocolViews["ipv4" | "ipv6"] {
    const { ids, depth, unset } = this;
    if ((unset & IPV4_BIT) !== 0) return this.ipv4;
    if ((unset & IPV6_BIT) !== 0) return this.ipv6;
    for (let at = 0; at < depth; at++) {
      if (ids[at] === IPV4) return this.ipv4;
      if (ids[at] === IPV6) return this.ipv6;
    }
    return undefined;
  }

  /** All layers in order, applications included. The array is yours, the views are lent. */
  get layers(): View[] {
    this.#decodeApplications();
    return this.stack.slice(0, this.depth);
  }

  /**
   * The layers decoded so far, outermost first, of which the first {@linkcode Packet.depth} are this
   * packet's. Lent, and with it the array; see {@linkcode Packet.layers}.
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

  /** The same packet seen from its last IP header on: what the outermost tunnel carries in the end. */
  get innermost(): Innermost {
    return this.#innermost ??= new Innermost(this);
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

  /** The frame's bytes, lent. */
  get frameBytes(): Uint8Array {
    return this.bytes.subarray(this.start, this.start + this.capturedLength);
  }

  /** Milliseconds since 1970-01-01 UTC, with a fraction (good to a quarter of a microsecond). */
  get timeMs(): number {
    return this.seconds * 1000 + this.nanoseconds / 1e6;
  }

  /** Nanoseconds since 1970-01-01 UTC, exact. It allocates. */
  get timestampNs(): bigint {
    return BigInt(this.seconds) * 1_000_000_000n + BigInt(this.nanoseconds);
  }

  /** The interface that the frame was captured on; `undefined` outside a capture. */
  get interface(): CaptureInterface | undefined {
    return this.interfaces[this.interfaceId];
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

  /** A copy that outlives the handler: bytes of its own, decoded anew. */
  keep(): Packet {
    const copy = new Packet(this.registry);
    copy.bytes = this.bytes.slice(this.start, this.start + this.capturedLength);
    copy.capturedLength = this.capturedLength;
    copy.originalLength = this.originalLength;
    copy.seconds = this.seconds;
    copy.nanoseconds = this.nanoseconds;
    copy.interfaceId = this.interfaceId;
    copy.interfaces = this.interfaces;
    copy.linkType = this.linkType;
    copy.direction = this.direction;
    copy.checksumsPending = this.checksumsPending;
    copy.comment = this.comment;
    copy.number = this.number;
    copy.decode(LINK_TYPE | this.linkType);
    return copy;
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

/** The getters of the built-in protocols, which are made from the table, below. */
export interface Packet extends ProtocolViews {}

/** Whether {@linkcode Packet} has the getter already: a built-in protocol with its usual number. */
function onPrototype({ name, id }: Protocol): boolean {
  return name in PROTOCOLS && BUILT_IN.byName(name)?.id === id;
}

defineGetters(Packet.prototype, BUILT_IN.protocols.filter((protocol) => protocol !== undefined));
