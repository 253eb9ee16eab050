// core/packet.ts: the one object that handlers get, set anew for each frame.
import { defineGetters } from "./_getters.ts";
import { usualBit } from "./_usual.ts";
import { type Batch, type CaptureInterface, Direction } from "./capture/source.ts";
import { Innermost } from "./innermost.ts";
import { BUILT_IN, Layers } from "./layers.ts";
import type { PROTOCOLS } from "./wire/mod.ts";
import { LINK_TYPE, type Selector } from "./wire/select.ts";
import type { ProtocolRegistry } from "./wire/table.ts";

export { BUILT_IN };

/** For each protocol the outermost view of it, or `undefined`: `packet.tcp`, `packet.dns` … */
export type ProtocolViews = {
  readonly [Name in keyof typeof PROTOCOLS]:
    | InstanceType<(typeof PROTOCOLS)[Name]["view"]>
    | undefined;
};

const IPV4 = BUILT_IN.byName("ipv4")?.id, IPV6 = BUILT_IN.byName("ipv6")?.id;
const IPV4_BIT = usualBit("ipv4"), IPV6_BIT = usualBit("ipv6");
const NO_INTERFACES: readonly CaptureInterface[] = [];
const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * A frame with its {@linkcode Layers}. Link, network and transport headers and
 * tunnels are decoded at once; what lies above is decoded when it is asked for.
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
export class Packet extends Layers {
  /** What the frame lies in; only `start` to `start + capturedLength` is the frame's. */
  override bytes: Uint8Array = NOTHING;
  /** Where the frame begins there. */
  override start = 0;
  /** Bytes of the frame that were captured. */
  override capturedLength = 0;
  /** Bytes on the wire. */
  override originalLength = 0;
  /** Whole seconds since 1970-01-01 UTC. */
  seconds = 0;
  /** And nanoseconds, 0 to 999,999,999. */
  nanoseconds = 0;
  /** Which of {@linkcode Packet.interfaces} it came by. */
  interfaceId = 0;
  /** What the frame's first bytes are: LINKTYPE_ of https://www.tcpdump.org/linktypes.html. */
  override linkType = 1;
  /** Which way it went past the capturing host. */
  direction: Direction = Direction.Unknown;
  /** Checksums were left to the sender's network card: those in the bytes are not computed yet. */
  override checksumsPending = false;
  /** What the capture file says about the packet. */
  comment: string | undefined = undefined;
  /** Its place in the capture, from 1. */
  number = 0;
  /** The interfaces of the source, by id. */
  interfaces: readonly CaptureInterface[] = NO_INTERFACES;

  #innermost: Innermost | undefined;

  /**
   * A packet on nothing yet.
   *
   * @param registry the protocols to decode; the built-in ones when left out
   */
  constructor(registry: ProtocolRegistry = BUILT_IN) {
    super(registry);
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

  /** The same packet seen from its last IP header on: what the outermost tunnel carries in the end. */
  get innermost(): Innermost {
    return this.#innermost ??= new Innermost(this);
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
}

/** The getters of the built-in protocols, which are made from the table, below. */
export interface Packet extends ProtocolViews {}

defineGetters(Packet.prototype, BUILT_IN.protocols.filter((protocol) => protocol !== undefined));
