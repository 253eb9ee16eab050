// core/capture/_live_options.ts: what a live capture can be asked for.
import type { LinkType } from "./link_type.ts";
import type { Direction } from "./source.ts";

/** Bytes kept of a frame when nothing is said: tcpdump's number, and more than any frame has. */
export const DEFAULT_SNAP_LENGTH = 262_144;

const DEFAULT_BUFFER = 64 << 20;

/** Above the largest frame there is: 512 KiB, of a big TCP send (linux/netdevice.h, GSO_MAX_SIZE). */
export const BLOCK_SIZE = 1 << 20;

/** One block is read while the next is filled. */
const MIN_BLOCKS = 2;

/** The name that stands for all interfaces at once. */
export const ANY = "any";
/** And its number: what bind(2) and the kernel's events call all interfaces. */
export const ALL = 0;

/**
 * Makes the program that the kernel runs on each frame of a socket: classic BPF,
 * 8 bytes an instruction (struct sock_filter), returning the bytes to keep.
 *
 * @param linkType What the frames will look like to the reader.
 * @param cooked True when the kernel sees them without link header: offset 0 is then the network
 * header, and protocol, interface and direction are loaded through `SKF_AD_`.
 */
export type KernelFilter = (linkType: LinkType, cooked: boolean) => Uint8Array<ArrayBuffer>;

/** What to capture and how. */
export interface LiveOptions {
  /** Names of interfaces, or {@linkcode ANY} alone. */
  readonly interfaces: readonly string[];
  /** Also take what is addressed to others, by default true. It has no effect on `any`. */
  readonly promiscuous?: boolean;
  /** Bytes kept of each frame, link header included; 0 for all. By default {@linkcode DEFAULT_SNAP_LENGTH}. */
  readonly snapLength?: number;
  /** Bytes of all rings together, in whole MiB, at least 2 for each interface; by default 64 MiB. */
  readonly bufferBytes?: number;
  /** Only one direction; by default both. */
  readonly direction?: Direction;
  /** By default every frame is taken. */
  readonly filter?: KernelFilter;
  /** Told, a sentence at a time, what happens to the interfaces while the capture goes on. */
  readonly onNote?: (note: string) => void;
}

/** The interface does not exist any more. All that came by it was delivered before. */
export class InterfaceGoneError extends Error {
  override readonly name = "InterfaceGoneError";

  constructor(interfaceName: string) {
    super(`Cannot capture on ${interfaceName} any longer: the interface is gone`);
  }
}

/** The share of the buffer that each of `count` rings gets, in blocks of {@linkcode BLOCK_SIZE}. */
export function blocksOfEach(count: number, bufferBytes = DEFAULT_BUFFER): number {
  return Math.max(MIN_BLOCKS, Math.floor(bufferBytes / count / BLOCK_SIZE));
}
