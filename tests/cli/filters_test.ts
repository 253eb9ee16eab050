// tests/cli/filters_test.ts: analyzers on link types that their filters cannot look into.
import { assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { ethernet } from "whiff/testing";
import { BUILT_IN_ANALYZERS } from "../../analyzers/mod.ts";
import { LinkType } from "../../core/capture/link_type.ts";
import { concat, describedInterface, enhanced, section } from "../core/capture/_samples.ts";
import { inDirectory } from "../core/capture/_tools.ts";
import { type CommandEnd, whiff } from "./_whiff.ts";

/** In an order that no note has. */
const EVERYBODY = [...BUILT_IN_ANALYZERS.keys()].reverse().flatMap((name) => ["--plugin", name]);
const TALKERS = ["--plugin", "top-talkers"];
const WRONG = ["--plugin", "./wrong.ts"];
const MISSPELT = "whiff: ./wrong.ts: Cannot compile the filter: expected a term";

/** LINKTYPE_PPI of tcpdump.org. */
const PPI = 192;

/** Plugins by their filters. */
const PLUGINS = { wrong: "prot 80", stations: "ether host 02:00:00:00:00:01" } as const;

const BOTH = [LinkType.Ethernet, LinkType.Ieee80211] as const;

/** Runs beside the plugins and `c.pcapng`: an interface of each link type, and its packet behind it. */
async function among(
  args: readonly string[],
  linkTypes: readonly LinkType[] = BOTH,
): Promise<CommandEnd> {
  const data = [...ethernet().ipv4().udp().bytes];
  const blocks = linkTypes.flatMap((linkType, id) => [
    describedInterface(true, { linkType }),
    enhanced(true, { time: BigInt(id), id, data }),
  ]);
  let end: CommandEnd | undefined;
  await inDirectory(async (directory) => {
    Deno.writeFileSync(`${directory}/c.pcapng`, concat(section(), ...blocks));
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

/** What whiff itself says of a run. */
function notesOf({ stderr }: CommandEnd): string[] {
  return stderr.split("\n").filter((line) => line.startsWith("whiff:"));
}

for (
  const [what, linkTypes, unfiltered] of [
    ["802.11", [LinkType.Ieee80211], ["IEEE802_11 (802.11)"]],
    [
      "radiotap and PPI",
      [LinkType.Ieee80211Radiotap, PPI],
      ["IEEE802_11_RADIO (802.11 plus radiotap header)", "PPI (Per-Packet Information)"],
    ],
    ["Cisco HDLC", [LinkType.CiscoHdlc], ["C_HDLC (Cisco HDLC)"]],
    ["802.11 behind Ethernet", BOTH, ["IEEE802_11 (802.11)"]],
  ] as const
) {
  Deno.test(`whiff names the analyzers that get nothing of ${what} in one line`, async () => {
    const end = await among([...READ, ...EVERYBODY], linkTypes);
    assertStrictEquals(end.code, 0, end.stderr);
    assertEquals(
      notesOf(end),
      unfiltered.map((linkType) =>
        `whiff: nothing of link type ${linkType} for arp-watch, dhcp, dns, http, icmp, loss, ` +
        "multicast, ports, scan-detect, tcp-health, tls, top-talkers: it cannot be filtered"
      ),
    );
  });
}

Deno.test("whiff gives an analyzer the packets of those link types that its filter looks into", async () => {
  const { stdout, stderr } = await among([...READ, ...TALKERS, "--format", "ndjson"]);
  const { tables } = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
  assertEquals(tables[0].rows.map(({ packets }: { packets: number }) => packets), [1], stderr);
});

for (
  const [does, linkTypes, args, code, message] of [
    ["an analyzer's filter that is none at all", BOTH, WRONG, 4, MISSPELT],
    ["it where nothing can be filtered", [LinkType.Ieee80211], WRONG, 4, MISSPELT],
    [
      "a capture filter that cannot look into a link type",
      [LinkType.Ieee80211],
      ["tcp", ...TALKERS],
      2,
      "packets of link type IEEE802_11 (802.11) cannot be filtered",
    ],
  ] as const
) {
  Deno.test(`whiff refuses ${does}`, async () => {
    const end = await among([...READ, ...args], linkTypes);
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
  assertEquals(notesOf(both), [
    "whiff: nothing of link type RAW (Raw IP) for stations: " +
    "only Ethernet has link-layer addresses that can be filtered",
  ]);
  assertStrictEquals(both.stdout, (await among(dump)).stdout);
});
