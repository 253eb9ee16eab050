import { assertEquals } from "@std/assert";
import { Direction, ethernet, packets, replay } from "whiff/testing";
import bandwidth from "../../analyzers/bandwidth.ts";

/** 100 bytes each, at 0, 0.5, 1, 1.5 … s: 1,600 bit/s. */
const TRAFFIC = packets.repeat(6, "500ms", (k) => {
  const frame = k % 2 === 0 ? ethernet().ipv4().udp() : ethernet().ipv4().icmp();
  return frame.payload(new Uint8Array(58)).going(k < 4 ? Direction.Inbound : Direction.Outbound);
});

Deno.test("bandwidth gives bits per second, point by point", async () => {
  const { report } = await replay(bandwidth, TRAFFIC);
  const [{ points, unit }] = report!.series!;
  assertEquals([unit, points.map(({ value }) => value)], ["bits/s", [1600, 1600, 1600]]);
});

Deno.test("bandwidth takes the interval that it is told", async () => {
  const { report } = await replay(bandwidth, TRAFFIC, { options: { interval: "500ms" } });
  assertEquals(report!.series![0].points.map(({ value }) => value), Array(6).fill(1600));
});

for (
  const [by, expected] of [
    ["nothing", [["all", 6]]],
    ["protocol", [["udp", 3], ["icmp", 3]]],
    ["direction", [["in", 4], ["out", 2]]],
    ["interface", [["interface 0", 6]]],
  ] as const
) {
  Deno.test(`bandwidth has a line for each ${by}`, async () => {
    const { report } = await replay(bandwidth, TRAFFIC, { options: { by } });
    assertEquals(report!.tables![0].rows.map(({ line, packets }) => [line, packets]), expected);
  });
}

Deno.test("bandwidth tells peak and mean of an uneven line", async () => {
  const { report } = await replay(bandwidth, [TRAFFIC[0], TRAFFIC[1], TRAFFIC[0].later(4000)]);
  const [{ peak, mean, bytes }] = report!.tables![0].rows;
  assertEquals([peak, mean, bytes], [1600, 600, 300]);
});

Deno.test("bandwidth tells a metric each second when it is to", async () => {
  const { events } = await replay(bandwidth, TRAFFIC, { options: { metric: true } });
  assertEquals(
    events.map((event) => event.kind === "metric" && [event.name, event.value]),
    [["bits_per_second", 1600], ["bits_per_second", 1600]],
  );
  assertEquals((await replay(bandwidth, TRAFFIC)).events, []);
});
