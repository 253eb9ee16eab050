// core/flow/table.ts: conversations at rest: one row of numbers each, both directions in it.
import { HashIndex } from "./_index.ts";
import { MAX_FLOWS } from "./bounds.ts";
import { ADDRESS_WORDS, type FlowKey } from "./_key.ts";
import { FlowClass, HISTORY_LENGTH, type HistoryLetter } from "./_marks.ts";
import { NONE, Queues } from "./_queues.ts";

const CLASSES = 4;

/** Slots are put back in order at most so often: packets of one second cost it once. */
const REQUEUE_MS = 1000;

/**
 * The rows of all conversations as columns of numbers: a known conversation
 * costs no allocation, and memory is decided by `capacity` alone. Columns with
 * two values for each slot have the direction to the server first:
 * `2 * slot + direction`.
 */
export class FlowTable {
  readonly capacity: number;
  /** Conversations that are there. */
  size = 0;
  /** The direction that the last {@linkcode find} found: 0 to the server, 1 to the client. */
  direction = 0;
  /**
   * The present, in milliseconds since 1970. It is a field, not an argument: a number with a
   * fraction that is handed to a function is an object made for it.
   */
  nowMs = 0;

  /** Client's address, then the server's: four words each. */
  readonly addresses: Int32Array;
  /** The same as bytes, in the order of the wire. */
  readonly addressBytes: Uint8Array;
  readonly clientPorts: Uint16Array;
  readonly serverPorts: Uint16Array;
  /** As {@linkcode FlowKey.context}. */
  readonly contexts: Int32Array;
  readonly interfaces: Int32Array;
  /** A number of its own for each conversation. */
  readonly ids: Float64Array;
  /** Milliseconds since 1970. */
  readonly firstSeen: Float64Array;
  readonly lastSeen: Float64Array;
  /** Who has been told of the conversation, as bits. */
  readonly subscribers: Int32Array;
  /** {@linkcode FlowClass} of each. */
  readonly classes: Uint8Array;
  /** Each {@linkcode HistoryLetter} plus 1, as they came; 0 ends them before {@linkcode HISTORY_LENGTH}. */
  readonly history: Uint8Array;
  /** Letters that the history has, as bits. */
  readonly historySeen: Int32Array;
  /** The place of what is spoken in {@linkcode serviceNames}; 0 where that is not known. */
  readonly services: Uint8Array;
  /** What may be spoken, by name, after an empty one. */
  readonly serviceNames: readonly string[];

  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  readonly payloadBytes: Float64Array;

  /** {@linkcode TcpMark}s of each. */
  readonly tcpMarks: Uint16Array;
  /** When the SYN and its answer were seen; the answer's until the handshake is done. */
  readonly synMs: Float64Array;
  readonly synAckMs: Float64Array;
  /** Milliseconds; −1 where not known. */
  readonly serverMs: Float64Array;
  readonly clientMs: Float64Array;
  /** The greatest sequence number seen plus what it covers, for each direction. */
  readonly sequences: Int32Array;
  readonly sequenceKnown: Uint8Array;
  /** The number after the SYN's, where a SYN was seen. */
  readonly initials: Int32Array;
  readonly retransmissions: Uint32Array;
  readonly outOfOrder: Uint32Array;
  readonly zeroWindows: Uint32Array;
  readonly windowIsZero: Uint8Array;
  readonly missedBytes: Float64Array;
  /** The last stretch that was jumped over, and when. */
  readonly holeStarts: Int32Array;
  readonly holeEnds: Int32Array;
  readonly holeMs: Float64Array;

  readonly #index: HashIndex;
  readonly #queues: Queues;
  readonly #queuedMs: Float64Array;
  /** Slots that were used and are free again. */
  readonly #free: Int32Array;
  #freeCount = 0;
  /** Slots from here on were never used: their memory is not there yet. */
  #untouched = 0;
  #nextId = 1;

