// tests/live/watch_test.ts: plugins that change while packets come.
import {
  assert,
  assertEquals,
  assertMatch,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { ethernet } from "whiff/testing";
import { type CommandEnd, Scratch, WhiffCommand } from "./_command.ts";
import { send } from "./_follow.ts";
import { ARP, ethernet as framed, ipv4 } from "./_frames.ts";
import { Cable, liveTest } from "./_network.ts";

const UDP = 17;

/** A version that counts under a name of its own beside what others have counted. */
const VERSION = (own: string, { filter = "udp", rest = "" } = {}) => `
import { defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "versions",
  filter: "${filter}",
  state: () => ({ first: 0, second: 0${rest} }),
  on: { packet(_packet, { state }) { state.${own}++; } },
  report: ({ state }) => ({
    title: "Versions",
    values: Object.entries(state).map(([key, value]) => ({ key, label: key, value })),
  }),
});
`;

/** What the last report says. */
function counted({ stdout }: CommandEnd): Record<string, number> {
  const reports = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  const { values } = reports.findLast(({ type }) => type === "report");
  return Object.fromEntries(
    Object.entries(values as Record<string, { value: number }>).map((
      [key, { value }],
    ) => [key, value]),
  );
}

/** A capture that watches `plugin.ts`. */
function watching(cable: Cable, plugin: string, permissions?: readonly string[]) {
  return WhiffCommand.listening(
    cable.receiver,
    ["-i", "rx", "--format", "ndjson", "--watch", "--plugin", plugin],
    { permissions },
  );
}

for (const permissions of [["--allow-ffi"], ["--allow-ffi", "--allow-read"]]) {
  liveTest(
    `whiff --watch with ${
      permissions.join(" ")
    } changes versions under load: each packet is seen once`,
    async () => {
      using cable = new Cable();
      using scratch = new Scratch();
      const plugin = scratch.write("plugin.ts", VERSION("first"));
      await using command = await watching(cable, plugin, permissions);
      let sent = 0, changed = false;
      const load = async () => {
        // Until the new version is there, and a while longer.
        for (let more = 3; more > 0; more -= changed ? 1 : 0) {
          await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 500);
          sent += 500;
        }
      };
      const change = async () => {
        scratch.write("plugin.ts", VERSION("second"));
        await command.until("was loaded anew and has taken over\n");
        changed = true;
      };
      await Promise.all([load(), change()]);
      const end = await command.interrupt();
      assertStringIncludes(end.stderr, "0 packets dropped by kernel");
      const { first, second } = counted(end);
      assertStrictEquals(first + second, sent);
      assert(first > 0 && second > 0, `${first} and ${second}`);
    },
  );
}

liveTest("whiff --watch says what cannot be handed over, and begins that anew", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const plugin = scratch.write("plugin.ts", VERSION("first"));
  await using command = await watching(cable, plugin);
  await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 5);
  scratch.write("plugin.ts", VERSION("second", { rest: ", third: 0" }));
  await command.until("it begins anew where third is new");
  await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 7);
  assertEquals(counted(await command.interrupt()), { first: 5, second: 7, third: 0 });
});

for (
  const [does, text, message] of [
    ["does not parse", "export default (\n  p => p..x\n);\n", "plugin.ts:2:10"],
    ["throws", 'throw new Error("not today");\n', "plugin.ts:1:7: Error: not today"],
    [
      "has a wrong filter",
      VERSION("second", { filter: "prot 7" }),
      "plugin.ts: Cannot compile the filter: ",
    ],
    ["imports what is not there", 'import "./other.ts";\nexport default () => {};\n', "other.ts"],
  ] as const
) {
  liveTest(`whiff --watch keeps the old version running when the new one ${does}`, async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const plugin = scratch.write("plugin.ts", VERSION("first"));
    await using command = await watching(cable, plugin);
    scratch.write("plugin.ts", text);
    await command.until("goes on as it was");
    assertStringIncludes(command.stderr, message);
    await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 4);
    // And it is there for the version that is right again.
    scratch.write("plugin.ts", VERSION("second"));
    await command.until("has taken over");
    await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 3);
    assertEquals(counted(await command.interrupt()), { first: 4, second: 3 });
  });
}

liveTest("whiff --watch has the kernel let through what the new version wants", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const plugin = scratch.write("plugin.ts", VERSION("first"));
  await using command = await watching(cable, plugin);
  await send(cable.sender, "tx", [framed(ARP), framed(ipv4(UDP, 40))], 10);
  scratch.write("plugin.ts", VERSION("second", { filter: "arp" }));
  await command.until("has taken over");
  await send(cable.sender, "tx", [framed(ARP), framed(ipv4(UDP, 40))], 8);
  assertEquals(counted(await command.interrupt()), { first: 5, second: 4 });
});

