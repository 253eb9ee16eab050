// tests/cli/filters_test.ts: analyzers on link types that their filters cannot look into.
import { assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { ethernet } from "whiff/testing";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import { LinkType } from "../../core/capture/link_type.ts";
import { concat, describedInterface, enhanced, section } from "../core/capture/_samples.ts";
import { inDirectory } from "../core/capture/_tools.ts";
import { type CommandEnd, whiff } from "./_whiff.ts";

const EVERYBODY = [...BUILT_IN_ANALYZERS.keys()].flatMap((name) => ["--plugin", name]);
const TALKERS = ["--plugin", "top-talkers"];
const REFUSAL = "packets of link type IEEE802_11 (802.11) cannot be filtered";

/** Plugins by their filters. */
const PLUGINS = { wrong: "prot 80", stations: "ether host 02:00:00:00:00:01" } as const;

/** Runs beside the plugins and `c.pcapng`, with one packet of each link type. */
async function among(
  args: readonly string[],
  linkTypes: readonly LinkType[] = [LinkType.Ethernet, LinkType.Ieee80211],
): Promise<CommandEnd> {
  const data = [...ethernet().ipv4().udp().bytes];
  const interfaces = linkTypes.map((linkType) => describedInterface(true, { linkType }));
  const packets = linkTypes.map((_, id) => enhanced(true, { time: BigInt(id), id, data }));
  let end: CommandEnd | undefined;
  await inDirectory(async (directory) => {
    Deno.writeFileSync(`${directory}/c.pcapng`, concat(section(), ...interfaces, ...packets));
    for (const [name, filter] of Object.entries(PLUGINS)) {
      const plugin = `import { defineAnalyzer } from "whiff";
export default defineAnalyzer({ name: "${name}", filter: "${filter}", on: { packet() {} } });\n`;
      Deno.writeTextFileSync(`${directory}/${name}.ts`, plugin);
    }
    end = await whiff(directory, args);
  });
  return end!;
}

const READ = ["-r", "c.pcapng"];

for (
  const [what, linkTypes] of [
    ["nothing but 802.11", [LinkType.Ieee80211]],
    ["Ethernet and 802.11", undefined],
  ] as const
) {
  Deno.test(`whiff runs each of its analyzers over ${what}`, async () => {
    const { code, stderr } = await among([...READ, ...EVERYBODY], linkTypes);
    assertStrictEquals(code, 0, stderr);
    assertStringIncludes(stderr, `takes no packet (ip or ip6 or vlan): ${REFUSAL}`);
  });
}

Deno.test("whiff gives an analyzer the packets of those link types that its filter looks into", async () => {
  const { stdout, stderr } = await among([...READ, ...TALKERS, "--format", "ndjson"]);
  const { tables } = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
  assertEquals(tables[0].rows.map(({ packets }: { packets: number }) => packets), [1], stderr);
});

for (
  const [does, args, code, message] of [
    [
      "an analyzer's filter that is none at all",
      ["--plugin", "./wrong.ts"],
      4,
      "whiff: ./wrong.ts: Cannot compile the filter: expected a term",
    ],
    ["a capture filter that cannot look into a link type", ["tcp", ...TALKERS], 2, REFUSAL],
  ] as const
) {
  Deno.test(`whiff refuses ${does}`, async () => {
    const end = await among([...READ, ...args]);
    assertStrictEquals(end.code, code);
    assertStringIncludes(end.stderr, message);
  });
}

for (
  const [does, args, listing] of [
    ["nothing where no filter makes sense", TALKERS, "(000) ret      #0\n"],
    [
      "everything where one has no filter",
      [...TALKERS, "--plugin", "protocol-counts"],
      "(000) ret      #262144\n",
    ],
  ] as const
) {
  Deno.test(`whiff has the kernel let through ${does}`, async () => {
    assertStrictEquals((await among(["-y", "IEEE802_11", "-d", ...args])).stdout, listing);
  });
}

Deno.test("whiff has the kernel look only for what makes sense on the link type", async () => {
  const dump = ["-y", "RAW", "-d", ...TALKERS];
  const both = await among([...dump, "--plugin", "./stations.ts"]);
  assertStringIncludes(both.stderr, "only Ethernet has link-layer addresses");
  assertStrictEquals(both.stdout, (await among(dump)).stdout);
});
