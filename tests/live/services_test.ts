// tests/live/services_test.ts: SSH and DHCP between common clients and servers.
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { Scratch, WhiffCommand } from "./_command.ts";
import { logged } from "./_events.ts";
import { Cable, liveTest } from "./_network.ts";
import { Program } from "./_program.ts";

/** A user's plugin: what both sides call themselves. */
const BANNERS = `
import { defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "banners",
  filter: "tcp",
  on: {
    ssh({ flow, client, server }, { log }) {
      log({ client, server, address: String(flow.server.address), port: flow.server.port });
    },
  },
});
`;

liveTest(
  "ssh tells what OpenSSH and Dropbear call themselves, on any port",
  async () => {
    using cable = Cable.addressed();
    using scratch = new Scratch();
    const { sender, receiver } = cable;
    const key = `${scratch.directory}/key`;
    receiver.run("dropbearkey", "-t", "ed25519", "-f", key);
    const command = ["dropbear", "-F", "-E", "-r", key, "-P", `${scratch.directory}/pid`];
    const ports = ["-p", "22", "-p", "2022"];
    await using _server = await Program.serving(receiver, [...command, ...ports], "Not background");
    await using whiff = await WhiffCommand.listening(receiver, [
      ...["-i", "rx", "--format", "ndjson", "--plugin", scratch.write("banners.ts", BANNERS)],
    ]);
    const options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"];
    for (const [port, address] of [["22", "192.0.2.2"], ["2022", "2001:db8::2"]]) {
      const args = [...options, "-o", "UserKnownHostsFile=/dev/null", "-p", port, address, "true"];
      // It is not let in: nobody has given it a key.
      sender.run("sh", "-c", `ssh ${args.join(" ")} || true`);
    }
    const { code, stdout, stderr } = await whiff.interrupt();
    assertStrictEquals(code, 0, stderr);
    const banners = logged(stdout, "banners");
    assertEquals(banners.map(({ address, port }) => [address, port]), [
      ["192.0.2.2", 22],
      ["2001:db8::2", 2022],
    ]);
    for (const { client, server } of banners) {
      assertMatch(String(client), /^SSH-2\.0-OpenSSH_/);
      assertMatch(String(server), /^SSH-2\.0-dropbear_/);
    }
  },
  "ssh",
  "dropbear",
  "dropbearkey",
);

/** A user's plugin: every message. */
const LEASES = `
import { defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "messages",
  filter: "udp port 67",
  on: {
    dhcp({ messageName, fromClient, transactionId, ...message }, { log }) {
      const { yourAddress, serverIdentifier, hostName, leaseTime, routers } = message;
      const texts = [yourAddress, serverIdentifier ?? [], routers ?? []].flat().map(String);
      const told = [messageName, hostName, leaseTime, ...texts].join(" ");
      log({ told, fromClient, transactionId });
    },
  },
});
`;

liveTest(
  "dhcp tells the four messages of a lease, and the analyzer the lease",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const { sender, receiver } = cable;
    receiver.ip("address", "add", "192.0.2.2/24", "dev", "rx");
    await using whiff = await WhiffCommand.listening(receiver, [
      ...["-i", "rx", "--format", "ndjson", "--plugin", "dhcp"],
      ...["--plugin", scratch.write("messages.ts", LEASES)],
    ]);
    await using _server = await Program.serving(receiver, [
      ...["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--pid-file=", "--user=root"],
      ...["--port=0", "--interface=rx", "--bind-interfaces", "--no-ping", "--dhcp-authoritative"],
      ...["--dhcp-range=192.0.2.50,192.0.2.50,1h", "--dhcp-option=option:router,192.0.2.1"],
      `--dhcp-leasefile=${scratch.directory}/leases`,
    ], "started");
    sender.run(
      ...["busybox", "udhcpc", "-i", "tx", "-f", "-q", "-n", "-t", "9", "-T", "1"],
      ...["-x", "hostname:client", "-s", "/bin/true"],
    );
    const { code, stdout, stderr } = await whiff.interrupt();
    assertStrictEquals(code, 0, stderr);
    const messages = logged(stdout, "messages");
    assertEquals(messages.map(({ told }) => told), [
      "Discover client  0.0.0.0",
      "Offer  3600 192.0.2.50 192.0.2.2 192.0.2.1",
      "Request client  0.0.0.0 192.0.2.2",
      "ACK client 3600 192.0.2.50 192.0.2.2 192.0.2.1",
    ]);
    assertEquals(messages.map(({ fromClient }) => fromClient), [true, false, true, false]);
    const leases = logged(stdout, "dhcp");
    assertEquals(leases.map(({ address, server }) => [address, server]), [
      ["192.0.2.50", "192.0.2.2"],
    ]);
    assert(messages.every(({ transactionId }) => transactionId === messages[0].transactionId));
  },
  "busybox",
  "dnsmasq",
);
