import { assertEquals } from "@std/assert";
import { ethernet, type PacketBuilder, packets, replay } from "whiff/testing";
import multicast from "../../analyzers/multicast.ts";

const GROUP = [239, 1, 2, 3];
const toGroup = (source: string) => ethernet().ipv4({ source, destination: "239.1.2.3" });
/** An IGMP message from a host; its checksum is not looked at. */
const igmp = (source: string, ...bytes: number[]) =>
  ethernet().ipv4({ source, destination: "224.0.0.22", protocol: 2 }).payload(
    Uint8Array.from(bytes),
  );

/** The rows as `[group, packets, senders, members]`. */
async function rows(list: readonly PacketBuilder[]) {
  const { report } = await replay(multicast, packets.spaced("1s", list));
  return report!.tables![0].rows
    .map(({ group, packets, senders, members }) => [`${group}`, packets, senders, members]);
}

Deno.test("multicast counts groups with their senders, and leaves unicast alone", async () => {
  const list = [toGroup("10.0.0.1").udp(), toGroup("10.0.0.2").udp(), ethernet().ipv4().udp()];
  assertEquals(await rows(list), [["239.1.2.3", 2, 2, undefined]]);
});

Deno.test("multicast counts groups of IPv6", async () => {
  assertEquals(await rows([ethernet().ipv6({ destination: "ff02::fb" }).udp()]), [
    ["ff02::fb", 1, 1, undefined],
  ]);
});

for (
  const [kind, message, isMember] of [
    ["an IGMPv2 report", [0x16, 0, 0, 0, ...GROUP], true],
    ["an IGMPv1 report", [0x12, 0, 0, 0, ...GROUP], true],
    ["an IGMPv2 leave", [0x17, 0, 0, 0, ...GROUP], false],
    ["an IGMPv2 query", [0x11, 0, 0, 0, ...GROUP], false],
    ["an IGMPv3 report of all sources", [0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, ...GROUP], true],
    ["an IGMPv3 report of no source", [0x22, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0, ...GROUP], false],
    [
      "an IGMPv3 report of one source",
      [0x22, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, ...GROUP, 10, 0, 0, 9],
      true,
    ],
  ] as const
) {
  Deno.test(`multicast takes the sender of ${kind} for ${isMember ? "a" : "no"} member`, async () => {
    const [[, , , members]] =
      (await rows([igmp("10.0.0.7", ...message), toGroup("10.0.0.1").udp()]))
        .filter(([group]) => group === "239.1.2.3");
    assertEquals(members, isMember ? 1 : undefined);
  });
}
