// core/flow/_fragments.ts: datagrams from their fragments, RFC 791, section 3.2; RFC 8200, section 4.5.
import type { Packet } from "../packet.ts";
import { IP_VERSION, type Selector } from "../wire/select.ts";
import type { View } from "../wire/view.ts";
import { finishHeaders, type Fragment, MAX_LENGTH, readFragment } from "./_fragment_header.ts";

/** What keeping a fragment costs besides its bytes, and a datagram besides its fragments. */
const FRAGMENT_COST = 256, DATAGRAM_COST = 512;
/** How long a datagram may take, in packet time: as in Linux (`ipfrag_time`). */
const TIMEOUT_MS = 30_000;

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A datagram that is not whole yet. */
interface Partial {
  readonly timeMs: number;
  /** By offset, without overlaps. */
  readonly pieces: Piece[];
  headers: Uint8Array | undefined;
  /** Bytes of payload; −1 before the last fragment has come. */
  length: number;
  received: number;
  cost: number;
  frames: number;
  wireBytes: number;
  accepted: number;
}

/** In what a fragment, or all of a datagram, came. */
export interface Came {
  /** So many frames. */
  readonly frames: number;
  /** Their bytes on the wire. */
  readonly wireBytes: number;
  /** Who accepted one of them, as bits. */
  readonly accepted: number;
}

/** A datagram that is whole. */
export interface Datagram extends Came {
  /** From its IP header on. */
  readonly bytes: Uint8Array;
  /** Where that header was in the packet of the fragment that came last. */
  readonly ipStart: number;
  /** What the bytes begin with. */
  readonly selector: Selector;
}

/**
 * Puts fragments together, in any order. A fragment whose bytes are all there
 * is a duplicate and ignored; one that overlaps in part makes the whole
 * datagram void, as it does in Linux and by RFC 5722: nobody fragments so but
 * to have two readers see two things.
 */
export class Fragments {
  /** Datagrams that were given up: overlaps, time-outs, no room, cut captures, absurd lengths. */
  dropped = 0;
  /** Bytes that are kept now, with what keeping them costs. */
  used = 0;
  readonly #maxBytes: number;
  /** The oldest first. */
  readonly #partials = new Map<string, Partial>();
  /** Where {@linkcode #oldest} is, and what it found last. */
  #walk = this.#partials.entries();
  #first: [string, Partial] | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Takes a fragment, of which `layer` is the header; gives back the whole when
   * it is. `context` tells datagrams apart that their headers do not.
   */
  add(
    packet: Packet,
    layer: View,
    isIpv4: boolean,
    context: string,
    { frames, wireBytes, accepted }: Came,
  ): Datagram | undefined {
    const fragment = readFragment(packet, layer, isIpv4, context);
    if (fragment === undefined) {
      this.dropped++;
      return undefined;
    }
    const partial = this.#partials.get(fragment.key) ?? this.#begin(fragment.key, packet.timeMs);
    partial.frames += frames;
    partial.wireBytes += wireBytes;
    partial.accepted |= accepted;
    if (!this.#put(partial, fragment)) {
      this.#drop(fragment.key, partial);
      return undefined;
    }
    if (partial.received !== partial.length || partial.headers === undefined) {
      this.#makeRoom();
      return undefined;
    }
    this.#forget(fragment.key, partial);
    return whole(partial, partial.headers, fragment.ipStart, isIpv4);
  }

  /** Gives up what has taken too long. */
  expire(timeMs: number): void {
    for (;;) {
      const oldest = this.#oldest();
      if (oldest === undefined || oldest[1].timeMs + TIMEOUT_MS > timeMs) return;
      this.#drop(...oldest);
    }
  }

  /**
   * The datagram that was begun first. The walk goes on where it was: from the
   * map's beginning it would step over all that were forgotten since.
   */
  #oldest(): [string, Partial] | undefined {
    while (this.#partials.size > 0) {
      const first = this.#first;
      if (first !== undefined && this.#partials.get(first[0]) === first[1]) return first;
      const next = this.#walk.next();
      if (next.done) this.#walk = this.#partials.entries();
      this.#first = next.value;
    }
    return undefined;
  }

  #begin(key: string, timeMs: number): Partial {
    const partial: Partial = {
      timeMs,
      pieces: [],
      headers: undefined,
      length: -1,
      received: 0,
      cost: DATAGRAM_COST,
      frames: 0,
      wireBytes: 0,
      accepted: 0,
    };
    this.#partials.set(key, partial);
    this.used += DATAGRAM_COST;
    return partial;
  }

  /** False when the datagram is void. */
  #put(partial: Partial, { offset, payload, more, headers }: Fragment): boolean {
    const end = offset + payload.length;
    if (end > MAX_LENGTH || (partial.length >= 0 && end > partial.length)) return false;
    if (!more) {
      const last = partial.pieces[partial.pieces.length - 1];
      if (partial.length >= 0 ? end !== partial.length : last && endOf(last) > end) return false;
      partial.length = end;
    } else if (payload.length === 0 || (payload.length & 7) !== 0) {
      return false;
    }
    partial.headers ??= headers;
    const at = placeFor(partial.pieces, offset);
    const before = partial.pieces[at - 1], after = partial.pieces[at];
    if (before !== undefined && endOf(before) >= end) return true;
    if (after !== undefined && after.offset === offset && endOf(after) >= end) return true;
    if (before !== undefined && endOf(before) > offset) return false;
    if (after !== undefined && after.offset < end) return false;
    partial.pieces.splice(at, 0, { offset, bytes: payload.slice() });
    partial.received += payload.length;
    partial.cost += payload.length + FRAGMENT_COST;
    this.used += payload.length + FRAGMENT_COST;
    return true;
  }

  #makeRoom(): void {
    while (this.used > this.#maxBytes) {
      const oldest = this.#oldest();
      if (oldest === undefined) return;
      this.#drop(...oldest);
    }
  }

  #drop(key: string, partial: Partial): void {
    this.dropped++;
    this.#forget(key, partial);
  }

  #forget(key: string, partial: Partial): void {
    this.#partials.delete(key);
    this.used -= partial.cost;
  }
}

function endOf({ offset, bytes }: Piece): number {
  return offset + bytes.length;
}

/** The index of the first piece at `offset` or after it. */
function placeFor(pieces: readonly Piece[], offset: number): number {
  let at = pieces.length;
  while (at > 0 && pieces[at - 1].offset >= offset) at--;
  return at;
}

/** `undefined` where headers and payload together are longer than a length can say. */
function whole(
  partial: Partial,
  headers: Uint8Array,
  ipStart: number,
  isIpv4: boolean,
): Datagram | undefined {
  const bytes = new Uint8Array(headers.length + partial.length);
  bytes.set(headers);
  for (const piece of partial.pieces) bytes.set(piece.bytes, headers.length + piece.offset);
  if (!finishHeaders(bytes, headers.length, isIpv4)) return undefined;
  const { frames, wireBytes, accepted } = partial;
  return { bytes, ipStart, selector: IP_VERSION | (isIpv4 ? 4 : 6), frames, wireBytes, accepted };
}