  /**
   * @param capacity conversations at most, 1 to {@linkcode MAX_FLOWS}
   * @param services what may be spoken in them, by name, 255 at most
   */
  constructor(capacity: number, services: readonly string[] = []) {
    if (!(Number.isInteger(capacity) && capacity >= 1 && capacity <= MAX_FLOWS)) {
      throw new RangeError(`Cannot keep ${capacity} conversations: 1 to 16,777,216 are possible`);
    }
    this.capacity = capacity;
    this.serviceNames = ["", ...services];
    const both = 2 * capacity;
    this.addresses = new Int32Array(2 * ADDRESS_WORDS * capacity);
    this.addressBytes = new Uint8Array(this.addresses.buffer);
    this.clientPorts = new Uint16Array(capacity);
    this.serverPorts = new Uint16Array(capacity);
    this.contexts = new Int32Array(capacity);
    this.interfaces = new Int32Array(capacity);
    this.ids = new Float64Array(capacity);
    this.firstSeen = new Float64Array(capacity);
    this.lastSeen = new Float64Array(capacity);
    this.subscribers = new Int32Array(capacity);
    this.classes = new Uint8Array(capacity);
    this.history = new Uint8Array(HISTORY_LENGTH * capacity);
    this.historySeen = new Int32Array(capacity);
    this.services = new Uint8Array(capacity);
    this.packets = new Float64Array(both);
    this.bytes = new Float64Array(both);
    this.payloadBytes = new Float64Array(both);
    this.tcpMarks = new Uint16Array(capacity);
    this.synMs = new Float64Array(capacity);
    this.synAckMs = new Float64Array(capacity);
    this.serverMs = new Float64Array(capacity);
    this.clientMs = new Float64Array(capacity);
    this.sequences = new Int32Array(both);
    this.sequenceKnown = new Uint8Array(both);
    this.initials = new Int32Array(both);
    this.retransmissions = new Uint32Array(both);
    this.outOfOrder = new Uint32Array(both);
    this.zeroWindows = new Uint32Array(both);
    this.windowIsZero = new Uint8Array(both);
    this.missedBytes = new Float64Array(both);
    this.holeStarts = new Int32Array(both);
    this.holeEnds = new Int32Array(both);
    this.holeMs = new Float64Array(both);
    this.#index = new HashIndex(capacity);
    this.#queues = new Queues(CLASSES, capacity);
    this.#queuedMs = new Float64Array(capacity);
    this.#free = new Int32Array(capacity);
  }

  /** Conversations of a class. */
  countOf(flowClass: FlowClass): number {
    return this.#queues.lengths[flowClass];
  }

  /** The slot of a packet's conversation, or `NONE`; {@linkcode direction} tells which way it goes. */
  find(key: FlowKey): number {
    const { places, mask, hashes } = this.#index;
    const { hash, context, sourcePort, destinationPort } = key;
    for (let at = hash & mask; places[at] !== 0; at = (at + 1) & mask) {
      const slot = places[at] - 1;
      if (hashes[slot] !== hash || this.contexts[slot] !== context) continue;
      const client = this.clientPorts[slot], server = this.serverPorts[slot];
      if (client === sourcePort && server === destinationPort && this.#sameWay(slot, key)) {
        this.direction = 0;
        return slot;
      }
      if (client === destinationPort && server === sourcePort && this.#otherWay(slot, key)) {
        this.direction = 1;
        return slot;
      }
    }
    return NONE;
  }

