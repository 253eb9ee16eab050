// core/_delivery.ts: the consumers, made into code: one frame to each of them.
//
// In a loop over the consumers each call goes to whoever comes next, and the engine
// looks into none of them. So each consumer gets a line of its own, in which filter and
// consumer are always the same (tests/bench/analyzers_bench.ts: 5 to 7 % of a packet).
import type { Batch } from "./capture/source.ts";
import type { Accepts, Consumer } from "./dispatcher.ts";
import type { Packet } from "./packet.ts";

/** Hands the frame that the batch stands on to all who want it. */
export type Deliver = (batch: Batch) => void;

/** What decodes the frame, once, for those who want it decoded. */
export interface Decoder {
  readonly packet: Packet;
  /** Sets the packet on the frame that the batch stands on. */
  decode(batch: Batch): void;
}

/** The delivery to these consumers, in their order; `filters` are theirs, by place. */
export function deliveryTo(
  consumers: readonly Consumer[],
  filters: readonly (Accepts | undefined)[],
  decoder: Decoder,
): Deliver {
  const source = `"use strict";
const packet = decoder.packet, [${names("consumer", consumers)}] = consumers;
const [${names("accepts", consumers)}] = filters;
return (batch) => {
  const { bytes, start, capturedLength, originalLength } = batch;
  let isDecoded = false;
  ${consumers.map((consumer, n) => wanted(filters[n], n, handing(consumer, n))).join("\n")}
};`;
  return new Function("consumers", "filters", "decoder", source)(consumers, filters, decoder);
}

function names(name: string, { length }: readonly unknown[]): string {
  return Array.from({ length }, (_, n) => `${name}${n}`).join(", ");
}

function wanted(filter: Accepts | undefined, n: number, statement: string): string {
  if (filter === undefined) return `{ ${statement} }`;
  return `if (accepts${n}(bytes, start, capturedLength, originalLength)) { ${statement} }`;
}

function handing(consumer: Consumer, n: number): string {
  if (consumer.frame !== undefined) return `consumer${n}.frame(batch);`;
  return `if (!isDecoded) { decoder.decode(batch); isDecoded = true; }
    consumer${n}.packet(packet);`;
}
