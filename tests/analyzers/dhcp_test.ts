import { assertEquals, assertThrows } from "@std/assert";
import { ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import dhcp, { Lease } from "../../analyzers/dhcp.ts";

const Type = { Discover: 1, Offer: 2, Decline: 4, Ack: 5, Nak: 6 };
const MAC = [2, 0, 0, 0, 0, 7];
/** Options of RFC 2132: lease time of an hour, host name "pc". */
const LEASE_TIME = [51, 4, 0, 0, 0x0e, 0x10], HOST_NAME = [12, 2, 0x70, 0x63];

/** A message as RFC 2131, section 2 has it; a server's comes from 10.0.0.`server`. */
function message(
  type: number,
  { server = 0, yours = 0, options = [] as number[] } = {},
): PacketBuilder {
  const bytes = new Uint8Array(240);
  bytes.set([server > 0 ? 2 : 1, 1, 6, 0, 0, 0, 0, 9]);
  if (yours > 0) bytes.set([10, 0, 0, yours], 16);
  bytes.set(MAC, 28);
  bytes.set([99, 130, 83, 99], 236);
  const identifier = server > 0 ? [54, 4, 10, 0, 0, server] : [];
  const payload = Uint8Array.from([...bytes, 53, 1, type, ...identifier, ...options, 255]);
  const ip = server > 0
    ? { source: `10.0.0.${server}`, destination: "255.255.255.255" }
    : { source: "0.0.0.0", destination: "255.255.255.255" };
  const [sourcePort, destinationPort] = server > 0 ? [67, 68] : [68, 67];
  return ethernet().ipv4(ip).udp({ sourcePort, destinationPort }).payload(payload);
}

const ack = (server: number, yours: number) =>
  message(Type.Ack, { server, yours, options: [...LEASE_TIME, ...HOST_NAME] });

/** What it said: the text, with the severity of alerts. */
async function said(list: readonly PacketBuilder[], options = {}) {
  const { events } = await replay(dhcp, packets.spaced("1s", list), { options });
  return events.map((event) =>
    event.kind === "alert"
      ? `${event.severity}: ${event.text}`
      : event.kind === "log"
      ? event.text
      : ""
  );
}

for (
  const [does, list, expected] of [
    ["tells a lease once", [message(Type.Discover), ack(1, 50), ack(1, 50)], ["lease"]],
    ["tells another address", [ack(1, 50), ack(1, 51)], ["lease", "lease"]],
    ["tells a refusal", [message(Type.Nak, { server: 1 })], ["refused"]],
    ["takes no parameters for a lease", [message(Type.Ack, { server: 1 })], []],
    ["warns of an address in use", [message(Type.Decline, { options: [50, 4, 10, 0, 0, 50] })], [
      "medium: 10.0.0.50 is in use already",
    ]],
    ["warns of a second server", [
      message(Type.Offer, { server: 1 }),
      message(Type.Offer, { server: 66 }),
      message(Type.Offer, { server: 66 }),
    ], ["high: 10.0.0.66 is a DHCP server that is not known"]],
  ] as const
) {
  Deno.test(`dhcp ${does}`, async () => assertEquals(await said(list), [...expected]));
}

Deno.test("dhcp warns of servers that it was not told of", async () => {
  const list = [1, 2, 3].map((server) => message(Type.Offer, { server }));
  assertEquals(await said(list, { servers: "10.0.0.1, 10.0.0.3" }), [
    "high: 10.0.0.2 is a DHCP server that is not known",
  ]);
});

Deno.test("dhcp reports leases, servers and messages", async () => {
  const { report } = await replay(dhcp, packets.spaced("1s", [message(Type.Discover), ack(1, 50)]));
  const [leases, servers, messages] = report!.tables!.map(({ rows }) => rows);
  assertEquals(leases.map(({ given: _, client, ...row }) => ({ client: `${client}`, ...row })), [{
    client: "02:00:00:00:00:07",
    address: "10.0.0.50",
    hostName: "pc",
    server: "10.0.0.1",
    leaseTime: 3600,
  }]);
  assertEquals(servers.map(({ server, messages }) => [`${server}`, messages]), [["10.0.0.1", 1]]);
  assertEquals(messages, [{ message: "ACK", count: 1 }, { message: "Discover", count: 1 }]);
});

/** A lease of that time. */
function leaseAt(timeMs: number): Lease {
  const lease = new Lease();
  lease.given = { address: `10.0.0.${timeMs}`, server: "", hostName: "", leaseTime: 60, timeMs };
  return lease;
}

Deno.test("Lease.merge() keeps the later one", () => {
  for (const [mine, theirs] of [[1, 2], [2, 1]]) {
    const merged = leaseAt(mine);
    merged.merge(leaseAt(theirs));
    assertEquals(merged.given?.timeMs, 2);
  }
});

Deno.test("Lease.load() takes back what save() gave, as JSON", () => {
  for (const lease of [new Lease(), leaseAt(5)]) {
    const loaded = leaseAt(1);
    loaded.load(JSON.parse(JSON.stringify(lease.save())));
    assertEquals(loaded.given, lease.given);
  }
});

Deno.test("Lease.load() refuses data of another kind", () => {
  assertThrows(() => new Lease().load({ address: 1 }), TypeError);
});
