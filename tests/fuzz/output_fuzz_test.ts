// Frames that lie, printed in every way: each is one valid object, one line, and harmless.
import { assertEquals } from "@std/assert";
import { NdjsonOutput } from "../../core/output/ndjson.ts";
import { PacketLineOutput } from "../../core/output/packet_line.ts";
import { type PacketOutput, TextSink } from "../../core/output/sink.ts";
import { TimeStyle } from "../../core/output/time_text.ts";
import { Packet } from "../../core/packet.ts";
import { LINK_TYPE } from "../../core/wire/select.ts";
import { packetValidator } from "../core/output/_validator.ts";
import { mutate, Random } from "./_mutate.ts";
import { loadSeeds } from "./_seeds.ts";

const MUTANTS = 1_500;
const seeds = await loadSeeds();

/** What an output that is made once prints of one packet after another. */
class Printer {
  readonly #sink = new TextSink();
  readonly #output: PacketOutput;

  constructor(make: (sink: TextSink) => PacketOutput) {
    this.#output = make(this.#sink);
  }

  print(packet: Packet): string {
    this.#sink.text = "";
    this.#output.packet(packet);
    this.#output.flush();
    return this.#sink.text;
  }
}

/** What is wrong with what `check` sees of the mutants; the bytes are a row for tests/fuzz/seeds. */
function findings(check: (packet: Packet) => string | undefined): string[] {
  const random = new Random(7);
  const packet = new Packet();
  const found = new Map<string, string>();
  for (let run = 0; run < MUTANTS; run++) {
    const from = seeds[random.below(seeds.length)], other = seeds[random.below(seeds.length)];
    const bytes = run < seeds.length ? seeds[run].bytes : mutate(from.bytes, other.bytes, random);
    const { linkType } = run < seeds.length ? seeds[run] : from;
    packet.linkType = linkType;
    const what = check(packet.setBytes(bytes, { selector: LINK_TYPE | linkType }));
    if (what !== undefined) found.set(what, `${what}: ${linkType} ${bytes.toHex()}`);
  }
  return [...found.values()].slice(0, 10);
}

Deno.test("NdjsonOutput prints mutants as one valid object each", () => {
  const validate = packetValidator();
  const printer = new Printer((sink) => new NdjsonOutput(sink));
  assertEquals(
    findings((packet) => {
      const line = printer.print(packet);
      if (line.indexOf("\n") !== line.length - 1) return "not one line";
      if (validate(JSON.parse(line))) return undefined;
      const [{ instancePath, message }] = validate.errors!;
      return `${instancePath.replaceAll(/\d+/g, "N")} ${message}`;
    }),
    [],
  );
});

for (const detail of [0, 1, 2, 3]) {
  Deno.test(`PacketLineOutput prints mutants as one harmless line each with detail ${detail}`, () => {
    const time = TimeStyle.None;
    const printer = new Printer((sink) => new PacketLineOutput(sink, { time, detail, link: true }));
    assertEquals(
      findings((packet) => {
        const line = printer.print(packet);
        if (!line.endsWith("\n") || line.length < 2) return "no line";
        const rest = line.slice(0, -1).replaceAll(/\n(?:\t| {4})/g, "");
        return /\p{Cc}/u.test(rest) ? `control character: ${JSON.stringify(line)}` : undefined;
      }),
      [],
    );
  });
}
