// tests/oracle/decode_test.ts: what we decode, field by field beside what tshark says of the same bytes.
//
// The captures are not ours to give away: they lie beside the project, and where they are missing,
// or python3, which compares, the test is skipped by name.
import { assert, assertEquals } from "@std/assert";
import { bytesInput } from "../../core/capture/byte_stream.ts";
import { openCapture } from "../../core/capture/open.ts";
import { Dispatcher } from "../../core/dispatcher.ts";
import { NdjsonOutput } from "../../core/output/ndjson.ts";
import { TextSink } from "../../core/output/sink.ts";
import { PacketConsumer } from "../../cli/packet_consumer.ts";

const ORACLE = new URL("../../../shared/oracle/decode/", import.meta.url);
const MAPPING = new URL("decode_mapping.json", import.meta.url);

/** Of the compared values, this many percent have to be equal. */
const AGREEMENT = 99.9;

/** Why the test cannot run here; `undefined` when it can. */
const REASON_TO_SKIP = reasonToSkip();

function reasonToSkip(): string | undefined {
  try {
    Deno.statSync(new URL("compare.py", ORACLE));
    new Deno.Command("python3", { args: ["--version"] }).outputSync();
    return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "needs the decode oracle beside the project, and python3";
  }
}

/** What `-r FILE --format ndjson` prints. What breaks off is printed as far as it goes. */
async function ndjson(capture: URL): Promise<string> {
  const sink = new TextSink();
  const output = new NdjsonOutput(sink);
  try {
    using source = await openCapture(bytesInput(Deno.readFileSync(capture)));
    await new Dispatcher({ consumers: [new PacketConsumer(output)] }).run(source);
  } catch (error) {
    // A damaged file is none of this test's business; everything else would be ours.
    if (!(error instanceof Error && error.name === "CaptureFileError")) throw error;
  }
  output.end();
  return sink.text;
}

Deno.test({
  name: `The fields of all protocols equal tshark's in ${AGREEMENT} % of all values` +
    (REASON_TO_SKIP === undefined ? "" : ` (skipped: ${REASON_TO_SKIP})`),
  ignore: REASON_TO_SKIP !== undefined,
  async fn() {
    const directory = Deno.makeTempDirSync({ prefix: "whiff-decode-" });
    try {
      for (const { name } of Deno.readDirSync(new URL("dev/", ORACLE))) {
        if (!/\.pcap(ng)?$/.test(name)) continue;
        const text = await ndjson(new URL(`dev/${name}`, ORACLE));
        Deno.writeTextFileSync(`${directory}/${name.replace(/\.pcap(ng)?$/, "")}.ndjson`, text);
      }
      const { stdout } = new Deno.Command("python3", {
        args: [
          ...["compare.py", "--expected", "dev", "--got", directory],
          ...["--mapping", MAPPING.pathname],
        ],
        cwd: ORACLE,
      }).outputSync();
      const report = new TextDecoder().decode(stdout);
      const [, agreement] = /TOTAL compared .* agreement ([\d.]+)%/.exec(report) ?? [];
      assert(Number(agreement) >= AGREEMENT, report.slice(-3000));
    } finally {
      Deno.removeSync(directory, { recursive: true });
    }
  },
});

Deno.test({
  name: "Damaged and made-up captures are printed without a throw" +
    (REASON_TO_SKIP === undefined ? "" : ` (skipped: ${REASON_TO_SKIP})`),
  ignore: REASON_TO_SKIP !== undefined,
  async fn() {
    const broken: string[] = [];
    let packets = 0;
    for (const { name } of Deno.readDirSync(new URL("dev/malformed/", ORACLE))) {
      if (!/\.pcap(ng)?$/.test(name)) continue;
      const text = await ndjson(new URL(`dev/malformed/${name}`, ORACLE));
      const lines = text.split("\n").slice(0, -1);
      packets += lines.length;
      if (!lines.every((line) => JSON.parse(line).frame.number > 0)) broken.push(name);
    }
    assertEquals(broken, []);
    assert(packets > 0, "there are captures");
  },
});
