import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ethernet, packets, replay } from "whiff/testing";
import protocolCounts, { LayerTree } from "../../analyzers/protocol_counts.ts";
import { Packet } from "../../core/packet.ts";

const TRAFFIC = packets.spaced("1ms", [
  ethernet().ipv4().udp().dns(),
  ethernet().ipv4().udp().dns({ answers: ["10.0.0.1"] }),
  ethernet().ipv6().tcp(),
  ethernet().ipv4().ipv4().icmp(),
  ethernet().arp(),
]);

/** Each row as the indented name and the packets. */
async function tree(options: Record<string, boolean> = {}) {
  const { report } = await replay(protocolCounts, TRAFFIC, { options });
  return report!.tables![0].rows.map(({ protocol, packets }) => `${protocol} ${packets}`);
}

Deno.test("protocol-counts tells what runs over what, the larger branch first", async () => {
  assertEquals(await tree(), [
    "frame 5",
    "  ethernet 5",
    "    ipv4 3",
    "      udp 2",
    "        dns 2",
    "      ipv4 1",
    "        icmp 1",
    "    ipv6 1",
    "      tcp 1",
    "    arp 1",
  ]);
});

Deno.test("protocol-counts leaves applications out when told so", async () => {
  assertEquals((await tree({ applications: false })).filter((row) => row.includes("dns")), []);
});

Deno.test("protocol-counts gives shares and bytes of the whole", async () => {
  const { report } = await replay(protocolCounts, TRAFFIC);
  const [frame, , ipv4] = report!.tables![0].rows;
  const bytes = TRAFFIC.reduce((sum, packet) => sum + packet.originalLength, 0);
  assertEquals([frame.bytes, frame.share, ipv4.share], [bytes, 100, 60]);
});

/** A tree that has counted those packets. */
function counted(list: typeof TRAFFIC): LayerTree {
  const tree = new LayerTree();
  const packet = new Packet();
  for (const { bytes } of list) tree.add(packet.setBytes(bytes), packet.layerCount);
  return tree;
}

for (let cut = 0; cut <= TRAFFIC.length; cut++) {
  Deno.test(`LayerTree.merge() of ${cut} and ${TRAFFIC.length - cut} packets is all of them`, () => {
    const merged = counted(TRAFFIC.slice(0, cut));
    merged.merge(counted(TRAFFIC.slice(cut)));
    assertEquals(merged.rows(), counted(TRAFFIC).rows());
  });
}

Deno.test("LayerTree.load() takes back what save() gave, as JSON", () => {
  const loaded = new LayerTree();
  loaded.load(JSON.parse(JSON.stringify(counted(TRAFFIC).save())));
  assertEquals(loaded.rows(), counted(TRAFFIC).rows());
});

Deno.test("LayerTree.load() refuses data of another kind", () => {
  assertThrows(() => new LayerTree().load({ type: "TopK", version: 1 }), TypeError);
});

Deno.test("LayerTree counts what finds no place for the last layer that did", () => {
  const tree = new LayerTree();
  const rows = Array.from({ length: 5000 }, (_, k) => ({ path: `p${k}`, packets: 1, bytes: 60 }));
  rows.unshift({ path: "frame", packets: 5000, bytes: 5000 * 60 });
  tree.load({ type: "LayerTree", version: 1, evictions: 0, rows });
  const [frame, ...others] = tree.rows();
  assertStrictEquals(others.length, 4095);
  assertEquals([tree.evictions, frame.packets, frame.bytes], [905, 5000, 5000 * 60]);
  const again = new LayerTree();
  again.merge(tree);
  assertEquals(again.rows(), tree.rows());
});
