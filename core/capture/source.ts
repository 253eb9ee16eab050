// core/capture/source.ts: what every origin of frames offers, live or stored.
import type { LinkType } from "./link_type.ts";

/** Which way a frame went past the capturing host (packet(7), `sll_pkttype`). */
export const Direction = {
  /** Not told by the source. */
  Unknown: 0,
  /** To this host, or seen by it. */
  Inbound: 1,
  /** Sent by this host. */
  Outbound: 2,
} as const;
/** One of {@linkcode Direction}. */
export type Direction = typeof Direction[keyof typeof Direction];

/** One interface that frames were captured on; its place in {@linkcode Source.interfaces} is its id. */
export interface CaptureInterface {
  /** As the system calls it, `eth0`; a file that does not tell has `undefined`. */
  readonly name?: string;
  /** What the file says about it. */
  readonly description?: string;
  /** What its frames begin with. */
  readonly linkType: LinkType;
  /** Bytes kept of each frame at most; 0 when there was no limit. */
  readonly snapLength: number;
  /** The interface's number in the kernel, live only (netdevice(7), `ifindex`). */
  readonly index?: number;
  /** The capture filter that was in force, as text. */
  readonly filter?: string;
  /** Digits of the second that the timestamps hold: 6 or 9; binary resolutions are converted. */
  readonly timestampDigits?: number;
}

/**
 * A cursor over the frames of one ring block or one file chunk. It lends, it
 * copies nothing: all fields hold until {@linkcode next} is called again, and
 * the batch itself until the source is asked for another.
 *
 * ```ts ignore
 * for await (const batch of source) {
 *   while (batch.next()) use(batch.bytes, batch.start, batch.capturedLength);
 * }
 * ```
 */
export interface Batch {
  /** What the frame lies in. It may change from one frame to the next. */
  readonly bytes: Uint8Array;
  /** Where the frame begins in {@linkcode bytes}. */
  readonly start: number;
  /** Bytes of the frame that were kept, from `start` on. */
  readonly capturedLength: number;
  /** Bytes of the frame on the wire; never below `capturedLength`. */
  readonly originalLength: number;
  /** When it was seen: whole seconds since 1970-01-01 UTC. */
  readonly seconds: number;
  /** And nanoseconds, 0 to 999,999,999. */
  readonly nanoseconds: number;
  /** The place of its interface in {@linkcode Source.interfaces}. */
  readonly interfaceId: number;
  readonly linkType: LinkType;
  readonly direction: Direction;
  /**
   * True when the sending host left checksums to its network card, so that
   * those in the frame are not computed yet (`TP_STATUS_CSUMNOTREADY`).
   */
  readonly checksumsPending: boolean;
  /** What the file says about the packet (pcapng `opt_comment`); `undefined` otherwise. */
  readonly comment: string | undefined;
  /** Moves on to the next frame; false at the end of the batch. Never throws. */
  next(): boolean;
}

/** Frames that were lost, by cause. Counts only grow. */
export interface Drops {
  /** Lost because the ring was full (`tp_drops` of packet(7)). */
  droppedByKernel: number;
  /** Lost by the interface or its driver, where it tells. */
  droppedByInterface: number;
}

/** What became of the frames, by cause. Counts only grow. */
export interface SourceStatistics extends Drops {
  /** Frames that passed the filter, as the kernel or the file tells. */
  received: number;
  /** The drops by interface id, where there are several and the source can tell whose they were. */
  byInterface?: readonly (Drops | undefined)[];
}

/**
 * Where frames come from. Iterating yields batches; a batch is lent until the
 * next is asked for. Disposing closes everything and ends the iteration.
 */
export interface Source extends AsyncIterable<Batch>, Disposable {
  /** By interface id. A file's list may grow while it is read. */
  readonly interfaces: readonly CaptureInterface[];
  statistics(): SourceStatistics;
  /** Ends the iteration after the frames that are already there; for SIGINT and `-c`. */
  stop(): void;
}

/**
 * The link types of all interfaces that a source has by now, each once.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const ethernet = { linkType: 1, snapLength: 0 };
 * assertEquals(linkTypesOf({ interfaces: [ethernet, ethernet] }), [1]);
 * ```
 */
export function linkTypesOf({ interfaces }: Pick<Source, "interfaces">): LinkType[] {
  return [...new Set(interfaces.map(({ linkType }) => linkType))];
}
