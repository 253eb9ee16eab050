// tests/bench/applications_bench.ts: what an application costs when nobody asks, and when somebody does.
// `deno bench -A tests/bench/applications_bench.ts`
//
// One iteration is 1,000 packets, so 1 ms is 1 µs for each. "not asked" is the claim of
// laziness: it is the same for each protocol, and what link to transport cost. "first field"
// finds the protocol and reads its head; "all fields" is what JSON costs, printing left out.
import { Packet } from "../../core/packet.ts";
import { loadSeeds, type Seed } from "../fuzz/_seeds.ts";

const PACKETS = 1_000;

/** The seeds of one protocol each, which stand for it. */
const CASES: readonly (readonly [protocol: string, seed: string])[] = [
  ["dns", "dns a query"],
  ["dns", "dns all sections and the options of EDNS"],
  ["dhcp", "dhcp an offer with every option that it knows"],
  ["dhcpv6", "dhcpv6 a reply with every option that it knows"],
  ["ntp", "ntp an answer"],
  ["tls", "tls a ClientHello"],
  ["dtls", "dtls a hello with a cookie, and what is encrypted after it"],
  ["http", "http a request"],
  ["quic", "quic an initial packet"],
  ["nbns", "nbns a query"],
  ["sip", "sip a request"],
  ["snmp", "snmp a request of version 1"],
  ["bgp", "bgp an open message"],
  ["stun", "stun a success with a hidden IPv4 address"],
];

const seeds = await loadSeeds();
const packet = new Packet();
/** Read by nobody; written, so that nothing is optimised away. */
let seen = 0;

function seedOf(name: string): Seed {
  const seed = seeds.find((one) => one.name.endsWith(` ${name}`));
  if (seed === undefined) throw new Error(`Cannot bench ${name}: there is no such seed`);
  return seed;
}

function bench(group: string, name: string, bytes: Uint8Array, use: (packet: Packet) => void) {
  Deno.bench({
    group,
    name,
    fn() {
      for (let n = 0; n < PACKETS; n++) {
        packet.setBytes(bytes);
        use(packet);
      }
    },
  });
}

for (const [protocol, name] of CASES) {
  const { bytes } = seedOf(name);
  bench(name, "not asked", bytes, (packet) => seen += packet.depth);
  bench(name, "first field", bytes, (packet) => seen += packet.view(protocol)?.payloadStart ?? 0);
  bench(name, "all fields", bytes, (packet) => {
    for (const _ in packet.view(protocol)?.toJSON()) seen++;
  });
}

// A hello's fingerprints are hashed anew for each asking.
const hello = seedOf("tls a ClientHello").bytes;
bench("fingerprints", "ja3", hello, (packet) => seen += packet.tls?.clientHello?.ja3?.length ?? 0);
bench("fingerprints", "ja4", hello, (packet) => seen += packet.tls?.clientHello?.ja4?.length ?? 0);
