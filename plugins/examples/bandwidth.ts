// plugins/examples/bandwidth.ts: how much goes out of and into networks of one's own.
import { Counter, defineAnalyzer, key, type KeyPart, Network, option, table } from "whiff";

export default defineAnalyzer({
  name: "bandwidth",
  description: "Bandwidth by network prefix, in and out",
  filter: "ip or ip6",
  options: { networks: option.text("10.0.0.0/8,192.168.0.0/16", "prefixes, with commas") },
  state: ({ networks }) => ({
    networks: networks.split(",").map(Network.parse),
    bytes: new Counter<[KeyPart, KeyPart]>(1_000),
  }),
  on: {
    packet({ ip, originalLength }, { state: { networks, bytes } }) {
      for (const network of networks) {
        if (network.contains(ip!.source)) bytes.add(key(`${network}`, "out"), originalLength);
        if (network.contains(ip!.destination)) bytes.add(key(`${network}`, "in"), originalLength);
      }
    },
  },
  report: ({ state: { networks, bytes }, elapsedMs }) => ({
    title: "Bandwidth",
    tables: [table({
      columns: [
        { key: "network", label: "Network" },
        { key: "out", label: "Out", unit: "bits/s" },
        { key: "in", label: "In", unit: "bits/s" },
      ],
      rows: networks.map((network) => ({
        network: `${network}`,
        out: bytes.get(key(`${network}`, "out")) * 8_000 / elapsedMs,
        in: bytes.get(key(`${network}`, "in")) * 8_000 / elapsedMs,
      })),
    })],
  }),
});
