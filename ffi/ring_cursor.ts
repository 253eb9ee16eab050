// ffi/ring_cursor.ts: the frames of one ring block, as the kernel wrote them.
import { SOCKADDR_LL, TPACKET3 } from "./structs.ts";

// Bits of tp_status and values of sll_pkttype (linux/if_packet.h).
const TP_STATUS_CSUMNOTREADY = 1 << 3;
const TP_STATUS_VLAN_VALID = 1 << 4;
const TP_STATUS_VLAN_TPID_VALID = 1 << 6;
const PACKET_OUTGOING = 4;

// Places in a frame's header, in 32-bit words: the header lies on a multiple of eight bytes.
const NEXT_OFFSET = TPACKET3.NEXT_OFFSET / 4;
const SEC = TPACKET3.SEC / 4;
const NSEC = TPACKET3.NSEC / 4;
const SNAPLEN = TPACKET3.SNAPLEN / 4;
const LEN = TPACKET3.LEN / 4;
const STATUS = TPACKET3.STATUS / 4;
const MAC_AND_NET = TPACKET3.MAC / 4;
const VLAN_TCI = TPACKET3.VLAN_TCI / 4;
const VLAN_TPID = TPACKET3.VLAN_TPID / 4;
const SOCKADDR = TPACKET3.SOCKADDR / 4;
const IFINDEX = SOCKADDR + SOCKADDR_LL.IFINDEX / 4;
const HATYPE_AND_PKTTYPE = SOCKADDR + SOCKADDR_LL.HATYPE / 4;
const ADDR = SOCKADDR + SOCKADDR_LL.ADDR / 4;

const ETH_P_8021Q = 0x8100;
/** Where the tag stands in an Ethernet frame: behind the two addresses. */
const TAG_AT = 12;
const TAG_LENGTH = 4;
/** Bytes of a Linux cooked header, version 2 (LINKTYPE_LINUX_SLL2). */
const SLL2_LENGTH = 20;

/**
 * Walks the frames of one block in place. The fields tell of the frame that
 * {@linkcode advance} came to last, and hold until it is called again.
 *
 * What the kernel took off a frame (its VLAN tag) or put beside it (what makes
 * the cooked header) is written back into the free bytes before it, so that the
 * frame itself is never moved:
 *
 * ```text
 * ┌─────────────┬─────────────┬──────────────────┬──────────────┬─────────┐
 * │ tpacket3_hdr│ sockaddr_ll │ free: 18 or more │ link header  │ packet  │
 * └─────────────┴─────────────┴──────────────────┴──────────────┴─────────┘
 * 0             48            68           start ▲          net ▲
 * ```
 */
