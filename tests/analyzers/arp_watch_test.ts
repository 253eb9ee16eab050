import { assertEquals, assertThrows } from "@std/assert";
import { ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import { Address } from "whiff";
import arpWatch, { Station } from "../../analyzers/arp_watch.ts";

const ONE = "02:00:00:00:00:01", TWO = "02:00:00:00:00:02";
const says = (senderHardwareAddress: string, senderProtocolAddress = "10.0.0.1") =>
  ethernet().arp({ senderHardwareAddress, senderProtocolAddress });
const neighbor = (linkAddress: string) =>
  ethernet().ipv6().neighbor({ kind: "advertisement", target: "2001:db8::7", linkAddress });

/** What it said: `log` or the alert's severity, with the text. */
async function said(interval: string, list: readonly PacketBuilder[]): Promise<string[]> {
  const { events } = await replay(arpWatch, packets.spaced(interval, list));
  return events.map((event) =>
    event.kind === "alert"
      ? `${event.severity}: ${event.text}`
      : event.kind === "log"
      ? event.text
      : ""
  );
}

for (
  const [does, interval, list, expected] of [
    ["logs a new address once", "1s", [says(ONE), says(ONE)], ["new station"]],
    ["takes each address for itself", "1s", [says(ONE), says(ONE, "10.0.0.2")], [
      "new station",
      "new station",
    ]],
    ["warns of a changed address", "1s", [says(ONE), says(TWO)], [
      "new station",
      `medium: 10.0.0.1 has moved to ${TWO}`,
    ]],
    ["warns of two that claim an address", "1s", [says(ONE), says(TWO), says(ONE)], [
      "new station",
      `medium: 10.0.0.1 has moved to ${TWO}`,
      `high: 10.0.0.1 is claimed by ${TWO} and by ${ONE}`,
    ]],
    ["takes claims far apart for changes", "10m", [says(ONE), says(TWO), says(ONE)], [
      "new station",
      `medium: 10.0.0.1 has moved to ${TWO}`,
      `medium: 10.0.0.1 has moved to ${ONE}`,
    ]],
    ["says nothing of probes", "1s", [says(ONE, "0.0.0.0")], []],
    ["watches IPv6 neighbors", "1s", [neighbor(ONE), neighbor(TWO)], [
      "new station",
      `medium: 2001:db8::7 has moved to ${TWO}`,
    ]],
    ["says nothing of other ICMPv6", "1s", [ethernet().ipv6().icmpv6()], []],
  ] as const
) {
  Deno.test(`arp-watch ${does}`, async () =>
    assertEquals(await said(interval, list), [...expected]));
}

Deno.test("arp-watch reports who has which address, and had it before", async () => {
  const { report } = await replay(arpWatch, packets.spaced("1s", [says(ONE), says(TWO)]));
  assertEquals(
    report!.tables![0].rows.map(({ address, hardware, previous, changes, firstSeen, lastSeen }) => [
      ...[address, hardware, previous].map(String),
      changes,
      Number(lastSeen) - Number(firstSeen),
    ]),
    [["10.0.0.1", TWO, ONE, 1, 1000]],
  );
});

const one = Address.parse(ONE), two = Address.parse(TWO);

/** A station that has heard those claims. */
function heard(...claims: (readonly [Address, number])[]): Station {
  const station = new Station();
  for (const [hardware, timeMs] of claims) station.claim(hardware, timeMs, 1000);
  return station;
}

for (
  const [cut, claims] of [[0, [[one, 1]]], [1, [[one, 1], [two, 2]]], [1, [[one, 1], [
    one,
    2,
  ]]]] as const
) {
  Deno.test(`Station.merge() of ${claims.join(" and ")}, cut at ${cut}, is all of them`, () => {
    const merged = heard(...claims.slice(cut));
    merged.merge(heard(...claims.slice(0, cut)));
    assertEquals(merged.save(), {
      ...Object(heard(...claims).save()),
      previousMs: Object(merged.save()).previousMs,
    });
  });
}

Deno.test("Station.load() takes back what save() gave, as JSON", () => {
  for (const station of [new Station(), heard([one, 1], [two, 2])]) {
    const loaded = heard([one, 5]);
    loaded.load(JSON.parse(JSON.stringify(station.save())));
    assertEquals(loaded.save(), station.save());
  }
});

Deno.test("Station.load() refuses data of another kind", () => {
  assertThrows(() => new Station().load({ type: "TopK" }), TypeError);
});
