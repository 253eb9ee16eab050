// core/output/sequence_table.ts: where each TCP connection's numbers began, in bounded memory.
import type { Ipv4 } from "../wire/ipv4.ts";
import type { Ipv6 } from "../wire/ipv6.ts";
import type { Tcp } from "../wire/tcp.ts";

/** Places that one connection may have; the least recently used of them is given up. */
const WAYS = 4;
/**
 * 32-bit words of a place: ports, the lower side's address and the upper's (4
 * each), first sequence number of either side, time of last use.
 */
const WORDS = 12;
const ADDRESSES = 1, LOWER_FIRST = 9, UPPER_FIRST = 10, USED = 11;
const KEY_WORDS = LOWER_FIRST;

/**
 * The first sequence numbers of both sides of each connection, so that numbers
 * can be printed relative to them. It holds a fixed number of connections and
 * never grows: of those that share a set of four places, the one that was quiet
 * longest makes room. A connection that was given up is taken up anew where it
 * is, as tcpdump does with one whose beginning it has not seen.
 */
export class SequenceTable {
  readonly #words: Int32Array;
  readonly #sets: number;
  readonly #key = new Int32Array(KEY_WORDS);
  #clock = 0;
  #sequence = 0;
  #acknowledgment = 0;
  /** Connections that had to make room so far. */
  evictions = 0;

  /** @param connections how many are kept, a power of two from 4; 48 bytes each */
  constructor(connections = 65_536) {
    this.#sets = Math.max(1, connections / WAYS);
    this.#words = new Int32Array(connections * WORDS);
  }

  /** What to subtract from the sequence number of the segment that was looked up. */
  get sequenceBase(): number {
    return this.#sequence;
  }

  /** What to subtract from its acknowledgment number, and from its SACK blocks. */
  get acknowledgmentBase(): number {
    return this.#acknowledgment;
  }

  /**
   * Looks a segment with the ACK flag up, and says whether its connection was
   * known: the bases are set then. Of one that was not, or that begins (SYN),
   * the numbers are taken down, and the bases are 0.
   */
  lookUp(ip: Ipv4 | Ipv6, tcp: Tcp, begins: boolean): boolean {
    const isUpper = this.#setKey(ip, tcp);
    const words = this.#words;
    const place = this.#find();
    const isKnown = words[place + USED] !== 0 && this.#holds(place);
    const own = place + (isUpper ? UPPER_FIRST : LOWER_FIRST);
    const other = place + (isUpper ? LOWER_FIRST : UPPER_FIRST);
    if (isKnown && !begins) {
      this.#sequence = words[own];
      this.#acknowledgment = words[other];
    } else {
      if (!isKnown && words[place + USED] !== 0) this.evictions++;
      words.set(this.#key, place);
      words[own] = tcp.sequenceNumber;
      // The other side's SYN took the number before the one that is expected.
      words[other] = tcp.acknowledgmentNumber - 1;
      this.#sequence = this.#acknowledgment = 0;
    }
    words[place + USED] = this.#tick();
    return isKnown && !begins;
  }

  /** Puts the connection into the key, the lower end first; says whether the sender is the upper. */
  #setKey(ip: Ipv4 | Ipv6, tcp: Tcp): boolean {
    const key = this.#key.fill(0);
    const { source, destination } = ip;
    const { sourcePort, destinationPort } = tcp;
    const count = source.wordCount;
    let order = sourcePort - destinationPort;
    for (let k = 0; order === 0 && k < count; k++) order = source.word(k) - destination.word(k);
    const isUpper = order > 0;
    const lower = isUpper ? destination : source, upper = isUpper ? source : destination;
    key[0] = isUpper ? destinationPort << 16 | sourcePort : sourcePort << 16 | destinationPort;
    for (let k = 0; k < count; k++) {
      key[ADDRESSES + k] = lower.word(k);
      key[ADDRESSES + 4 + k] = upper.word(k);
    }
    return isUpper;
  }

  /** The place of the connection, or the one that it may have. */
  #find(): number {
    const first = this.#hash() * WAYS * WORDS;
    let oldest = first;
    for (let place = first; place < first + WAYS * WORDS; place += WORDS) {
      if (this.#holds(place)) return place;
      if (this.#words[place + USED] < this.#words[oldest + USED]) oldest = place;
    }
    return oldest;
  }

  #holds(place: number): boolean {
    for (let k = 0; k < KEY_WORDS; k++) {
      if (this.#words[place + k] !== this.#key[k]) return false;
    }
    return true;
  }

  #hash(): number {
    let hash = 0;
    for (let k = 0; k < KEY_WORDS; k++) {
      hash = Math.imul(hash ^ this.#key[k], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return (hash >>> 0) & (this.#sets - 1);
  }

  /** From 1, since 0 marks an empty place; after 2^31 lookups all begin anew as equally old. */
  #tick(): number {
    if (this.#clock === 0x7fff_ffff) {
      this.#clock = 1;
      for (let at = USED; at < this.#words.length; at += WORDS) {
        if (this.#words[at] !== 0) this.#words[at] = 1;
      }
    }
    return ++this.#clock;
  }
}