liveTest("whiff --watch loads a plugin anew that imports a file beside it", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  scratch.write("name.ts", 'export const name = "versions";\n');
  const importing = (own: string) =>
    `import { name } from "./name.ts";\n${VERSION(own).replace('"versions"', "name")}`;
  const plugin = scratch.write("plugin.ts", importing("first"));
  await using command = await watching(cable, plugin, ["--allow-ffi", "--allow-read"]);
  await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 2);
  scratch.write("plugin.ts", importing("second"));
  await command.until("has taken over");
  await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 3);
  assertEquals(counted(await command.interrupt()), { first: 2, second: 3 });
});

/** Two datagrams with that payload, one each way, to and from a port. */
function exchange(port: number): string[] {
  return [
    ethernet().ipv4().udp({ sourcePort: 50_000, destinationPort: port }).payload("a").bytes.toHex(),
    ethernet().ipv4({ source: "192.0.2.2", destination: "192.0.2.1" })
      .udp({ sourcePort: port, destinationPort: 50_000 }).payload("b").bytes.toHex(),
  ];
}

liveTest("whiff --watch follows conversations from a version on that asks for them", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const version = (on: string) => `
    import { defineAnalyzer } from "whiff";
    export default defineAnalyzer({ name: "talks", filter: "udp", on: {
      packet: (packet) => console.error("seen", packet.number), ${on} } });`;
  const plugin = scratch.write(
    "plugin.ts",
    version("flowEnd: (flow, { log }) => log(`first ${flow.server.port}`)"),
  );
  await using command = await watching(cable, plugin);
  await send(cable.sender, "tx", exchange(1001), 2);
  await command.until("seen 2");
  scratch.write(
    "plugin.ts",
    version(`flowStart: (flow, { log }) => log(\`begins \${flow.server.port}\`),
             flowEnd: (flow, { log }) => log(\`ends \${flow.server.port} \${flow.toClient.packets}\`)`),
  );
  await command.until(
    "has taken over; it begins anew where it follows conversations (new: on.flowStart)\n",
  );
  await send(cable.sender, "tx", exchange(1002), 2);
  const { stdout } = await command.interrupt();
  const texts = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).text);
  assertEquals(texts, ["begins 1002", "ends 1002 1"]);
});

liveTest("whiff --watch decodes a protocol as the new version defines it", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const version = (port: number, field: string) => `
    import { defineAnalyzer, defineProtocol, field } from "whiff";
    const lamp = defineProtocol({
      name: "lamp",
      over: { udp: ${port} },
      fields: { ${field}: field.u8(0, "brightness") },
    });
    export default defineAnalyzer({
      name: "lamps",
      protocols: [lamp],
      on: {
        packet(packet, { log }) {
          if (packet.dns) log("dns");
          const view = lamp.of(packet);
          if (view) log(JSON.stringify(view));
          console.error("seen", packet.number);
        },
      },
    });`;
  // The first version takes the port of DNS, which gets it back.
  const plugin = scratch.write("plugin.ts", version(53, "level"));
  await using command = await watching(cable, plugin);
  const query = ethernet().ipv4().udp().dns({ name: "example.com" }).bytes.toHex();
  const lamp = ethernet().ipv4().udp({ destinationPort: 4242 }).payload("a").bytes.toHex();
  await send(cable.sender, "tx", [query, lamp], 2);
  await command.until("seen 2");
  scratch.write("plugin.ts", version(4242, "light"));
  await command.until("has taken over\n");
  await send(cable.sender, "tx", [query, lamp], 2);
  const { stdout } = await command.interrupt();
  const texts = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).text);
  assertEquals(texts, ['{"level":0}', "dns", '{"light":97}']);
});

liveTest("whiff --watch counts what all versions did", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const version = (body: string) => `
    import { defineAnalyzer } from "whiff";
    export default defineAnalyzer({
      name: "versions",
      filter: "udp",
      on: {
        packet(packet, { alert }) {
          console.error("seen", packet.number);
          ${body}
        },
      },
    });`;
  const plugin = scratch.write("plugin.ts", version('alert("low", "udp"); throw new Error("no");'));
  await using command = await WhiffCommand.listening(
    cable.receiver,
    ["-i", "rx", "--watch", "--stats", "--plugin", plugin],
  );
  await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 3);
  await command.until("seen 3");
  scratch.write("plugin.ts", version('alert("low", "udp");'));
  await command.until("has taken over\n");
  await send(cable.sender, "tx", [framed(ipv4(UDP, 40))], 4);
  const { stdout, stderr } = await command.interrupt();
  assertMatch(stderr, /^versions +7 +\S+ +0 +\S+ +3$/m);
  assertStringIncludes(stderr, "versions failed 3 times");
  assertStrictEquals(stdout.match(/udp/g)?.length, 1, "one alert in a minute, whoever gives it");
});
