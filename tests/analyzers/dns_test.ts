import { assertEquals } from "@std/assert";
import { type DnsFields, ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import dns from "../../analyzers/dns.ts";

const ask = (fields: DnsFields = {}, sourcePort = 40_000) =>
  ethernet().ipv4({ source: "10.0.0.1", destination: "10.0.0.53" })
    .udp({ sourcePort, destinationPort: 53 }).dns(fields);
const answer = (fields: DnsFields = {}, destinationPort = 40_000) =>
  ethernet().ipv4({ source: "10.0.0.53", destination: "10.0.0.1" })
    .udp({ sourcePort: 53, destinationPort }).dns({ response: true, ...fields });

/** Two names, of which one is not there, and a question without an answer: 20 ms each. */
const TRAFFIC: readonly PacketBuilder[] = [
  ask({ id: 1 }),
  answer({ id: 1, answers: ["192.0.2.7"] }),
  ask({ id: 2, name: "nowhere.example", type: "AAAA" }),
  answer({ id: 2, name: "nowhere.example", type: "AAAA", responseCode: 3 }),
  ask({ id: 3 }),
];

/** The tables of the report by title, with the cells asked for. */
async function tables(options: Record<string, number | boolean> = {}) {
  const { report } = await replay(dns, packets.spaced("20ms", TRAFFIC), { options });
  return (title: string, ...cells: string[]) =>
    report!.tables!.find((table) => table.title === title)!.rows.map((row) =>
      cells.map((cell) => typeof row[cell] === "object" ? `${row[cell]}` : row[cell])
    );
}

Deno.test("dns counts names, types and responses, each exchange once", async () => {
  const rows = await tables();
  assertEquals(rows("Names", "key", "count"), [["example.com", 2], ["nowhere.example", 1]]);
  assertEquals(rows("Types", "key", "count"), [["A", 2], ["AAAA", 1]]);
  assertEquals(rows("Responses", "key", "count"), [["NXDomain", 1], ["NoError", 1], [
    "no answer",
    1,
  ]]);
  assertEquals(rows("Failing names", "key", "count"), [
    ["example.com: no answer", 1],
    ["nowhere.example: NXDomain", 1],
  ]);
});

Deno.test("dns tells how each server does", async () => {
  const rows = await tables();
  assertEquals(rows("Servers", "server", "queries", "answered", "failed", "median", "greatest"), [
    ["10.0.0.53", 3, 2, 2, 20, 20],
  ]);
});

Deno.test("dns tells each exchange when it is to", async () => {
  const { events } = await replay(dns, packets.spaced("20ms", TRAFFIC.slice(0, 2)), {
    options: { log: true },
  });
  assertEquals(events.map((event) => event.kind === "log" && event.fields), [{
    client: "10.0.0.1",
    server: "10.0.0.53",
    name: "example.com",
    type: "A",
    response: "NoError",
    answers: ["192.0.2.7"],
    latencyMs: 20,
    queries: 1,
    overTcp: false,
    truncated: false,
  }]);
  assertEquals((await replay(dns, packets.spaced("20ms", TRAFFIC))).events, []);
});

for (const multicast of [false, true]) {
  Deno.test(`dns ${multicast ? "counts" : "leaves out"} multicast DNS`, async () => {
    const announcement = ethernet().ipv4({ destination: "224.0.0.251" })
      .udp({ sourcePort: 5353, destinationPort: 5353 })
      .dns({ name: "printer.local", answers: ["10.0.0.9"] });
    const { report } = await replay(dns, [announcement], { options: { multicast } });
    const names = report!.tables!.find(({ title }) => title === "Names")?.rows ?? [];
    assertEquals(names.map(({ key }) => key), multicast ? ["printer.local"] : []);
  });
}
