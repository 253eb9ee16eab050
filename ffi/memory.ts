// ffi/memory.ts: pages of the kernel, seen as an ArrayBuffer.
import { check } from "./errno.ts";
import { libc } from "./libc.ts";

const PROT_READ_WRITE = 3;
const MAP_SHARED = 0x01;
const MAP_PRIVATE = 0x02;
const MAP_FIXED = 0x10;
const MAP_ANONYMOUS = 0x20;

/** A page of WebAssembly, and the largest that Linux has on x86_64 and aarch64. */
const PAGE = 65_536;

/**
 * Memory shared with the kernel, laid over a WebAssembly memory of our own.
 *
 * The usual way, `mmap` where the kernel likes and `UnsafePointerView` on it, asks for all of
 * `--allow-ffi`, and a view that outlives the mapping ends the process. Here `MAP_FIXED` puts the
 * pages over memory that belongs to the engine. A WebAssembly memory's buffer begins on a page, and
 * nobody who has a view of it can detach it (`transfer`, `structuredClone`, `postMessage` throw):
 * a plugin cannot take the ring away. Disposing puts ordinary pages back and then lets the memory
 * grow by nothing, which detaches the buffer, so a view that was kept too long reads as empty.
 */
export class SharedMemory implements Disposable {
  /** The shared bytes. They have length 0 after disposal. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same as 32-bit words in the processor's byte order. */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly #memory: WebAssembly.Memory;
  readonly #libc = libc();
  #mapped = true;

  private constructor(memory: WebAssembly.Memory, bytes: Uint8Array<ArrayBuffer>) {
    this.#memory = memory;
    this.bytes = bytes;
    this.words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  }

  /** Maps the first `length` bytes of `fd`; `length` is a multiple of the page size. */
  static map(fd: number, length: number): SharedMemory {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(length / PAGE) });
    // Not `shared`, so neither is its buffer.
    const bytes = new Uint8Array(memory.buffer as ArrayBuffer, 0, length);
    const flags = MAP_SHARED | MAP_FIXED;
    const mapped = libc().mmap(bytes, BigInt(length), PROT_READ_WRITE, flags, fd, 0n);
    check("mmap", "share memory with the kernel", mapped);
    return new SharedMemory(memory, bytes);
  }

  [Symbol.dispose](): void {
    if (!this.#mapped) return;
    this.#mapped = false;
    const flags = MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS;
    const length = BigInt(this.bytes.length);
    const mapped = this.#libc.mmap(this.bytes, length, PROT_READ_WRITE, flags, -1, 0n);
    check("mmap", "give shared memory back", mapped);
    this.#memory.grow(0);
  }
}
