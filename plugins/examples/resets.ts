// plugins/examples/resets.ts: the shortest analyzer: a function, called for each packet.
import type { Effects, Packet } from "whiff";

export default function resets({ ip, tcp }: Packet, { log }: Effects): void {
  if (ip && tcp?.flags.rst) log("reset", { from: ip.source, to: ip.destination });
}