  #sameWay(slot: number, { words, wordCount }: FlowKey): boolean {
    const { addresses } = this, base = slot * 2 * ADDRESS_WORDS;
    for (let k = 0; k < wordCount; k++) {
      if (addresses[base + k] !== words[k]) return false;
      if (addresses[base + ADDRESS_WORDS + k] !== words[ADDRESS_WORDS + k]) return false;
    }
    return true;
  }

  #otherWay(slot: number, { words, wordCount }: FlowKey): boolean {
    const { addresses } = this, base = slot * 2 * ADDRESS_WORDS;
    for (let k = 0; k < wordCount; k++) {
      if (addresses[base + k] !== words[ADDRESS_WORDS + k]) return false;
      if (addresses[base + ADDRESS_WORDS + k] !== words[k]) return false;
    }
    return true;
  }

  /** Whether the next {@linkcode add} needs that something is removed before. */
  get isFull(): boolean {
    return this.size === this.capacity;
  }

  /** A row for a new conversation; `reversed` when the packet's sender is the server. */
  add(key: FlowKey, reversed: boolean): number {
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#untouched++;
    this.size++;
    const base = slot * 2 * ADDRESS_WORDS;
    const client = reversed ? ADDRESS_WORDS : 0, server = ADDRESS_WORDS - client;
    for (let k = 0; k < ADDRESS_WORDS; k++) {
      this.addresses[base + k] = key.words[client + k];
      this.addresses[base + ADDRESS_WORDS + k] = key.words[server + k];
    }
    this.clientPorts[slot] = reversed ? key.destinationPort : key.sourcePort;
    this.serverPorts[slot] = reversed ? key.sourcePort : key.destinationPort;
    this.direction = reversed ? 1 : 0;
    this.contexts[slot] = key.context;
    this.interfaces[slot] = key.interfaceId;
    this.ids[slot] = this.#nextId++;
    this.firstSeen[slot] = this.lastSeen[slot] = this.nowMs;
    this.subscribers[slot] = 0;
    this.historySeen[slot] = 0;
    this.services[slot] = 0;
    this.history[slot * HISTORY_LENGTH] = 0;
    this.tcpMarks[slot] = 0;
    this.synMs[slot] = this.synAckMs[slot] = 0;
    this.serverMs[slot] = this.clientMs[slot] = -1;
    this.#clear(2 * slot);
    this.#clear(2 * slot + 1);
    this.#index.add(slot, key.hash);
    this.classes[slot] = FlowClass.Unanswered;
    this.#queuedMs[slot] = this.nowMs;
    this.#queues.append(FlowClass.Unanswered, slot);
    return slot;
  }

  #clear(at: number): void {
    this.packets[at] = this.bytes[at] = this.payloadBytes[at] = 0;
    this.sequences[at] = this.sequenceKnown[at] = 0;
    this.retransmissions[at] = this.outOfOrder[at] = 0;
    this.zeroWindows[at] = this.windowIsZero[at] = 0;
    this.missedBytes[at] = 0;
    this.holeStarts[at] = this.holeEnds[at] = 0;
    this.holeMs[at] = 0;
  }

  /** Forgets a conversation; its numbers stay readable until the next {@linkcode add}. */
  remove(slot: number): void {
    this.#index.remove(slot);
    this.#queues.remove(this.classes[slot], slot);
    this.#free[this.#freeCount++] = slot;
    this.size--;
  }

  /** Notes that a conversation was heard of, and what class it is of now. */
  touch(slot: number, flowClass: FlowClass): void {
    const before = this.classes[slot];
    if (before === flowClass && this.nowMs - this.#queuedMs[slot] < REQUEUE_MS) return;
    this.#queues.remove(before, slot);
    this.#queues.append(flowClass, slot);
    this.classes[slot] = flowClass;
    this.#queuedMs[slot] = this.nowMs;
  }

  /**
   * The longest silent conversation of a class, if it has been so for
   * `timeoutMs` (to a second); else `NONE`.
   */
  expired(flowClass: FlowClass, timeoutMs: number): number {
    const slot = this.#queues.first(flowClass);
    if (slot === NONE) return NONE;
    return this.#queuedMs[slot] + REQUEUE_MS + timeoutMs <= this.nowMs ? slot : NONE;
  }

  /** The conversation that is worth the least: the longest silent of the lowest class. */
  get leastValuable(): number {
    for (let flowClass = 0; flowClass < CLASSES; flowClass++) {
      const slot = this.#queues.first(flowClass);
      if (slot !== NONE) return slot;
    }
    return NONE;
  }

  /** Writes a letter into the history, once for each direction. */
  note(slot: number, letter: HistoryLetter): void {
    const bit = 1 << letter;
    const seen = this.historySeen[slot];
    if ((seen & bit) !== 0) return;
    this.historySeen[slot] = seen | bit;
    const at = slot * HISTORY_LENGTH;
    let length = 0;
    while (length < HISTORY_LENGTH && this.history[at + length] !== 0) length++;
    this.history[at + length] = letter + 1;
    if (length + 1 < HISTORY_LENGTH) this.history[at + length + 1] = 0;
  }
}
