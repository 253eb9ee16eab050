import { assertEquals } from "@std/assert";
import { ethernet, replay } from "whiff/testing";
import vlan from "../../analyzers/vlan.ts";

const TRAFFIC = [
  ethernet().ipv4().udp(),
  ethernet().vlan({ id: 20, priority: 5 }).ipv4().udp(),
  ethernet({ source: "02:00:00:00:00:07" }).vlan({ id: 20 }).arp(),
  ethernet().vlan({ id: 100, service: true }).vlan({ id: 20 }).ipv6().tcp(),
];

Deno.test("vlan counts by tag, by both tags of Q-in-Q, and what has none", async () => {
  const { report } = await replay(vlan, TRAFFIC);
  assertEquals(
    report!.tables![0].rows.map((
      { vlan, packets, bytes, stations },
    ) => [vlan, packets, bytes, stations]),
    [["20", 2, 92, 2], ["100.20", 1, 82, 1], ["untagged", 1, 42, 1]],
  );
});

Deno.test("vlan counts the priorities of outer tags", async () => {
  const { report } = await replay(vlan, TRAFFIC);
  assertEquals(
    report!.tables![1].rows.map(({ priority, packets }) => [priority, packets]),
    [[0, 2], [5, 1]],
  );
});

Deno.test("vlan sums up what it has no row for", async () => {
  const { report } = await replay(vlan, TRAFFIC, { options: { rows: 1 } });
  const { vlan: name, packets } = report!.tables![0].other!;
  assertEquals([name, packets], ["other", 2]);
});
