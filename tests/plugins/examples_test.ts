// tests/plugins/examples_test.ts: the examples do what they say, and are as short as they claim.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { conversation, ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import bandwidth from "../../plugins/examples/bandwidth.ts";
import dnsLatency from "../../plugins/examples/dns_latency.ts";
import lamps from "../../plugins/examples/lamp.ts";
import myTalkers from "../../plugins/examples/my_talkers.ts";
import newHosts from "../../plugins/examples/new_hosts.ts";
import resets from "../../plugins/examples/resets.ts";
import retransmissions from "../../plugins/examples/retransmissions.ts";
import saveTrigger from "../../plugins/examples/save_trigger.ts";
import synFlood from "../../plugins/examples/syn_flood.ts";
import tlsNames from "../../plugins/examples/tls_names.ts";
import type { Report } from "whiff";

const EXAMPLES = new URL("../../plugins/examples/", import.meta.url);

for (const { name } of Deno.readDirSync(EXAMPLES)) {
  Deno.test(`${name} has fewer than 40 lines`, () => {
    const lines = Deno.readTextFileSync(new URL(name, EXAMPLES)).trimEnd().split("\n").length;
    assert(lines < 40, `${lines} lines`);
  });
}

/** The rows of a report's first table, as text. */
function rows(report: Report | undefined): string[] {
  return report!.tables![0].rows.map((row) => Object.values(row).join(" "));
}

Deno.test("my_talkers.ts counts bytes by source", async () => {
  const { report } = await replay(myTalkers, [
    ethernet().ipv4({ source: "10.0.0.1" }).udp().payload(new Uint8Array(58)),
    ethernet().ipv6().udp().payload(new Uint8Array(38)),
    ethernet().ipv4({ source: "10.0.0.1" }).udp().payload(new Uint8Array(58)),
  ]);
  assertEquals(report!.tables![0].rows.map(({ key, count }) => `${key} ${count}`), [
    "10.0.0.1 200",
    "2001:db8::1 100",
  ]);
});

Deno.test("dns_latency.ts tells the median of each server", async () => {
  const asked = (id: number) => ethernet().ipv4().udp().dns({ id });
  const answered = (id: number) =>
    ethernet().ipv4({ source: "192.0.2.2", destination: "192.0.2.1" }).udp()
      .dns({ id, answers: ["10.0.0.1"] });
  const list = [10, 20, 30].flatMap((ms, id) => [
    asked(id).later(id * 1000),
    answered(id).later(id * 1000 + ms),
  ]);
  const { report } = await replay(dnsLatency, list);
  const [{ server, answers, median }] = report!.tables![0].rows;
  assertEquals([`${server}`, answers, Math.round(Number(median))], ["192.0.2.2", 3, 20]);
});

Deno.test("tls_names.ts counts server names of the domain", async () => {
  const hello = (clientPort: number, serverName: string) =>
    conversation({ clientPort, serverPort: 443 })
      .send(ethernet().ipv4().tcp().tlsClientHello({ serverName }).bytes.subarray(54))
      .close().packets;
  const list = [
    ...hello(5001, "a.example"),
    ...hello(5002, "b.example"),
    ...hello(5003, "a.example"),
    ...hello(5004, "elsewhere"),
  ];
  const { report } = await replay(tlsNames, list, { options: { domain: ".example" } });
  assertEquals(report!.tables![0].rows.map(({ key, count }) => `${key} ${count}`), [
    "a.example 2",
    "b.example 1",
  ]);
});

Deno.test("new_hosts.ts alerts once for each host, of both versions of IP", async () => {
  const list = [
    ethernet().arp({ senderProtocolAddress: "10.0.0.1" }),
    ethernet().arp({ senderProtocolAddress: "10.0.0.1" }),
    ethernet().ipv6({ source: "fe80::1" }).neighbor(),
    ethernet().ipv6().neighbor({ kind: "advertisement", target: "fe80::2" }),
    ethernet({ source: "02:00:00:00:00:07" }).arp({ senderProtocolAddress: "10.0.0.1" }),
    ethernet().ipv4().udp(),
  ];
  const { events } = await replay(newHosts, packets.spaced("2m", list));
  assertEquals(events.map((event) => event.kind === "alert" && event.text), [
    "New host 10.0.0.1",
    "New host fe80::1",
    "New host fe80::2",
    "New host 10.0.0.1",
  ]);
});

