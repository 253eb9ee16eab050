// tests/cli/protocol_plugin_test.ts: a plugin's protocol in everything that whiff prints.
import { assertEquals, assertMatch, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { ethernet } from "whiff/testing";
import { inDirectory } from "../core/capture/_tools.ts";
import { captureFile, whiff } from "./_whiff.ts";

const LAMP = `
import { defineProtocol, field } from "whiff";
export default defineProtocol({
  name: "lamp",
  title: "Lamp control",
  over: { udp: 4242 },
  fields: { level: field.u8(0, "brightness") },
  summary: ({ level }) => \`Lamp at \${level}\`,
});
`;

const OTHER = `
import { defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "other",
  on: {
    packet(packet, { log }) {
      log(packet.path, { level: packet.view("lamp")!.toJSON().level });
    },
  },
});
`;

/** What whiff prints of one lamp packet, with the lamp plugin and further arguments. */
async function printed(...args: string[]): Promise<string> {
  let out = "";
  await inDirectory(async (directory) => {
    const packet = ethernet().ipv4().udp({ destinationPort: 4242 }).payload(Uint8Array.of(7));
    await captureFile(`${directory}/lamp.pcap`, [packet]);
    Deno.writeTextFileSync(`${directory}/lamp.ts`, LAMP);
    Deno.writeTextFileSync(`${directory}/other.ts`, OTHER);
    const { stdout, stderr, code } = await whiff(directory, [
      ...["-r", "lamp.pcap", "--plugin", "./lamp.ts"],
      ...args,
    ]);
    assertStrictEquals(code, 0, stderr);
    out = stdout;
  });
  return out;
}

Deno.test("whiff prints a plugin's protocol in packet lines", async () => {
  assertStringIncludes(await printed(), "IP 192.0.2.1.49152 > 192.0.2.2.4242: Lamp at 7");
});

Deno.test("whiff prints a plugin's protocol as JSON", async () => {
  const { udp, lamp } = JSON.parse(await printed("--format", "ndjson"));
  assertEquals([udp.destinationPort, lamp], [4242, { level: 7 }]);
});

Deno.test("whiff finds a plugin's fields for --fields", async () => {
  const rows = await printed("--format", "csv", "--fields", "lamp.level,udp.destinationPort");
  assertEquals(rows.trimEnd().split(/\r?\n/), ["lamp.level,udp.destinationPort", "7,4242"]);
});

Deno.test("whiff lists a plugin's fields behind all others", async () => {
  const lines = (await printed("--list-fields")).trimEnd().split("\n");
  assertMatch(lines.at(-1)!, /^lamp\.level +integer +brightness$/);
});

Deno.test("whiff gives a plugin's protocol to other plugins by name", async () => {
  assertStringIncludes(await printed("--plugin", "./other.ts"), "udp:lamp level=7");
});
