import { assertEquals } from "@std/assert";
import { ethernet, replay } from "whiff/testing";
import packetSizes from "../../analyzers/packet_sizes.ts";

/** Frames of exactly those lengths, from 14 on. */
const frames = (...lengths: number[]) =>
  lengths.map((length) => ethernet({ etherType: 0x88b5 }).payload(new Uint8Array(length - 14)));

for (
  const [range, ...lengths] of [
    ["0-19", 14, 19],
    ["20-39", 20, 39],
    ["40-79", 40, 60, 79],
    ["640-1279", 640, 1279],
    ["1280-2559", 1280, 1514],
    ["5120 and more", 5120, 65_000],
  ] as const
) {
  Deno.test(`packet-sizes counts ${lengths.join(", ")} bytes as ${range}`, async () => {
    const { report } = await replay(packetSizes, frames(...lengths));
    const filled = report!.tables![0].rows.filter(({ packets }) => packets !== 0);
    const bytes = lengths.reduce((sum, length) => sum + length, 0);
    assertEquals(filled, [{ range, packets: lengths.length, share: 100, bytes }]);
  });
}

Deno.test("packet-sizes counts what was on the wire, not what was captured", async () => {
  const [frame] = frames(1500);
  const { report } = await replay(packetSizes, [frame.cut(64)]);
  assertEquals(report!.values!.map(({ key, value }) => [key, value]), [
    ["packets", 1],
    ["least", 1500],
    ["median", 1500],
    ["mean", 1500],
    ["p95", 1500],
    ["greatest", 1500],
  ]);
});

Deno.test("packet-sizes counts IP packets without padding, and nothing else, when told so", async () => {
  const padded = ethernet().ipv4().udp().payload(new Uint8Array(2)).bytes;
  const list = [
    { bytes: Uint8Array.of(...padded, ...new Uint8Array(60 - padded.length)) },
    ethernet().vlan({ id: 5 }).ipv6().udp().payload(new Uint8Array(1400)),
    ethernet().arp(),
  ];
  const { report } = await replay(packetSizes, list, { options: { of: "ip" } });
  const { packets, least, greatest } = Object.fromEntries(
    report!.values!.map(({ key, value }) => [key, value]),
  );
  assertEquals([packets, least, greatest], [2, 20 + 8 + 2, 40 + 8 + 1400]);
});

Deno.test("packet-sizes reports nothing but zeros of no packets", async () => {
  const { report } = await replay(packetSizes, []);
  assertEquals(
    report!.tables![0].rows.every(({ packets, share }) => packets === 0 && share === 0),
    true,
  );
});
