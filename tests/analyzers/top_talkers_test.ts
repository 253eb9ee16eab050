import { assertEquals, assertStrictEquals } from "@std/assert";
import { conversation, ethernet, packets, replay } from "whiff/testing";
import topTalkers from "../../analyzers/top_talkers.ts";

/** 10.0.0.1 sends three packets of 142 bytes a second apart, 10.0.0.2 one; ARP does not count. */
const TRAFFIC = packets.spaced("1s", [
  ethernet().ipv4({ source: "10.0.0.1" }).udp().payload(new Uint8Array(100)),
  ethernet().ipv4({ source: "10.0.0.2" }).udp().payload(new Uint8Array(100)),
  ethernet().arp(),
  ethernet().ipv4({ source: "10.0.0.1" }).udp().payload(new Uint8Array(100)),
  ethernet().ipv4({ source: "10.0.0.1" }).udp().payload(new Uint8Array(100)),
]);

/** The rows as `[talker, bytes, packets]`. */
async function rows(options: Record<string, string | number>, traffic = TRAFFIC) {
  const { report } = await replay(topTalkers, traffic, { options });
  const [{ rows, other }] = report!.tables!;
  return [...rows, ...(other === undefined ? [] : [other])]
    .map(({ talker, bytes, packets }) => [talker, bytes, packets]);
}

for (
  const [by, expected] of [
    ["source", [["10.0.0.1", 426, 3], ["10.0.0.2", 142, 1]]],
    ["destination", [["192.0.2.2", 568, 4]]],
    ["pair", [["10.0.0.1 - 192.0.2.2", 426, 3], ["10.0.0.2 - 192.0.2.2", 142, 1]]],
    ["port", [["9/udp", 568, 4]]],
  ] as const
) {
  Deno.test(`top-talkers counts by ${by}`, async () => {
    assertEquals(await rows({ by }), expected);
  });
}

Deno.test("top-talkers takes both directions of a conversation for one pair", async () => {
  const { packets: list } = conversation().send("hello").answer("hello yourself").close();
  const [[pair, , count], ...others] = await rows({ by: "pair" }, list);
  assertEquals([pair, count, others], ["192.0.2.1 - 192.0.2.2", list.length, []]);
});

Deno.test("top-talkers sums up what it has no row for", async () => {
  assertEquals(await rows({ rows: 1 }), [["10.0.0.1", 426, 3], ["other", 142, 1]]);
});

Deno.test("top-talkers gives rates over the time that has passed", async () => {
  const { report } = await replay(topTalkers, TRAFFIC);
  assertStrictEquals(report!.tables![0].rows[0].rate, 426 * 8 / 4);
});

Deno.test("top-talkers gives no rate where no time has passed", async () => {
  const { report } = await replay(topTalkers, TRAFFIC.slice(0, 1));
  assertStrictEquals(report!.tables![0].rows[0].rate, undefined);
});
