// core/output/json.ts: all packets as one JSON array.
import type { Packet } from "../packet.ts";
import { JsonObjects } from "./ndjson.ts";
import type { BufferOptions, PacketOutput, Sink } from "./sink.ts";
import { Writer } from "./writer.ts";

/**
 * Prints packets as one JSON array, an object a line, each as NDJSON has it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Packet } from "../packet.ts";
 * import { TextSink } from "./sink.ts";
 * const sink = new TextSink();
 * const output = new JsonOutput(sink);
 * const packet = new Packet();
 * for (let n = 0; n < 2; n++) output.packet(packet.setBytes(new Uint8Array(14)));
 * output.end();
 * assertStrictEquals(JSON.parse(sink.text)[1].frame.number, 2);
 * ```
 */
export class JsonOutput implements PacketOutput {
  readonly #out: Writer;
  readonly #objects: JsonObjects;
  #isEmpty = true;

  constructor(sink: Sink, options?: BufferOptions) {
    this.#out = new Writer(sink, options);
    this.#objects = new JsonObjects(this.#out);
  }

  packet(packet: Packet): void {
    this.#out.text(this.#isEmpty ? "[" : ",");
    if (!this.#isEmpty) this.#out.endLine();
    this.#isEmpty = false;
    this.#objects.print(packet);
  }

  flush(): void {
    this.#out.flush();
  }

  end(): void {
    this.#out.text(this.#isEmpty ? "[]" : "]");
    this.#out.endLine();
    this.#out.flush();
  }
}
