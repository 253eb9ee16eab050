import { assertEquals, assertStrictEquals } from "@std/assert";
import { FlowKey } from "../../../core/flow/_key.ts";
import { Packet } from "../../../core/packet.ts";
import { ethernet } from "../../../plugins/testing/mod.ts";
import { OFFICE } from "../../golden/_office.ts";
import { CLIENT, ethernet as framed, SERVER, SYN, tcp, udp } from "./_network.ts";
import { fragment4, fragment6 } from "./_pieces.ts";

/** Frames of every kind that a key may be of. */
const FRAMES: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ["a segment", tcp(CLIENT, SERVER, { flags: SYN })],
  ["a segment with data", tcp(CLIENT, SERVER, { payload: "data" })],
  ["a datagram", udp(CLIENT, SERVER, "data")],
  ["a datagram with padding", Uint8Array.of(...udp(CLIENT, SERVER, "d"), 0, 0, 0)],
  ["IPv6", ethernet().ipv6().tcp().payload("data").bytes],
  ["a VLAN", ethernet().vlan({ id: 5 }).ipv4().udp().bytes],
  ["two VLANs", ethernet().vlan({ id: 5, service: true }).vlan({ id: 7 }).ipv6().udp().bytes],
  ["a first fragment", fragment4(1, 0, true, new Uint8Array(16))],
  ["a later fragment", fragment4(1, 16, false, new Uint8Array(16))],
  ["a fragment of IPv6", fragment6(1, 0, true, new Uint8Array(16))],
  ["a ping", ethernet().ipv4().icmp().bytes],
  ["ARP", ethernet().arp().bytes],
  ["a cut segment", tcp(CLIENT, SERVER, {}).subarray(0, 40)],
  ["an unknown EtherType", framed(0x9999, new Uint8Array(46))],
  ...OFFICE.map(({ bytes }, at) => [`frame ${at} of an office`, bytes] as const),
];

/** What a key says of a frame whose views were asked for before, or were not. */
function keyOf(bytes: Uint8Array, viewed: boolean) {
  const packet = new Packet().setBytes(bytes);
  if (viewed) assertStrictEquals(packet.stack.length >= packet.depth, true);
  const key = new FlowKey(packet.registry);
  const isWhole = key.set(packet, key.vlanOf(packet), 3);
  key.finish();
  const { transport, words, sourcePort, destinationPort, protocol, vlan, isAnswer } = key;
  const { fragment, context, hash } = key;
  if (!isWhole && fragment === undefined) return { isWhole };
  return {
    isWhole,
    ...{ words: [...words].slice(0, key.wordCount), sourcePort, destinationPort, protocol, vlan },
    ...{ isAnswer, context, hash, fragment: fragment?.start },
    transport: transport && [
      transport.start,
      transport.payloadStart,
      transport.payloadEnd,
      transport.wireEnd,
    ],
  };
}

for (const [what, bytes] of FRAMES) {
  Deno.test(`FlowKey of ${what} is the same by numbers and by views`, () => {
    assertEquals(keyOf(bytes, false), keyOf(bytes, true));
  });
}
