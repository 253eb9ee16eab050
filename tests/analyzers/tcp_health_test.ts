import { assertEquals } from "@std/assert";
import { type PacketBuilder, packets, replay } from "whiff/testing";
import tcpHealth from "../../analyzers/tcp_health.ts";
import { handshake, sides } from "./_tcp.ts";

const { client, server } = sides();
const opened = handshake({ client, server });

/** The first row for those packets. */
async function health(interval: string, list: readonly PacketBuilder[], options = {}) {
  const { report } = await replay(tcpHealth, packets.spaced(interval, list), { options });
  return report!.tables![0].rows[0];
}

for (
  const [column, what, list] of [
    ["retransmissions", "what is sent again", [
      ...opened,
      client("PA", 1, 101, 10),
      client("PA", 1, 101, 10),
    ]],
    ["zeroWindows", "a window that closes", [...opened, server("A", 101, 1, 0, 0)]],
    ["failed", "an attempt without an answer", [client("S", 0)]],
    ["failed", "a refused attempt", [client("S", 0), server("RA", 0, 1)]],
    ["resets", "a connection that is broken off", [...opened, server("R", 101)]],
  ] as const
) {
  Deno.test(`tcp-health counts ${what} in ${column}`, async () => {
    const row = await health("10ms", list);
    const others = ["retransmissions", "zeroWindows", "failed", "resets", "outOfOrder"]
      .filter((name) => name !== column);
    assertEquals([row[column], ...others.map((name) => row[name])], [1, 0, 0, 0, 0]);
  });
}

Deno.test("tcp-health tells segments out of order from those sent again", async () => {
  const late = [...opened, client("PA", 11, 101, 10), client("PA", 1, 101, 10)];
  const { outOfOrder, retransmissions } = await health("1ms", late);
  assertEquals([outOfOrder, retransmissions], [1, 0]);
});

Deno.test("tcp-health tells the handshake's round trip, by client and server", async () => {
  const { client, server, roundTrip, connections } = await health("10ms", opened);
  assertEquals([`${client}`, `${server}`, roundTrip, connections], ["10.0.0.1", "10.0.0.2", 20, 1]);
});

Deno.test("tcp-health sorts by what it is told to", async () => {
  const refused = sides({ server: "10.0.0.3" });
  const list = [
    ...[...opened, client("PA", 1, 101, 10), client("PA", 1, 101, 10)],
    ...[refused.client("S", 0), refused.server("RA", 0, 1)],
  ];
  const first = async (sort: string) => `${(await health("10ms", list, { sort })).server}`;
  assertEquals([await first("retransmissions"), await first("failed")], ["10.0.0.2", "10.0.0.3"]);
});
