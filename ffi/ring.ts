// ffi/ring.ts: the kernel's receive ring, block by block and frame by frame.
import { SharedMemory } from "./memory.ts";
import type { PacketSocket, RingSize } from "./packet_socket.ts";
import type { RingCursor } from "./ring_cursor.ts";
import { TPACKET_BLOCK } from "./structs.ts";

/** Who may touch a block (linux/if_packet.h). */
const TP_STATUS_KERNEL = 0;
const TP_STATUS_USER = 1;

/**
 * The ring of one packet socket. The kernel fills one block after the other and
 * hands each over when it is full or has waited `retireMs`; a block that was
 * {@linkcode take}n is ours until it is {@linkcode release}d. When all are ours,
 * the kernel drops frames and counts them.
 *
 * ```text
 * block 0      block 1      block 2            block n-1
 * ┌──────────┬────────────┬──────────┬─ ─ ─ ─┬──────────┐
 * │ taken    │ handed over│ filling  │       │ empty    │
 * └──────────┴────────────┴──────────┴─ ─ ─ ─┴──────────┘
 *   us         ours to take  kernel            kernel
 * ```
 */
export class Ring implements Disposable {
  readonly #memory: SharedMemory;
  readonly #blockWords: number;
  readonly #blockCount: number;
  /** The next block to take, or the one that is taken. */
  #block = 0;
  #taken = false;

  private constructor(memory: SharedMemory, blockSize: number, blockCount: number) {
    this.#memory = memory;
    this.#blockWords = blockSize / 4;
    this.#blockCount = blockCount;
  }

  /** Makes a ring for a socket that has none. Dispose it before the socket. */
  static open(socket: PacketSocket, size: RingSize): Ring {
    socket.openRing(size);
    const memory = SharedMemory.map(socket.fd, size.blockSize * size.blockCount);
    return new Ring(memory, size.blockSize, size.blockCount);
  }

  /** The whole ring. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#memory.bytes;
  }

  /** The whole ring as 32-bit words. */
  get words(): Uint32Array<ArrayBuffer> {
    return this.#memory.words;
  }

  /** Takes the next block and sets `cursor` before its first frame; false when none was handed over. */
  take(cursor: RingCursor): boolean {
    if (this.#taken) throw new TypeError("The block before was not released");
    const block = this.#block * this.#blockWords;
    const { words } = this.#memory;
    const status = Atomics.load(words, block + TPACKET_BLOCK.BLOCK_STATUS / 4);
    if ((status & TP_STATUS_USER) === 0) return false;
    const first = words[block + TPACKET_BLOCK.OFFSET_TO_FIRST_PKT / 4];
    cursor.begin(block + first / 4, words[block + TPACKET_BLOCK.NUM_PKTS / 4]);
    this.#taken = true;
    return true;
  }

  /** Gives the taken block back to the kernel; without one it does nothing. */
  release(): void {
    if (!this.#taken) return;
    this.#taken = false;
    const block = this.#block * this.#blockWords;
    const { words } = this.#memory;
    // The kernel clears the count when it opens the block. Cleared now, it can be trusted before
    // that too, which `filling` does.
    words[block + TPACKET_BLOCK.NUM_PKTS / 4] = 0;
    Atomics.store(words, block + TPACKET_BLOCK.BLOCK_STATUS / 4, TP_STATUS_KERNEL);
    this.#block = (this.#block + 1) % this.#blockCount;
  }

  /** True while the block that comes next has frames but was not handed over. */
  get filling(): boolean {
    const block = this.#block * this.#blockWords;
    return this.#memory.words[block + TPACKET_BLOCK.NUM_PKTS / 4] !== 0;
  }

  [Symbol.dispose](): void {
    this.#taken = false; // what is unmapped needs no giving back
    this.#memory[Symbol.dispose]();
  }
}
