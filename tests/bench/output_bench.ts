// tests/bench/output_bench.ts: what printing costs for each packet. `deno bench -A tests/bench/output_bench.ts`
//
// One iteration is 10,000 packets, so 10 ms is 1 µs for each. "decoding alone" is in
// every other figure. Beside what is used stands what was not chosen: objects through
// JSON.stringify, and strings joined by a loop over the fields.
import { NdjsonOutput } from "../../core/output/ndjson.ts";
import { FRAME_FIELDS, FrameFacts } from "../../core/output/frame.ts";
import { CsvOutput } from "../../core/output/csv.ts";
import { resolveField } from "../../core/output/fields.ts";
import { PacketLineOutput } from "../../core/output/packet_line.ts";
import { SequenceTable } from "../../core/output/sequence_table.ts";
import type { PacketOutput, Sink } from "../../core/output/sink.ts";
import { Packet } from "../../core/packet.ts";
import type { Fields } from "../../core/wire/field.ts";
import { plainFields, type View } from "../../core/wire/view.ts";
import { CONVERSATION } from "../golden/_conversation.ts";
import { PROTOCOL_FRAMES } from "../oracle/_protocol_frames.ts";

const PACKETS = 10_000;

/** Where the text goes: counted, so that none of it is optimised away. */
let written = 0;
const sink: Sink = { write: (bytes) => written += bytes.length };
const encoder = new TextEncoder();

/** Sets a packet on frame after frame, with a second every thousand. */
function eachPacket(use: (packet: Packet) => void): void {
  const packet = new Packet();
  for (let n = 0; n < PACKETS; n++) {
    packet.setBytes(CONVERSATION[n % CONVERSATION.length].frame, { seconds: n / 1_000 | 0 });
    use(packet);
  }
}

function bench(group: string, name: string, output: PacketOutput): void {
  Deno.bench({
    group,
    name,
    fn() {
      eachPacket((packet) => output.packet(packet));
      output.flush();
    },
  });
}

Deno.bench({ group: "decoding", name: "decoding alone", fn: () => eachPacket(() => written++) });

bench("ndjson", "NdjsonOutput", new NdjsonOutput(sink));
Deno.bench("JSON.stringify of plain objects", { group: "ndjson" }, () => {
  eachPacket((packet) => {
    const layers: Record<string, unknown> = {
      frame: plainFields(new FrameFacts(packet), FRAME_FIELDS),
    };
    packet.path.split(":").forEach((name, at) => layers[name] = packet.layers[at]);
    sink.write(encoder.encode(JSON.stringify(layers) + "\n"));
  });
});
Deno.bench("strings joined by a loop over the fields", { group: "ndjson" }, () => {
  eachPacket((packet) => {
    const layers = packet.layers.map((view) =>
      `"x":${joined(view, (view.constructor as typeof View).fields)}`
    );
    const frame = joined(new FrameFacts(packet), FRAME_FIELDS);
    sink.write(encoder.encode(`{"frame":${frame},${layers.join(",")}}\n`));
  });
});

function joined(owner: object, fields: Fields): string {
  const parts: string[] = [];
  for (const name in fields) {
    const value = (owner as Record<string, unknown>)[name];
    if (value === undefined) continue;
    const { type, fields: within } = fields[name];
    const text = within !== undefined && typeof value === "object"
      ? joined(value as object, within)
      : type === "integer" || type === "boolean"
      ? String(value)
      : JSON.stringify(String(value));
    parts.push(`"${name}":${text}`);
  }
  return `{${parts.join(",")}}`;
}

bench("lines", "PacketLineOutput", new PacketLineOutput(sink));
bench("lines", "PacketLineOutput -S", new PacketLineOutput(sink, { absolute: true }));
bench("lines", "PacketLineOutput -v", new PacketLineOutput(sink, { detail: 2 }));
bench("lines", "PacketLineOutput in colour", new PacketLineOutput(sink, { color: true }));

const FIELDS = ["frame.number", "ipv4.source", "ipv4.destination", "tcp.flags.syn"];
bench(
  "csv",
  "CsvOutput of four fields",
  new CsvOutput(sink, FIELDS.map((path) => resolveField(path))),
);

const table = new SequenceTable();
Deno.bench("SequenceTable.lookUp()", { group: "lines" }, () => {
  eachPacket(({ ip, tcp }) => {
    if (ip !== undefined && tcp !== undefined) written += Number(table.lookUp(ip, tcp, false));
  });
});

// What _dns_name.ts does for each label, beside what it does not: a spread makes an array first.
const LABEL = new TextEncoder().encode("example-of-a-label");
Deno.bench("a label by a loop", { group: "labels", baseline: true }, () => {
  for (let n = 0; n < PACKETS; n++) {
    let label = "";
    for (let at = 0; at < LABEL.length; at++) label += String.fromCharCode(LABEL[at]);
    written += label.length;
  }
});
Deno.bench("a label by String.fromCharCode(...bytes)", { group: "labels" }, () => {
  for (let n = 0; n < PACKETS; n++) written += String.fromCharCode(...LABEL.subarray(0)).length;
});

/** One frame of each protocol that tcpdump prints too: applications among them. */
const protocols = new PacketLineOutput(sink);
Deno.bench("PacketLineOutput of forty protocols", { group: "lines" }, () => {
  const packet = new Packet();
  for (let n = 0; n < PACKETS; n++) {
    protocols.packet(packet.setBytes(PROTOCOL_FRAMES[n % PROTOCOL_FRAMES.length][1]));
  }
});