Deno.test("syn_flood.ts alerts above its limit, and holds its tongue for a minute", async () => {
  const syns = (count: number, make: (k: number) => PacketBuilder) =>
    packets.repeat(count, "1ms", (k) => make(k).tcp({ sourcePort: 1024 + k, flags: "S" }));
  const { events } = await replay(
    synFlood,
    packets.merged(
      syns(60, () => ethernet().ipv4({ destination: "10.0.0.5" })),
      syns(60, () => ethernet().ipv6({ destination: "fe80::5" })),
      syns(40, () => ethernet().ipv4({ destination: "10.0.0.6" })),
      packets.repeat(
        99,
        "1ms",
        () => ethernet().ipv4({ destination: "10.0.0.6" }).tcp({ flags: "SA" }),
      ),
    ),
    { options: { limit: 50 } },
  );
  assertEquals(events.map((event) => event.kind === "alert" && [event.text, event.fields.syns]), [
    ["SYN flood against 10.0.0.5", 51],
    ["SYN flood against fe80::5", 51],
  ]);
});

Deno.test("retransmissions.ts tells what was sent again, and by whom", async () => {
  const { packets: sent } = conversation().send("hello").answer("good day").close();
  const again = [...sent.slice(0, 4), sent[3].later(0.5), ...sent.slice(4)];
  const { report } = await replay(retransmissions, again);
  assertEquals(rows(report), ["192.0.2.1 - 192.0.2.2 1"]);
  assertStrictEquals(report!.values![0].value, 100 / again.length);
});

Deno.test("bandwidth.ts tells bits per second out of and into each network", async () => {
  const list = packets.spaced("1s", [
    ethernet().ipv4({ source: "10.0.0.1", destination: "192.168.0.1" }).udp()
      .payload(new Uint8Array(958)),
    ethernet().ipv4({ source: "1.1.1.1", destination: "10.0.0.1" }).udp()
      .payload(new Uint8Array(458)),
  ]);
  const { report } = await replay(bandwidth, list);
  assertEquals(rows(report), ["10.0.0.0/8 8000 4000", "192.168.0.0/16 0 8000"]);
});

Deno.test("lamp.ts counts by room, and leaves out what is no lamp", async () => {
  const message = (text: string, version = 0x11) =>
    ethernet().ipv4().udp({ destinationPort: 4242 })
      .payload(Uint8Array.of(version, 1, 0, ...new TextEncoder().encode(text)));
  const { report } = await replay(lamps, [
    message("hall"),
    message("hall"),
    message("attic", 0x21),
  ]);
  assertEquals(report!.tables![0].rows.map(({ key, count }) => `${key} ${count}`), ["hall 2"]);
});

Deno.test("save_trigger.ts saves so many packets of the pair, both ways", async () => {
  const to = (destination: string, text: string) =>
    ethernet().ipv4({ destination }).udp().payload(text);
  const back = ethernet().ipv4({ source: "10.0.0.2", destination: "192.0.2.1" }).udp().payload(
    "well",
  );
  const list = [
    to("10.0.0.2", "fine"),
    to("10.0.0.2", "an error"),
    to("10.0.0.3", "fine"),
    back,
    to("10.0.0.2", "fine"),
    to("10.0.0.2", "fine"),
  ];
  const { saved, events } = await replay(saveTrigger, packets.spaced("1ms", list), {
    options: { packets: 3 },
  });
  assertEquals(
    saved.map(({ packet, comment }) => [new TextDecoder().decode(packet.payload), comment]),
    ["an error", "well", "fine"].map((text) => [text, "save-trigger: error"]),
  );
  assertStrictEquals(events.length, 1);
});

Deno.test("resets.ts logs resets", async () => {
  const { events } = await replay(resets, conversation().send("hello").reset().packets);
  assertEquals(
    events.map((event) => event.kind === "log" && [event.text, `${event.fields.from}`]),
    [
      ["reset", "192.0.2.2"],
    ],
  );
});
