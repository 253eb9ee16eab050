// core/capture/_frame_batch.ts: the frame that a batch stands on.
import type { LinkType } from "./link_type.ts";
import { type Batch, Direction } from "./source.ts";

/** A batch that keeps what it says of its frame in fields, which `next()` sets. */
export abstract class FrameBatch implements Batch {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  capturedLength = 0;
  originalLength = 0;
  seconds = 0;
  nanoseconds = 0;
  interfaceId = 0;
  /** None before the first frame. */
  linkType: LinkType = -1;
  direction: Direction = Direction.Unknown;
  checksumsPending = false;

  abstract readonly comment: string | undefined;

  abstract next(): boolean;
}
