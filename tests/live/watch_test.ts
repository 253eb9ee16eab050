// tests/live/watch_test.ts: plugins that change while packets come.
import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { type CommandEnd, Scratch, WhiffCommand } from "./_command.ts";
import { send } from "./_follow.ts";
import { ARP, ethernet, ipv4 } from "./_frames.ts";
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
          await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 500);
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
  await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 5);
  scratch.write("plugin.ts", VERSION("second", { rest: ", third: 0" }));
  await command.until("it begins anew where third is new");
  await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 7);
  assertEquals(counted(await command.interrupt()), { first: 5, second: 7, third: 0 });
});

for (
  const [does, text, message] of [
    ["does not parse", "export default (\n  p => p..x\n);\n", "plugin.ts:2:10"],
    ["throws", 'throw new Error("not today");\n', "plugin.ts:1:7: Error: not today"],
    ["has a wrong filter", VERSION("second", { filter: "prot 7" }), "the filter of versions"],
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
    await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 4);
    // And it is there for the version that is right again.
    scratch.write("plugin.ts", VERSION("second"));
    await command.until("has taken over");
    await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 3);
    assertEquals(counted(await command.interrupt()), { first: 4, second: 3 });
  });
}

liveTest("whiff --watch has the kernel let through what the new version wants", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const plugin = scratch.write("plugin.ts", VERSION("first"));
  await using command = await watching(cable, plugin);
  await send(cable.sender, "tx", [ethernet(ARP), ethernet(ipv4(UDP, 40))], 10);
  scratch.write("plugin.ts", VERSION("second", { filter: "arp" }));
  await command.until("has taken over");
  await send(cable.sender, "tx", [ethernet(ARP), ethernet(ipv4(UDP, 40))], 8);
  assertEquals(counted(await command.interrupt()), { first: 5, second: 4 });
});
