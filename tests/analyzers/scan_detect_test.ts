import { assertEquals } from "@std/assert";
import { ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import scanDetect from "../../analyzers/scan_detect.ts";
import { handshake, sides } from "./_tcp.ts";

/** What it said of those packets. */
async function alerts(list: readonly PacketBuilder[], options = {}, interval = "10ms") {
  const { events } = await replay(scanDetect, packets.spaced(interval, list), {
    options: { ports: 5, hosts: 5, ...options },
  });
  return events.map((event) => event.kind === "alert" ? event.text : event);
}

const each = (count: number, make: (k: number) => PacketBuilder | PacketBuilder[]) =>
  Array.from({ length: count }, (_, k) => make(k)).flat();
const port = (k: number) => sides({ serverPort: 1000 + k });
const host = (k: number) => sides({ server: `10.0.1.${k}` });
const PORT_SCAN = ["10.0.0.1 scans the ports of 10.0.0.2"];
const HOST_SCAN = ["10.0.0.1 scans hosts at port 80/tcp"];

for (
  const [what, list, expected] of [
    ["SYNs to many ports", each(5, (k) => port(k).client("S", 0)), PORT_SCAN],
    [
      "SYNs that are refused",
      each(5, (k) => [port(k).client("S", 0), port(k).server("RA", 0, 1)]),
      PORT_SCAN,
    ],
    [
      "half-open connections",
      each(5, (k) => [
        port(k).client("S", 0),
        port(k).server("SA", 9, 1),
        port(k).client("R", 1),
      ]),
      PORT_SCAN,
    ],
    ["FINs without a connection", each(5, (k) => port(k).client("F", 1)), PORT_SCAN],
    ["one port of many hosts", each(5, (k) => host(k).client("S", 0)), HOST_SCAN],
    [
      "datagrams without an answer",
      each(5, (k) => ethernet().ipv4().udp({ sourcePort: 50_000, destinationPort: 1000 + k })),
      ["192.0.2.1 scans the ports of 192.0.2.2"],
    ],
  ] as const
) {
  Deno.test(`scan-detect warns once of ${what}`, async () => {
    assertEquals(await alerts(list), [...expected]);
  });
}

for (
  const [what, list] of [
    ["less than the limit", each(4, (k) => port(k).client("S", 0))],
    [
      "the same port again and again",
      each(20, (k) => sides({ clientPort: 40_000 + k }).client("S", 0)),
    ],
    [
      "connections that work",
      each(10, (k) => [
        ...handshake(host(k)),
        host(k).client("PA", 1, 101, 10),
        host(k).server("PA", 101, 11, 10),
      ]),
    ],
    [
      "what goes to a group",
      each(
        9,
        (k) =>
          ethernet().ipv4({ destination: "239.0.0.1" }).udp({
            sourcePort: 50_000,
            destinationPort: k + 1,
          }),
      ),
    ],
  ] as const
) {
  Deno.test(`scan-detect says nothing of ${what}`, async () =>
    assertEquals(await alerts(list), []));
}

Deno.test("scan-detect counts within its window", async () => {
  const slow = each(8, (k) => port(k).client("S", 0));
  assertEquals(await alerts(slow, { window: "10s" }, "5s"), []);
  assertEquals(await alerts(slow, { window: "1h" }, "5s"), PORT_SCAN);
});

Deno.test("scan-detect reports what was tried, from when to when", async () => {
  const list = packets.spaced("10ms", each(7, (k) => port(k).client("S", 0)));
  const { report } = await replay(scanDetect, list, { options: { ports: 5 } });
  assertEquals(
    report!.tables![0].rows.map(({ kind, source, target, tried, firstSeen, lastSeen }) => [
      ...[kind, `${source}`, `${target}`, tried],
      Number(lastSeen) - Number(firstSeen),
    ]),
    [["port", "10.0.0.1", "10.0.0.2", 7, 20]],
  );
});
