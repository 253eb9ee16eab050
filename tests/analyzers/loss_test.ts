import { assertEquals } from "@std/assert";
import { type PacketBuilder, packets, replay } from "whiff/testing";
import loss from "../../analyzers/loss.ts";
import { handshake, sides } from "./_tcp.ts";

const { client, server } = sides();
const opened = handshake({ client, server });
/** 100 bytes seen, 300 not, 100 seen. */
const gap = [...opened, client("PA", 1, 101, 100), client("PA", 401, 101, 100)];

/** The values of the report, by name. */
async function values(list: readonly PacketBuilder[]) {
  const { report } = await replay(loss, packets.spaced("10ms", list));
  return Object.fromEntries(report!.values!.map(({ key, value }) => [key, value]));
}

for (
  const [what, list, expected] of [
    ["none where all is there", [...opened, client("PA", 1, 101, 100)], [0, 0, 100, 0]],
    ["what sequence numbers jump over", gap, [60, 300, 200, 1]],
    ["what is acknowledged and was not seen", [...opened, server("A", 101, 301)], [100, 300, 0, 1]],
    ["none when it comes late", [...gap, client("PA", 101, 101, 300)], [0, 0, 500, 0]],
  ] as const
) {
  Deno.test(`loss finds ${what}`, async () => {
    const { estimate, missedBytes, seenBytes, withGaps } = await values(list);
    assertEquals([estimate, missedBytes, seenBytes, withGaps], [...expected]);
  });
}

Deno.test("loss tells whose bytes are missing", async () => {
  const { report } = await replay(loss, packets.spaced("10ms", gap));
  assertEquals(
    report!.tables![0].rows.map((
      { sender, receiver, missed },
    ) => [`${sender}`, `${receiver}`, missed]),
    [["10.0.0.1", "10.0.0.2", 300]],
  );
});

Deno.test("loss warns of a minute in which much was missed", async () => {
  const closed = [...gap, client("FA", 501, 101), server("FA", 101, 502)];
  const later = sides({ clientPort: 40_001 }).client("S", 0).later(130_000);
  const { events } = await replay(loss, [...packets.spaced("10ms", closed), later]);
  assertEquals(events.map((event) => event.kind === "alert" && [event.severity, event.fields]), [
    ["medium", { percent: 60, missedBytes: 300 }],
  ]);
});
