import { assertEquals } from "@std/assert";
import { conversation, ethernet, packets, replay } from "whiff/testing";
import conversations from "../../analyzers/conversations.ts";

const TRAFFIC = packets.merged(
  conversation().send("hello").answer("hello yourself").close().packets,
  packets.spaced("1s", [
    ethernet().ipv6().udp({ sourcePort: 53, destinationPort: 40_000 }),
    ethernet().ipv6({ source: "2001:db8::2", destination: "2001:db8::1" })
      .udp({ sourcePort: 40_000, destinationPort: 53 }),
    ethernet().arp(),
  ]),
);

/** The rows, with what tells the ends and the packets each way. */
async function rows(options: Record<string, string | number>) {
  const { report } = await replay(conversations, TRAFFIC, { options });
  return report!.tables![0].rows.map(({ protocol, a, b, packetsFromA, packetsFromB }) => [
    protocol,
    a,
    b,
    packetsFromA,
    packetsFromB,
  ]);
}

for (
  const [layer, expected] of [
    ["ports", [
      ["tcp", "192.0.2.1:49152", "192.0.2.2:80", 6, 4],
      ["udp", "[2001:db8::2]:40000", "[2001:db8::1]:53", 1, 1],
    ]],
    ["ip", [
      ["ip", "192.0.2.1", "192.0.2.2", 6, 4],
      ["ip", "2001:db8::1", "2001:db8::2", 1, 1],
    ]],
    ["ethernet", [["ethernet", "02:00:00:00:00:01", "02:00:00:00:00:02", 13, 0]]],
  ] as const
) {
  Deno.test(`conversations knows the ends at layer ${layer}, and which way packets go`, async () => {
    assertEquals(await rows({ layer }), expected.map((row) => [...row]));
  });
}

Deno.test("conversations tells bytes, start and duration", async () => {
  const { report } = await replay(conversations, TRAFFIC, { options: { sort: "duration" } });
  const [{ bytesFromA, bytesFromB, bytes, start, duration }] = report!.tables![0].rows;
  assertEquals([bytesFromA, bytesFromB, bytes, start, duration], [62, 62, 124, 0, 1000]);
});

Deno.test("conversations says how many it does not show", async () => {
  const { report } = await replay(conversations, TRAFFIC, { options: { rows: 1 } });
  assertEquals([report!.tables![0].rows.length, report!.notes], [1, ["1 more are not shown."]]);
});
