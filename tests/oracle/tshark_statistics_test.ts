// tests/oracle/tshark_statistics_test.ts: our statistics against tshark's (agreed with 4.0.17).
import { assertEquals, assertGreater } from "@std/assert";
import { ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import bandwidth from "../../analyzers/bandwidth.ts";
import conversations from "../../analyzers/conversations.ts";
import dns from "../../analyzers/dns.ts";
import http from "../../analyzers/http.ts";
import icmp from "../../analyzers/icmp.ts";
import packetSizes from "../../analyzers/packet_sizes.ts";
import type { Row } from "../../core/output/report.ts";
import { pcapOf } from "../golden/_conversation.ts";
import { OFFICE } from "../golden/_office.ts";

/** All rows, so that none is missing. */
const MAX_ROWS = 20_000;

/** The same numbers in every run (Numerical Recipes' linear congruence). */
function* chance(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Segments and datagrams between a few hosts and ports, both ways, over both versions of IP. */
function crowd(): PacketBuilder[] {
  const random = chance(7);
  const below = (limit: number) => Math.floor(random.next().value * limit);
  return packets.repeat(800, "3ms", () => {
    const [source, destination] = [1 + below(4), 5 + below(4)].sort(() => below(2) - 0.5);
    const ports = { sourcePort: 1000 + below(3), destinationPort: 1000 + below(3) };
    const frame = ethernet({
      source: `02:00:00:00:00:0${source}`,
      destination: `02:00:00:00:00:0${destination}`,
    });
    const ip = below(3) > 0
      ? frame.ipv4({ source: `10.0.0.${source}`, destination: `10.0.0.${destination}` })
      : frame.ipv6({ source: `2001:db8::${source}`, destination: `2001:db8::${destination}` });
    // From 10,000 bytes on, tshark rounds.
    const content = new Uint8Array(below(100));
    return below(2) === 0
      ? ip.tcp({ ...ports, sequenceNumber: below(1e6) }).payload(content)
      : ip.udp(ports).payload(content);
  });
}

const CAPTURES = { "an office": OFFICE, "a crowd": crowd() } as const;
const EVERYWHERE = ["an office", "a crowd"] as const;

/** What tshark prints; `undefined` where it is not installed. */
async function tshark(statistics: string, frames: readonly PacketBuilder[]) {
  const file = await Deno.makeTempFile({ suffix: ".pcap" });
  const seen = frames.map(({ bytes: frame, originalLength, seconds, nanoseconds }) => ({
    frame,
    originalLength,
    seconds,
    nanoseconds,
  }));
  try {
    await Deno.writeFile(file, pcapOf(seen));
    const command = new Deno.Command("tshark", {
      args: ["-n", "-r", file, "-q", "-z", statistics],
      stderr: "null",
    });
    return new TextDecoder().decode((await command.output()).stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  } finally {
    await Deno.remove(file);
  }
}

/** One conversation as text, whichever end comes first: ends, frames and bytes each way, duration. */
function conversationText(
  [a, b]: readonly string[],
  [framesToA, bytesToA, framesToB, bytesToB]: readonly number[],
  seconds: number,
): string {
  const [ends, ways] = a < b
    ? [`${a} ${b}`, [framesToA, bytesToA, framesToB, bytesToB]]
    : [`${b} ${a}`, [framesToB, bytesToB, framesToA, bytesToA]];
  return `${ends} ${ways.join(" ")} ${seconds.toFixed(4)}`;
}

/** The lines of `-z conv`: `a <-> b`, frames and bytes to a, to b, in all, start and duration. */
function theirConversations(text: string): string[] {
  const line =
    /^(\S+)\s+<-> (\S+)\s+(\d+) (\d+) bytes\s+(\d+) (\d+) bytes\s+\d+ \d+ bytes\s+\S+\s+(\S+)$/;
  return text.split("\n").filter((one) => one.includes("<->")).map((one) => {
    const [, a, b, ...numbers] = line.exec(one) ?? [];
    const [framesToA, bytesToA, framesToB, bytesToB, duration] = numbers.map(Number);
    return conversationText([a, b], [framesToA, bytesToA, framesToB, bytesToB], duration);
  }).sort();
}

function ourConversations(rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const [a, b] = [row.a, row.b].map((end) => String(end).replace(/[[\]]/g, ""));
    const ways = [row.packetsFromB, row.bytesFromB, row.packetsFromA, row.bytesFromA].map(Number);
    return conversationText([a, b], ways, Number(row.duration) / 1000);
  }).sort();
}

const installed = await tshark("conv,tcp", []) !== undefined;
const ignore = !installed;
const unless = installed ? "" : " (skipped: tshark is not installed)";

for (
  const [statistics, layer, places, isOfIt] of [
    ["conv,tcp", "ports", EVERYWHERE, ({ protocol }: Row) => protocol === "tcp"],
    ["conv,udp", "ports", EVERYWHERE, ({ protocol }: Row) => protocol === "udp"],
    ["conv,ip", "ip", EVERYWHERE, ({ a }: Row) => !String(a).includes(":")],
    ["conv,ipv6", "ip", ["a crowd"], ({ a }: Row) => String(a).includes(":")],
    ["conv,eth", "ethernet", EVERYWHERE, () => true],
  ] as const
) {
  for (const place of places) {
    const frames = CAPTURES[place];
    const name = `conversations of ${place} at layer ${layer} are those of tshark -z ${statistics}`;
    Deno.test({
      name: name + unless,
      ignore,
      async fn() {
        const { report } = await replay(conversations, frames, {
          options: { layer, rows: MAX_ROWS },
        });
        const ours = ourConversations(report!.tables![0].rows.filter(isOfIt));
        assertGreater(ours.length, 0);
        assertEquals(ours, theirConversations(await tshark(statistics, frames) ?? ""));
      },
    });
  }
}

for (const [place, frames] of Object.entries(CAPTURES)) {
  Deno.test({
    name: `packet-sizes of ${place} are those of tshark -z plen,tree${unless}`,
    ignore,
    async fn() {
      const { report } = await replay(packetSizes, frames);
      const text = await tshark("plen,tree", frames) ?? "";
      const theirs = [...text.matchAll(/^ (\d+(?:-\d+)?)\S*(?: and greater)?\s+(\d+)/gm)]
        .map(([, range, count]) => [range, Number(count)]);
      assertEquals(
        report!.tables![0].rows.map(({ range, packets }) => [
          String(range).replace(" and more", ""),
          packets,
        ]),
        theirs,
      );
    },
  });

  Deno.test({
    name: `bandwidth of ${place} is that of tshark -z io,stat${unless}`,
    ignore,
    async fn() {
      const { report } = await replay(bandwidth, frames, { options: { interval: "1s" } });
      const text = await tshark("io,stat,1", frames) ?? "";
      const theirs = [...text.matchAll(/^\|\s+\d+ <>\s+\w+\s*\|\s+\d+ \|\s+(\d+) \|$/gm)]
        .map(([, bytes]) => Number(bytes) * 8);
      assertEquals(report!.series![0].points.map(({ value }) => value), theirs);
    },
  });
}

/** The count that `-z …,tree` has for an item. */
function inTree(text: string, item: string): number {
  const line = text.split("\n").map((one) => one.trimStart()).find((one) =>
    one.startsWith(`${item} `)
  );
  return Number(/^\s+(\d+)/.exec(line?.slice(item.length) ?? "")?.[1] ?? 0);
}

/** What an analyzer reports of the office, by its keys. */
async function officeReport(analyzer: Parameters<typeof replay>[0]) {
  const { report } = await replay(analyzer, OFFICE);
  const values = Object.fromEntries(report!.values!.map(({ key, value }) => [key, value]));
  return { values, tables: report!.tables! };
}

Deno.test({
  name: `icmp of an office has the pings of tshark -z icmp,srt${unless}`,
  ignore,
  async fn() {
    const [{ sent, answered, lost, median }] = (await officeReport(icmp)).tables[0].rows;
    const text = await tshark("icmp,srt", OFFICE) ?? "";
    const [requests, replies, , loss] = /^(\d+)\s+(\d+)\s+(\d+)\s+(\S+)%/m.exec(text)?.slice(1) ??
      [];
    const [, theirMedian] = /^(?:\d+\.\d+\s+){3}(\d+\.\d+)/m.exec(text) ?? [];
    assertEquals(
      [sent, answered, lost, median],
      [requests, replies, loss, theirMedian].map(Number),
    );
  },
});

Deno.test({
  name: `dns of an office counts what tshark -z dns,tree counts${unless}`,
  ignore,
  async fn() {
    const { values, tables: [{ rows: [server] }] } = await officeReport(dns);
    const text = await tshark("dns,tree", OFFICE) ?? "";
    const [, count, average] = /request-response time \(msec\)\s+(\d+)\s+([\d.]+)/.exec(text) ?? [];
    assertEquals(
      [values.questions, server.answered, values.answered, values.median],
      [inTree(text, "Query"), inTree(text, "Response"), Number(count), Number(average)],
    );
  },
});

Deno.test({
  name: `http of an office counts what tshark -z http,tree counts${unless}`,
  ignore,
  async fn() {
    const { values, tables } = await officeReport(http);
    const text = await tshark("http,tree", OFFICE) ?? "";
    const statuses = Object.fromEntries(
      tables[2].rows.map(({ status, responses }) => [Number(status), responses]),
    );
    assertEquals(
      [values.requests, values.responses, statuses[200], statuses[404]],
      ["HTTP Request Packets", "HTTP Response Packets", "200 OK", "404 Not Found"]
        .map((item) => inTree(text, item)),
    );
  },
});
