import { assertEquals } from "@std/assert";
import { conversation, ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import connections from "../../analyzers/connections.ts";
import { handshake, sides } from "./_tcp.ts";

/** The fields of the records that it tells. */
async function records(list: Iterable<PacketBuilder>, options = {}) {
  const { events } = await replay(connections, list, { options });
  return events.map((event) => event.kind === "log" ? event.fields : {});
}

Deno.test("connections tells one record of a connection, with all of it", async () => {
  const { packets } = conversation().send("hello").answer("hello yourself").close();
  assertEquals(await records(packets), [{
    id: 1,
    startMs: 1_700_000_000_000,
    client: "192.0.2.1",
    clientPort: 49_152,
    server: "192.0.2.2",
    serverPort: 80,
    protocol: "tcp",
    service: undefined,
    durationMs: 9,
    payloadToServer: 5,
    payloadToClient: 14,
    state: "SF",
    history: "ShADadFf",
    endReason: "closed",
    missedBytes: 0,
    packetsToServer: 6,
    bytesToServer: 6 * 54 + 4 + 5,
    packetsToClient: 4,
    bytesToClient: 4 * 54 + 4 + 14,
    roundTripMs: 2,
    vlan: undefined,
  }]);
});

const { client, server } = sides();
const opened = handshake({ client, server });
const udp = ethernet().ipv4().udp({ sourcePort: 40_000, destinationPort: 53 });
const udpAnswer = ethernet().ipv4({ source: "192.0.2.2", destination: "192.0.2.1" })
  .udp({ sourcePort: 53, destinationPort: 40_000 });

for (
  const [state, what, list] of [
    ["S0", "an attempt without an answer", [client("S", 0)]],
    ["S1", "a connection that goes on", opened],
    ["SF", "one that both ended", [...opened, client("FA", 1, 101), server("FA", 101, 2)]],
    ["REJ", "a refused attempt", [client("S", 0), server("RA", 0, 1)]],
    ["S2", "one that the client ended", [...opened, client("FA", 1, 101)]],
    ["S3", "one that the server ended", [...opened, server("FA", 101, 1)]],
    ["RSTO", "one that the client reset", [...opened, client("R", 1)]],
    ["RSTR", "one that the server reset", [...opened, server("R", 101)]],
    ["RSTOS0", "an attempt that was reset", [client("S", 0), client("R", 1)]],
    ["RSTRH", "an answer that was reset", [server("SA", 100, 1), server("R", 101)]],
    ["SH", "an attempt that was ended", [client("S", 0), client("F", 1)]],
    ["SHR", "an answer that was ended", [server("SA", 100, 1), server("FA", 101, 1)]],
    ["OTH", "what began before", [client("A", 1, 101, 10)]],
    ["SF", "a datagram with an answer", [udp, udpAnswer]],
    ["S0", "a datagram without", [udp]],
  ] as const
) {
  Deno.test(`connections calls ${what} ${state}`, async () => {
    const [record] = await records(packets.spaced("1ms", list));
    assertEquals(record.state, state);
  });
}

Deno.test("connections names the service by its bytes, whatever the port", async () => {
  const { packets: web } = conversation({ serverPort: 8123 })
    .send("GET / HTTP/1.1\r\n\r\n").answer("HTTP/1.1 204 x\r\n\r\n").close();
  const asked = ethernet().ipv4().udp().dns();
  const list = packets.merged(web, packets.spaced("1ms", [asked, ...opened]));
  const { report, events } = await replay(connections, list);
  const told = events.map((event) =>
    event.kind === "log" ? [event.fields.serverPort, event.fields.service] : []
  );
  assertEquals(told.sort(), [[53, "dns"], [80, undefined], [8123, "http"]]);
  assertEquals(report!.tables![1].rows, [
    { service: "dns", protocol: "udp", connections: 1, share: 50 },
    { service: "http", protocol: "tcp", connections: 1, share: 50 },
  ]);
});

Deno.test("connections tells of one protocol only when told so", async () => {
  const list = packets.spaced("1ms", [...opened, udp]);
  assertEquals((await records(list, { protocol: "udp" })).map(({ protocol }) => protocol), ["udp"]);
});

Deno.test("connections counts states, and is silent when told so", async () => {
  const list = packets.spaced("1ms", [...opened, udp]);
  const { report, events } = await replay(connections, list, { options: { log: false } });
  assertEquals(events, []);
  assertEquals(
    report!.tables![0].rows.map((
      { protocol, state, connections },
    ) => [protocol, state, connections]),
    [["tcp", "S1", 1], ["udp", "S0", 1]],
  );
});
