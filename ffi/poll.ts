// ffi/poll.ts: waiting for file descriptors while the event loop runs on, poll(2).
import { check, Errno, SyscallError } from "./errno.ts";
import { libc } from "./libc.ts";
import { POLLFD, struct } from "./structs.ts";

const POLLIN = 0x001;
const POLLERR = 0x008;
const EFD_CLOEXEC = 0o2000000;
const EFD_NONBLOCK = 0o4000;

/** For {@linkcode Poller.wait}: only an event ends it. */
export const NO_TIMEOUT = -1;

/** Waits for any of some file descriptors, or for {@linkcode wake}. */
export class Poller implements Disposable {
  readonly #libc = libc();
  /** struct pollfd each: our eventfd first, then what was asked for. */
  readonly #fds: DataView<ArrayBuffer>;
  readonly #count: bigint;
  #wakeFd: number;
  #waiting = false;

  /** @param fds They are borrowed: closing them is their owner's. */
  constructor(fds: readonly number[]) {
    this.#wakeFd = check(
      "eventfd",
      "wait for packets",
      this.#libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
    );
    const all = [this.#wakeFd, ...fds];
    this.#count = BigInt(all.length);
    this.#fds = struct(all.length * POLLFD.SIZE);
    all.forEach((fd, index) => {
      this.#fds.setInt32(index * POLLFD.SIZE + POLLFD.FD, fd, true);
      this.#fds.setInt16(index * POLLFD.SIZE + POLLFD.EVENTS, POLLIN, true);
    });
  }

  /** True between the call of {@linkcode wait} and its end: nothing it waits for may be closed. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /**
   * Resolves when a descriptor is ready or in error, after `timeoutMs`, or when woken.
   * Timers and signals are served meanwhile, even for 0.
   */
  async wait(timeoutMs: number): Promise<void> {
    this.#waiting = true;
    try {
      // The error number of a call on another thread is lost: ask again on ours, without waiting.
      if (await this.#libc.poll(this.#fds, this.#count, timeoutMs) === -1) this.#poll();
    } finally {
      this.#waiting = false;
    }
    this.#clear();
  }

  /** As {@linkcode wait} without waiting: neither timers nor signals are served. */
  look(): void {
    this.#poll();
    this.#clear();
  }

  /** True when the last wait found the descriptor at this place of the list ready or in error. */
  ready(index: number): boolean {
    return this.#events(index + 1) !== 0;
  }

  /** True when it found an error on it, which then waits in the descriptor's `SO_ERROR`. */
  failed(index: number): boolean {
    return (this.#events(index + 1) & POLLERR) !== 0;
  }

  /** Waits for the descriptor at this place no longer; poll skips negative ones. */
  forget(index: number): void {
    this.#fds.setInt32((index + 1) * POLLFD.SIZE + POLLFD.FD, -1, true);
  }

  /** Ends the wait that is on, or the next one. */
  wake(): void {
    const one = struct(8);
    one.setUint32(0, 1, true);
    check("write", "wake the capture", this.#libc.write(this.#wakeFd, one, 8n));
  }

  [Symbol.dispose](): void {
    if (this.#wakeFd === -1) return;
    this.#libc.close(this.#wakeFd);
    this.#wakeFd = -1;
  }

  #poll(): void {
    try {
      check("poll", "wait for packets", this.#libc.pollNow(this.#fds, this.#count, 0));
    } catch (error) {
      if (error instanceof SyscallError && error.errno === Errno.EINTR) return;
      throw error;
    }
  }

  /** Empties the eventfd: what matters is that it was written, not how often. */
  #clear(): void {
    if (this.#events(0) !== 0) this.#libc.read(this.#wakeFd, struct(8), 8n);
  }

  #events(index: number): number {
    return this.#fds.getInt16(index * POLLFD.SIZE + POLLFD.REVENTS, true);
  }
}
