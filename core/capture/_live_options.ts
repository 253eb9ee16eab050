// core/capture/_live_options.ts: what a live capture can be asked for.
import type { LinkType } from "./link_type.ts";
import type { Direction } from "./source.ts";

/** The name that stands for all interfaces at once. */
export const ANY = "any";

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
  /** Bytes kept of each frame, link header included; 0 for all. By default 262,144. */
  readonly snapLength?: number;
  /** Bytes of all rings together, rounded to whole blocks; by default 64 MiB. */
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
