// core/packet_fault.ts: where a packet could not be decoded, and why.
import type { Fault } from "./wire/fault.ts";

/** Why and where decoding ended early. */
export interface PacketFault {
  /** What is wrong. */
  readonly fault: Fault;
  /** The protocol whose layer could not be decoded, by its name in the table. */
  readonly protocol: string;
  /** The field that is cut or lies. */
  readonly field: string;
  /** Bytes needed from the start of the layer; 0 when length is not the point. */
  readonly needed: number;
  /** Bytes that are there. */
  readonly available: number;
  /** Where the layer begins, in bytes from the start of the frame. */
  readonly offset: number;
}
