import { assertEquals } from "@std/assert";
import { conversation, ethernet, packets, replay } from "whiff/testing";
import ports from "../../analyzers/ports.ts";

const TRAFFIC = packets.merged(
  conversation({ client: "10.0.0.1" }).send("hello").close().packets,
  conversation({ client: "10.0.0.2", startSeconds: 1_700_000_001 }).close().packets,
  [ethernet().ipv4({ source: "10.0.0.3" }).udp().dns(), ethernet().ipv4().icmp()],
);

/** The rows as `[service, packets, clients, servers]`. */
async function rows(options: Record<string, string | number> = {}) {
  const { report } = await replay(ports, TRAFFIC, { options });
  const [{ rows, other }] = report!.tables!;
  return [...rows, ...(other === undefined ? [] : [other])]
    .map(({ service, packets, clients, servers }) => [service, packets, clients, servers]);
}

Deno.test("ports counts both directions for the service, and its clients and servers", async () => {
  assertEquals(await rows(), [["80/tcp", 14, 2, 1], ["53/udp", 1, 1, 1]]);
});

Deno.test("ports sums up what it has no row for", async () => {
  assertEquals(await rows({ rows: 1 }), [["80/tcp", 14, 2, 1], ["other", 1, undefined, undefined]]);
});

Deno.test("ports sorts by what it is told to", async () => {
  const many = packets.repeat(
    3,
    "1s",
    (k) => ethernet().ipv4({ source: `10.0.1.${k}` }).udp({ destinationPort: 123 }),
  );
  const large = ethernet().ipv4().udp({ destinationPort: 53 }).payload(new Uint8Array(1000));
  const first = async (sort: string) => {
    const { report } = await replay(ports, [...many, large], { options: { sort } });
    return report!.tables![0].rows[0].service;
  };
  assertEquals([await first("bytes"), await first("clients")], ["53/udp", "123/udp"]);
});
