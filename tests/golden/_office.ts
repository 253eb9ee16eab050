// tests/golden/_office.ts: a few minutes of a small network with something for every analyzer.
import {
  conversation,
  Direction,
  ethernet,
  type PacketBuilder,
  packets,
  START_SECONDS,
} from "whiff/testing";
import { certificateMessage, clientHello, serverHello } from "../analyzers/_tls.ts";
import { handshake, sides } from "../analyzers/_tcp.ts";

/** The list, so many milliseconds later. */
function later(ms: number, list: readonly PacketBuilder[]): PacketBuilder[] {
  return list.map((packet) => packet.later(ms));
}

const PC = "192.168.1.10", SERVER = "192.168.1.2", ROUTER = "192.168.1.1";
const PC_MAC = "02:00:00:00:00:10", ROUTER_MAC = "02:00:00:00:00:01";
const fromPc = ethernet({ source: PC_MAC, destination: ROUTER_MAC });
const fromRouter = ethernet({ source: ROUTER_MAC, destination: PC_MAC });

/** Who is there: the PC, the router, and somebody who claims the PC's address. */
const addresses = packets.spaced("10ms", [
  fromPc.arp({ senderHardwareAddress: PC_MAC, senderProtocolAddress: PC }),
  fromRouter.arp({
    operation: "reply",
    senderHardwareAddress: ROUTER_MAC,
    senderProtocolAddress: ROUTER,
  }),
  ethernet().arp({ senderHardwareAddress: "02:00:00:00:00:66", senderProtocolAddress: PC }),
  fromPc.arp({ senderHardwareAddress: PC_MAC, senderProtocolAddress: PC }),
]);

/** An acknowledgment by which the PC gets its address for an hour. */
function dhcpAck(): PacketBuilder {
  const bytes = new Uint8Array(240);
  bytes.set([2, 1, 6, 0, 0, 0, 0, 9]);
  bytes.set([192, 168, 1, 10], 16);
  bytes.set([2, 0, 0, 0, 0, 0x10], 28);
  bytes.set([99, 130, 83, 99], 236);
  const options = [
    53,
    1,
    5,
    54,
    4,
    192,
    168,
    1,
    1,
    51,
    4,
    0,
    0,
    0x0e,
    0x10,
    12,
    2,
    0x70,
    0x63,
    255,
  ];
  return fromRouter.ipv4({ source: ROUTER, destination: PC })
    .udp({ sourcePort: 67, destinationPort: 68 }).payload(Uint8Array.from([...bytes, ...options]));
}

const ask = fromPc.ipv4({ source: PC, destination: ROUTER });
const told = fromRouter.ipv4({ source: ROUTER, destination: PC });
const port = { sourcePort: 40_053, destinationPort: 53 };
const back = { sourcePort: 53, destinationPort: 40_053 };
const names = packets.spaced("15ms", [
  ask.udp(port).dns({ id: 1, name: "www.example.com" }),
  told.udp(back).dns({ id: 1, name: "www.example.com", response: true, answers: [SERVER] }),
  ask.udp(port).dns({ id: 2, name: "nowhere.example" }),
  told.udp(back).dns({ id: 2, name: "nowhere.example", responseCode: 3 }),
  ask.udp(port).dns({ id: 3, name: "lost.example" }),
]);

const web = conversation({ client: PC, server: SERVER, interval: "5ms" })
  .send("GET /index.html?x=1 HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
  .answer(`HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${"x".repeat(5000)}`)
  .send("GET /missing HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
  .answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
  .close().packets;

const secret = conversation({ client: PC, clientPort: 49_200, server: SERVER, serverPort: 443 })
  .send(clientHello("www.example.com"))
  .answer(serverHello(0x0301))
  .answer(certificateMessage({ notAfter: "231101000000Z" }))
  .reset().packets;

/** A connection with a segment sent again, a window that closes, and a hole of 500 bytes. */
const ill = sides({ client: PC, server: SERVER, serverPort: 22 });
const illness = packets.spaced("20ms", [
  ...handshake(ill),
  ill.client("PA", 1, 101, 100),
  ill.client("PA", 1, 101, 100),
  ill.server("A", 101, 101, 0, 0),
  ill.client("PA", 601, 101, 100),
]);

const scan = packets.repeat(
  20,
  "5ms",
  (k) => sides({ client: "192.168.1.66", server: SERVER, serverPort: 1000 + k }).client("S", 0),
);

const ping = ask.icmp({ sequenceNumber: 1 }), pong = told.icmp({ type: 0, sequenceNumber: 1 });
const quoted = ask.udp(port).bytes.slice(14);
const trouble = packets.spaced("8ms", [
  ping,
  pong,
  ask.icmp({ sequenceNumber: 2 }),
  told.icmp({ type: 3, code: 3 }).payload(quoted),
  told.icmp({ type: 5, code: 1, identifier: 0xc0a8, sequenceNumber: 0x01fe }).payload(quoted),
]);

const group = packets.spaced("100ms", [
  fromPc.ipv4({ source: PC, destination: "239.1.2.3" }).udp().payload(new Uint8Array(300)),
  fromPc.vlan({ id: 30, priority: 5 }).ipv4({ source: PC, destination: "239.1.2.3" }).udp()
    .payload(new Uint8Array(1000)),
  ethernet().vlan({ id: 100, service: true }).vlan({ id: 20 }).ipv6({ destination: "ff02::fb" })
    .udp(),
]);

/** All of it, in the order of time, half a second from one thing to the next. */
export const OFFICE: readonly PacketBuilder[] = packets.merged(
  ...[addresses, [dhcpAck()], names, web, secret, illness, scan, trouble, group]
    .map((list, at) => later(at * 500, list)),
  // What was open then is over by now.
  later(130_250, [ask.udp({ destinationPort: 123 }).at(START_SECONDS, 0)]),
).map((packet, at) => packet.going(at % 3 === 0 ? Direction.Inbound : Direction.Outbound));
