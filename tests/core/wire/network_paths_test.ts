// tests/core/wire/network_paths_test.ts: which layer leads to which, in whole packets.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { Packet } from "../../../core/packet.ts";
import { fromHex, loadSeeds } from "../../fuzz/_seeds.ts";

const SEEDS = new Map((await loadSeeds()).map(({ name, bytes }) => [name, bytes]));

function packet(name: string): Packet {
  const bytes = SEEDS.get(`network.ts ${name}`);
  if (bytes === undefined) throw new Error(`no seed is called ${name}`);
  return new Packet().setBytes(bytes);
}

for (
  const [name, path] of [
    ["ipv6 hop by hop", "ethernet:ipv6:ipv6HopByHop:icmpv6"],
    ["ipv6 segment routing", "ethernet:ipv6:ipv6Routing:udp"],
    ["ipv6 fragment first", "ethernet:ipv6:ipv6Fragment:udp"],
    ["ipv6 fragment later", "ethernet:ipv6:ipv6Fragment"],
    ["ipv6 home address", "ethernet:ipv6:ipv6DestinationOptions:udp"],
    ["ipv6 mobility bu", "ethernet:ipv6:mobility"],
    ["ipv4 later fragment", "ethernet:ipv4"],
    ["ah", "ethernet:ipv4:ah:udp"],
    ["esp", "ethernet:ipv4:esp"],
    ["esp in udp", "ethernet:ipv4:udp:udpEncapsulation:esp"],
    ["nat keepalive", "ethernet:ipv4:udp:udpEncapsulation"],
    ["icmp unreachable 3", "ethernet:ipv4:icmp"],
    ["igmp report v3", "ethernet:ipv4:igmp"],
    ["sctp data", "ethernet:ipv4:sctp"],
    ["dccp request", "ethernet:ipv4:dccp"],
    ["udplite", "ethernet:ipv4:udpLite"],
    ["ip in ip", "ethernet:ipv4:ipv4:udp"],
    ["6in4", "ethernet:ipv4:ipv6:udp"],
    ["ip in ipv6", "ethernet:ipv6:ipv4:udp"],
    ["gre all", "ethernet:ipv4:gre:ipv4:udp"],
    ["gre pptp", "ethernet:ipv4:gre:ppp:ipv4:udp"],
    ["gre nvgre", "ethernet:ipv4:gre:ethernet:ipv4:udp"],
    ["gre mpls", "ethernet:ipv4:gre:mpls:ipv4:udp"],
    ["gre erspan i", "ethernet:ipv4:gre:ethernet:ipv4:udp"],
    ["gre erspan ii", "ethernet:ipv4:gre:erspan:ethernet:ipv4:udp"],
    ["gre erspan iii platform", "ethernet:ipv4:gre:erspan:ethernet:ipv4:udp"],
    ["vxlan", "ethernet:ipv4:udp:vxlan:ethernet:ipv4:udp"],
    ["vxlan gpe nsh", "ethernet:ipv4:udp:vxlanGpe:nsh:ipv4:udp"],
    ["geneve options", "ethernet:ipv4:udp:geneve:ipv4:udp"],
    ["gtp-u extension", "ethernet:ipv4:udp:gtp:ipv6:udp"],
    ["gtp-c v2", "ethernet:ipv4:udp:gtp"],
    ["l2tp data all", "ethernet:ipv4:udp:l2tp:ppp:ipv4:udp"],
    ["l2tp v3 ip data", "ethernet:ipv4:l2tpIp"],
    ["teredo auth origin", "ethernet:ipv4:udp:teredo:ipv6:udp"],
    ["nsh ipv6", "ethernet:nsh:ipv6:udp"],
    [
      "deep nest",
      "ethernet:ipv4:ipv4:ipv4:gre:ipv6:ipv4:udp:vxlan:ethernet:ipv4:udp",
    ],
  ] as const
) {
  Deno.test(`Packet decodes "${name}" through`, () => {
    const decoded = packet(name);
    assertStrictEquals(decoded.path, path);
    assertStrictEquals(decoded.fault, undefined);
  });
}

Deno.test("Packet takes a port for a hint: what is no tunnel is no fault", () => {
  // Geneve's port, and a version that Geneve does not have.
  const decoded = new Packet().setBytes(
    fromHex(
      "020000000002 020000000001 0800 4500 0024 0000 0000 4011 0000 c0000201 c6336402" +
        "c350 17c1 0010 0000 ffffffffffffffff",
    ),
  );
  assertStrictEquals(decoded.path, "ethernet:ipv4:udp");
  assertStrictEquals(decoded.fault, undefined);
});

Deno.test("Packet tells a tunnel that is cut as a fault", () => {
  const whole = SEEDS.get("network.ts vxlan")!;
  const decoded = new Packet().setBytes(whole.subarray(0, 14 + 20 + 8 + 4), {
    originalLength: whole.length,
  });
  assertEquals(decoded.fault, {
    fault: 1,
    protocol: "vxlan",
    field: "vni",
    needed: 8,
    available: 4,
    offset: 42,
  });
});

Deno.test("Packet ends after 32 layers, and tells no field of it", () => {
  const decoded = new Packet();
  // A fault of another frame, whose field must not show.
  decoded.setBytes(new Uint8Array(5));
  decoded.setBytes(SEEDS.get("network.ts too many layers")!);
  assertStrictEquals(decoded.layers.length, 32);
  assertEquals([decoded.fault?.fault, decoded.fault?.field, decoded.fault?.needed], [3, "", 0]);
});
