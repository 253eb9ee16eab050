import { assertEquals } from "@std/assert";
import { ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import icmp from "../../analyzers/icmp.ts";

const out = ethernet().ipv4({ source: "10.0.0.1", destination: "10.0.0.2" });
const back = ethernet().ipv4({ source: "10.0.0.2", destination: "10.0.0.1" });
const router = ethernet().ipv4({ source: "10.0.0.254", destination: "10.0.0.1" });
/** An IPv4 header and eight bytes of a packet to 198.51.100.7, as errors quote it. */
const QUOTED = ethernet().ipv4({ source: "10.0.0.1", destination: "198.51.100.7" }).udp().bytes
  .slice(14);

const ask = (sequenceNumber: number) => out.icmp({ sequenceNumber });
const answer = (sequenceNumber: number) => back.icmp({ type: 0, sequenceNumber });

/** The rows of one table of the report, as lists of the cells asked for. */
async function rows(list: readonly PacketBuilder[], title: string, ...cells: string[]) {
  const { report } = await replay(icmp, packets.spaced("10ms", list));
  return report!.tables!.find((table) => table.title === title)!.rows.map((row) =>
    cells.map((cell) => typeof row[cell] === "object" ? String(row[cell]) : row[cell])
  );
}

for (
  const [does, list, expected] of [
    ["pairs requests with replies", [ask(1), answer(1), ask(2), answer(2)], [2, 2, 0, 10]],
    ["tells what was not answered", [ask(1), answer(1), ask(2), ask(3)], [3, 1, 100 * 2 / 3, 10]],
    ["counts the first reply only", [ask(1), answer(1), answer(1)], [1, 1, 0, 10]],
    ["leaves replies to nothing alone", [ask(1), answer(2)], [1, 0, 100, undefined]],
  ] as const
) {
  Deno.test(`icmp ${does}`, async () => {
    const [row] = await rows(list, "Pings", "sent", "answered", "lost", "median");
    assertEquals(row, [...expected]);
  });
}

Deno.test("icmp pairs pings of IPv6", async () => {
  const list = [
    ethernet().ipv6().icmpv6(),
    ethernet().ipv6({ source: "2001:db8::2", destination: "2001:db8::1" }).icmpv6({ type: 129 }),
  ];
  assertEquals(await rows(list, "Pings", "to", "sent", "answered"), [["2001:db8::2", 1, 1]]);
});

Deno.test("icmp tells who reported what of packets to whom", async () => {
  const list = [
    router.icmp({ type: 3, code: 1 }).payload(QUOTED),
    router.icmp({ type: 3, code: 1 }).payload(QUOTED),
    router.icmp({ type: 11 }).payload(QUOTED),
    router.icmp({ type: 3, code: 77 }),
  ];
  assertEquals(await rows(list, "Errors", "reporter", "what", "destination", "packets"), [
    ["10.0.0.254", "host unreachable", "198.51.100.7", 2],
    ["10.0.0.254", "unreachable", "unknown", 1],
    ["10.0.0.254", "time to live exceeded", "198.51.100.7", 1],
  ]);
});

Deno.test("icmp warns of redirects", async () => {
  // The gateway stands where an echo has identifier and sequence number.
  const redirect = router.icmp({ type: 5, code: 1, identifier: 0x0a00, sequenceNumber: 0x00fd });
  const { events } = await replay(icmp, [redirect.payload(QUOTED)]);
  assertEquals(events.map((event) => event.kind === "alert" && [event.severity, event.text]), [
    ["medium", "10.0.0.254 redirects 10.0.0.1 for 198.51.100.7 to 10.0.0.253"],
  ]);
});

Deno.test("icmp counts messages by version and type", async () => {
  const list = [ask(1), ask(2), ethernet().ipv6().neighbor(), out.icmp({ type: 200 })];
  assertEquals(await rows(list, "Messages", "version", "message", "packets"), [
    [4, "echo request", 2],
    [4, "type 200", 1],
    [6, "neighbor solicitation", 1],
  ]);
});
