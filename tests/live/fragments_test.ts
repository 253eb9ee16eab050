// tests/live/fragments_test.ts: datagrams that the kernel cuts, each given once and whole.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { Scratch, WhiffCommand } from "./_command.ts";
import { logged } from "./_events.ts";
import { Cable, liveTest } from "./_network.ts";

const LENGTH = 8000, PORT = 9000;
const PINGS = 2, PING_LENGTH = 4000;

/** A user's plugin: conversations at their end, chosen by what only whole datagrams of IPv6 show. */
const PLUGIN = `
import { defineAnalyzer } from "whiff";
const side = ({ packets, bytes, payloadBytes }) => [packets, bytes, payloadBytes].join(" ");
export default defineAnalyzer({
  name: "fragments",
  filter: "udp port ${PORT}" +
    " or icmp[icmptype] = icmp-echo or icmp[icmptype] = icmp-echoreply" +
    " or icmp6[icmp6type] = icmp6-echo or icmp6[icmp6type] = icmp6-echoreply",
  on: {
    flowEnd({ protocol, client, toServer, toClient }, { log }) {
      log({ told: [protocol, client.address, side(toServer), side(toClient)].join(" ") });
    },
  },
});
`;

/** What a datagram costs on the wire in fragments: each has the headers, and \`room\` bytes at most. */
function onWire(datagram: number, header: number, room: number, times = 1): string {
  const fragments = Math.ceil(datagram / room);
  return `${times * fragments} ${times * (fragments * header + datagram)}`;
}

const ETHERNET = 14, IPV4 = 20, IPV6 = 40, FRAGMENT = 8, UDP = 8, ICMP = 8;
/** A multiple of eight that fits into 1500 bytes. */
const ROOM_4 = 1480, ROOM_6 = 1448;

liveTest(
  "flowEnd has datagrams that came in fragments whole, and counts their frames",
  async () => {
    using cable = Cable.addressed();
    using scratch = new Scratch();
    const { sender, receiver } = cable;
    await using whiff = await WhiffCommand.listening(receiver, [
      ...["-i", "rx", "--format", "ndjson", "--plugin", scratch.write("fragments.ts", PLUGIN)],
    ]);
    for (const address of ["192.0.2.2", "2001:db8::2"]) {
      sender.run("ping", "-q", "-c", `${PINGS}`, "-i", "0.01", "-s", `${PING_LENGTH}`, address);
      sender.run("bash", "-c", `dd if=/dev/zero bs=${LENGTH} count=1 >/dev/udp/${address}/${PORT}`);
    }
    const { code, stdout, stderr } = await whiff.interrupt();
    assertStrictEquals(code, 0, stderr);
    const echo4 = onWire(ICMP + PING_LENGTH, ETHERNET + IPV4, ROOM_4, PINGS);
    const echo6 = onWire(ICMP + PING_LENGTH, ETHERNET + IPV6 + FRAGMENT, ROOM_6, PINGS);
    const datagram4 = onWire(UDP + LENGTH, ETHERNET + IPV4, ROOM_4);
    const datagram6 = onWire(UDP + LENGTH, ETHERNET + IPV6 + FRAGMENT, ROOM_6);
    const told = logged(stdout, "fragments").map((one) => String(one.told));
    assertEquals(told.sort(), [
      `icmp 192.0.2.1 ${echo4} ${PINGS * PING_LENGTH} ${echo4} ${PINGS * PING_LENGTH}`,
      `icmpv6 2001:db8::1 ${echo6} ${PINGS * PING_LENGTH} ${echo6} ${PINGS * PING_LENGTH}`,
      `udp 192.0.2.1 ${datagram4} ${LENGTH} 0 0 0`,
      `udp 2001:db8::1 ${datagram6} ${LENGTH} 0 0 0`,
    ]);
  },
  "ping",
  "bash",
);
