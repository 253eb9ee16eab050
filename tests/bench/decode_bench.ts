// tests/bench/decode_bench.ts: what decoding costs, for each way from link to transport.
//
//     deno bench -A tests/bench/decode_bench.ts
//
// Each run decodes a thousand frames, so that microseconds a run are nanoseconds
// a packet. The frames lie apart in memory, as in a ring.
import { Packet } from "../../core/packet.ts";
import { LINK_TYPE } from "../../core/wire/select.ts";
import { loadSeeds, type Seed } from "../fuzz/_seeds.ts";

const FRAMES = 1_000;
/** Bytes between the frames' beginnings, as in a ring. */
const STRIDE = 512;
const ETHERNET = LINK_TYPE | 1;

const seeds = await loadSeeds();

function seed(name: string): Seed {
  const found = seeds.find((one) => one.name === `network.ts ${name}`);
  if (found === undefined) throw new Error(`no seed is called ${name}`);
  return found;
}

/** A piece of memory with a thousand frames, which are those of `names` in turn. */
function ring(names: readonly string[]): { bytes: Uint8Array; lengths: Uint16Array } {
  const bytes = new Uint8Array(FRAMES * STRIDE);
  const lengths = new Uint16Array(FRAMES);
  for (let k = 0; k < FRAMES; k++) {
    const frame = seed(names[k % names.length]).bytes;
    bytes.set(frame, k * STRIDE);
    lengths[k] = frame.length;
  }
  return { bytes, lengths };
}

/** Registers a bench that decodes the frames, and asks of each what `use` asks. */
function bench(
  group: string,
  name: string,
  names: readonly string[],
  use: (packet: Packet) => number = (packet) => packet.depth,
): void {
  const { bytes, lengths } = ring(names);
  const packet = new Packet();
  packet.bytes = bytes;
  let sum = 0;
  Deno.bench({
    group,
    name,
    fn() {
      for (let k = 0; k < FRAMES; k++) {
        packet.start = k * STRIDE;
        packet.capturedLength = packet.originalLength = lengths[k];
        packet.decode(ETHERNET);
        sum += use(packet);
      }
      // What is never looked at may be left out by the compiler.
      if (sum === 0) throw new Error("nothing was decoded");
    },
  });
}

for (
  const [name, ...names] of [
    ["IPv4, UDP", "udp no checksum"],
    ["IPv4, TCP", "tcp mptcp dss"],
    ["IPv6, TCP", "tcp over ipv6"],
    ["IPv6, UDP", "udp over ipv6"],
    ["IPv4, ICMP", "icmp echo"],
    ["IPv6, ICMPv6", "icmpv6 echo"],
    ["IPv4, SCTP", "sctp data"],
    ["IPv4, TCP and UDP in turn", "tcp syn", "udp no checksum"],
    [
      "six ways in turn",
      "tcp syn",
      "udp no checksum",
      "tcp over ipv6",
      "icmp echo",
      "gre",
      "vxlan",
    ],
  ]
) bench("link to transport", name, names);

for (
  const name of [
    "ipv6 hop by hop",
    "ipv6 segment routing",
    "ipv6 fragment first",
    "ah",
    "ip in ip",
    "6in4",
    "gre all",
    "gre erspan ii",
    "vxlan",
    "geneve options",
    "gtp-u extension",
    "l2tp data",
    "teredo",
    "deep nest",
  ]
) bench("extension headers and tunnels", name, [name]);

bench(
  "accessors",
  "TCP's ports and flags",
  ["tcp sack"],
  ({ tcp }) => tcp!.sourcePort + tcp!.destinationPort + tcp!.flags.bits,
);
bench(
  "accessors",
  "TCP's timestamp, without a list",
  ["tcp sack"],
  ({ tcp }) => tcp!.timestampValue!,
);
bench("accessors", "TCP's options, as a list", ["tcp sack"], ({ tcp }) => tcp!.options!.length);
bench("accessors", "TCP's checksum", ["tcp sack"], ({ tcp }) => tcp!.checksumStatus.length);
bench("accessors", "SCTP's chunks, as a list", ["sctp data"], ({ sctp }) => sctp!.chunks.length);
bench("accessors", "SCTP's checksum", ["sctp data"], ({ sctp }) => sctp!.checksumStatus.length);
bench(
  "accessors",
  "ICMP's quoted ports",
  ["icmp unreachable 3"],
  ({ icmp }) => icmp!.quoted!.destinationPort!,
);
