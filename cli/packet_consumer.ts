// cli/packet_consumer.ts: an output of packets, as one more consumer of the dispatcher.
import type { Accepts, Consumer } from "../core/dispatcher.ts";
import type { PacketOutput } from "../core/output/sink.ts";
import type { Packet } from "../core/packet.ts";

/** Gives every captured packet to an output. */
export class PacketConsumer implements Consumer {
  readonly output: PacketOutput;
  readonly dueMs = Infinity;

  constructor(output: PacketOutput) {
    this.output = output;
  }

  filterFor(): Accepts | undefined {
    return undefined;
  }

  packet(packet: Packet): void {
    this.output.packet(packet);
  }

  tick(): void {}

  begin(): void {}
}
