// tests/bench/containers_bench.ts: what containers cost for each packet. `deno bench -A tests/bench/containers_bench.ts`
//
// One iteration is 65,536 packets, so 1 ms is 15 ns for each. "the views alone" reads
// the addresses and counts nothing: the rest is the container's.
import { Address } from "../../core/wire/address.ts";
import {
  Counter,
  Distinct,
  key,
  PerKey,
  Quantiles,
  Rate,
  Series,
  TopK,
} from "../../plugins/containers/mod.ts";
import { pick, random } from "../plugins/containers/_stream.ts";

const PACKETS = 65_536;
const HOSTS = 5_000;
const ADDRESS_BYTES = 16;

const next = random(1);
const ring = Uint8Array.from({ length: (HOSTS + 1) * ADDRESS_BYTES }, () => pick(next, 256));
/** Which host each packet is from: the first ones most. */
const hosts = Int32Array.from({ length: PACKETS }, () => pick(next, HOSTS) * next());
const names = Array.from({ length: HOSTS }, (_, host) => `host-${host}.example.org`);

const source = new Address(), destination = new Address();
const view = (packet: number, kind: number) => source.at(ring, hosts[packet] * ADDRESS_BYTES, kind);
const peer = (packet: number, kind: number) =>
  destination.at(ring, (hosts[packet] + 1) * ADDRESS_BYTES, kind);

/** What the benches make of the packets goes here, so that none of it is optimised away. */
let sink = 0;

/** A bench over all packets. */
function bench(
  group: string,
  name: string,
  each: (packet: number) => void,
  baseline = false,
): void {
  Deno.bench({
    group,
    name,
    baseline,
    fn() {
      for (let packet = 0; packet < PACKETS; packet++) each(packet);
    },
  });
}

bench("IPv4", "the views alone", (packet) => {
  sink ^= view(packet, 4).word(0);
});
const map = new Map<number, number>();
bench("IPv4", "Map by number", (packet) => {
  const host = view(packet, 4).word(0);
  map.set(host, (map.get(host) ?? 0) + 100);
}, true);
const byText = new Map<string, number>();
bench("IPv4", "Map by text", (packet) => {
  const host = view(packet, 4).toString();
  byText.set(host, (byText.get(host) ?? 0) + 100);
});
const top4 = new TopK<Address>(10_000);
bench("IPv4", "TopK", (packet) => top4.add(view(packet, 4), 100));
const counter = new Counter<Address>(10_000);
bench("IPv4", "Counter", (packet) => counter.add(view(packet, 4)));
const distinct = new Distinct<Address>();
bench("IPv4", "Distinct", (packet) => distinct.add(view(packet, 4)));
const rate = new Rate<Address>(10_000, { max: 10_000 });
bench("IPv4", "Rate", (packet) => {
  sink ^= rate.hit(view(packet, 4), packet);
});
const perKey = new PerKey<Address, Quantiles>(10_000, () => new Quantiles());
bench("IPv4", "PerKey of Quantiles", (packet) => perKey.get(view(packet, 4)).add(packet));

const top6 = new TopK<Address>(10_000);
bench("other keys", "TopK by IPv6", (packet) => top6.add(view(packet, 16), 100), true);
const pairs = new TopK<[Address, Address]>(10_000);
bench("other keys", "TopK by two IPv4", (packet) => {
  pairs.add(key(view(packet, 4), peer(packet, 4)), 100);
});
const topNames = new TopK<string>(10_000);
bench("other keys", "TopK by text", (packet) => topNames.add(names[hosts[packet]], 100));

const small = new TopK<Address>(500);
bench("more keys than room", "TopK of 500, 5,000 hosts", (packet) => {
  small.add(view(packet, 4), 100);
}, true);
let scanned = 0;
const scan = new TopK<number>(10_000);
bench("more keys than room", "TopK of 10,000, a new key each time", () => scan.add(scanned++, 100));

const quantiles = new Quantiles();
bench("without keys", "Quantiles", (packet) => quantiles.add(packet), true);
const series = new Series();
bench("without keys", "Series", (packet) => series.add(packet));
