// core/output/csv.ts: chosen fields of each packet as comma-separated values, RFC 4180.
import type { Packet } from "../packet.ts";
import { Address } from "../wire/address.ts";
import { csvCell } from "./_csv_text.ts";
import type { FieldReader } from "./fields.ts";
import type { BufferOptions, PacketOutput, Sink } from "./sink.ts";
import { Writer } from "./writer.ts";

/** What divides several values in one cell: layers of one name, entries of a list. */
const AMONG = ";";
const COMMA = 0x2c;

/**
 * Prints one row per packet, under a heading of the fields' paths. A field that
 * a packet has several times is one cell, with `;` between; one that it has not
 * is empty. Lines end as RFC 4180 wants them, with carriage return and line feed.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Packet } from "../packet.ts";
 * import { resolveField } from "./fields.ts";
 * import { TextSink } from "./sink.ts";
 * const sink = new TextSink();
 * const fields = ["ethernet.source", "ipv4.source", "frame.length"].map((path) => resolveField(path));
 * const output = new CsvOutput(sink, fields);
 * output.packet(new Packet().setBytes(new Uint8Array(14).fill(2)));
 * output.end();
 * assertStrictEquals(
 *   sink.text,
 *   "ethernet.source,ipv4.source,frame.length\r\n02:02:02:02:02:02,,14\r\n",
 * );
 * ```
 */
export class CsvOutput implements PacketOutput {
  readonly #out: Writer;
  readonly #fields: readonly FieldReader[];
  readonly #values: unknown[] = [];
  #hasHeading = false;

  constructor(sink: Sink, fields: readonly FieldReader[], options?: BufferOptions) {
    this.#out = new Writer(sink, options);
    this.#fields = fields;
  }

  packet(packet: Packet): void {
    if (!this.#hasHeading) this.#heading();
    const out = this.#out;
    for (let at = 0; at < this.#fields.length; at++) {
      out.room();
      if (at > 0) out.byte(COMMA);
      this.#values.length = 0;
      this.#fields[at].read(packet, this.#values);
      this.#cell(this.#values);
    }
    this.#endRow();
  }

  flush(): void {
    this.#out.flush();
  }

  end(): void {
    if (!this.#hasHeading) this.#heading();
    this.#out.flush();
  }

  #heading(): void {
    this.#hasHeading = true;
    this.#out.text(this.#fields.map(({ path }) => csvCell(path)).join(","));
    this.#endRow();
  }

  #cell(values: readonly unknown[]): void {
    if (values.length === 0) return;
    const [first] = values;
    if (values.length > 1) this.#out.text(csvCell(values.map(valueText).join(AMONG)));
    else if (typeof first === "number") this.#out.integer(first);
    else if (first instanceof Address) this.#out.address(first);
    else this.#out.text(csvCell(valueText(first)));
  }

  #endRow(): void {
    this.#out.room();
    this.#out.text("\r");
    this.#out.endLine();
  }
}

/** As in JSON, but text without quotes. */
function valueText(value: unknown): string {
  return value instanceof Uint8Array ? value.toHex() : String(value);
}