export class RingCursor {
  /** The ring. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #words: Uint32Array<ArrayBuffer>;
  /** Where the frame begins in {@linkcode bytes}. */
  start = 0;
  /** Bytes of it that the ring holds, from {@linkcode start} on. */
  capturedLength = 0;
  /** Bytes of it on the wire. */
  originalLength = 0;
  /** When the kernel saw it: seconds since 1970-01-01 UTC … */
  seconds = 0;
  /** … and nanoseconds, 0 to 999,999,999. */
  nanoseconds = 0;
  /** The kernel's number of the interface. */
  interfaceIndex = 0;
  /** This host sends it. */
  outgoing = false;
  /** The sending host has left the checksums to its card: they are not computed yet. */
  checksumsPending = false;
  /** The kernel has taken a VLAN tag out of it. */
  hasVlanTag = false;
  /** The frame's header, as a place in {@linkcode #words}. */
  #header = 0;
  #next = 0;
  #left = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>, words: Uint32Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.#words = words;
  }

  /** Goes before the first of `count` frames, whose header is at `words[first]`. */
  begin(first: number, count: number): void {
    this.#next = first;
    this.#left = count;
  }

  /** Frames still to come. */
  get left(): number {
    return this.#left;
  }

  /** Goes to the next frame; false when there is none. */
  advance(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    const words = this.#words;
    const header = this.#next;
    this.#header = header;
    this.#next = header + (words[header + NEXT_OFFSET] >> 2);
    this.start = header * 4 + (words[header + MAC_AND_NET] & 0xffff);
    this.capturedLength = words[header + SNAPLEN];
    this.originalLength = words[header + LEN];
    this.seconds = words[header + SEC];
    this.nanoseconds = words[header + NSEC];
    this.interfaceIndex = words[header + IFINDEX];
    this.outgoing = ((words[header + HATYPE_AND_PKTTYPE] >> 16) & 0xff) === PACKET_OUTGOING;
    const status = words[header + STATUS];
    this.checksumsPending = (status & TP_STATUS_CSUMNOTREADY) !== 0;
    this.hasVlanTag = (status & TP_STATUS_VLAN_VALID) !== 0;
    return true;
  }

  /**
   * Puts the VLAN tag that the kernel took out back where it was, for an Ethernet
   * frame: the addresses move down by its four bytes. Too short a capture, without
   * both addresses, stays as it is.
   */
  restoreVlanTag(): void {
    if (this.capturedLength < TAG_AT) return;
    const { bytes } = this;
    const start = this.start - TAG_LENGTH;
    for (let at = start; at < start + TAG_AT; at++) bytes[at] = bytes[at + TAG_LENGTH];
    const tpid = this.#vlanTpid();
    const tci = this.#words[this.#header + VLAN_TCI];
    bytes[start + TAG_AT] = tpid >> 8;
    bytes[start + TAG_AT + 1] = tpid;
    bytes[start + TAG_AT + 2] = tci >> 8;
    bytes[start + TAG_AT + 3] = tci;
    this.#grow(TAG_LENGTH);
  }

  /**
   * Writes a Linux cooked header, version 2, before a frame that came without its
   * link header. A VLAN tag that the kernel took out follows it, as on the wire.
   *
   * ```text
   *  0         2        4                 8         10     11      12         20
   * ┌─────────┬────────┬─────────────────┬─────────┬──────┬───────┬──────────┐
   * │ protocol│ zero   │ interface index │ ARPHRD  │ type │ length│ address  │
   * └─────────┴────────┴─────────────────┴─────────┴──────┴───────┴──────────┘
   * ```
   */
  prependCookedHeader(): void {
    const words = this.#words;
    const header = this.#header;
    // The kernel's sockaddr_ll has the same order of fields, half of them little-endian.
    let protocol = words[header + SOCKADDR] >>> 16;
    if (this.hasVlanTag) {
      const tag = (this.start - TAG_LENGTH) >> 2;
      words[tag] = swap16(words[header + VLAN_TCI] & 0xffff) | (protocol << 16);
      protocol = swap16(this.#vlanTpid());
      this.#grow(TAG_LENGTH);
    }
    const to = (this.start - SLL2_LENGTH) >> 2;
    const kind = words[header + HATYPE_AND_PKTTYPE];
    words[to] = protocol;
    words[to + 1] = swap32(this.interfaceIndex);
    words[to + 2] = swap16(kind & 0xffff) | (kind & 0xffff0000);
    words[to + 3] = words[header + ADDR];
    words[to + 4] = words[header + ADDR + 1];
    this.#grow(SLL2_LENGTH);
  }

  #vlanTpid(): number {
    const known = this.#words[this.#header + STATUS] & TP_STATUS_VLAN_TPID_VALID;
    return known !== 0 ? this.#words[this.#header + VLAN_TPID] & 0xffff : ETH_P_8021Q;
  }

  #grow(length: number): void {
    this.start -= length;
    this.capturedLength += length;
    this.originalLength += length;
  }
}

/** Two bytes the other way round. */
function swap16(value: number): number {
  return ((value & 0xff) << 8) | (value >> 8);
}

/** Four bytes the other way round. */
function swap32(value: number): number {
  return (swap16(value & 0xffff) << 16) | swap16(value >>> 16);
}
