// tests/live/state_test.ts: `--state` through libc, by the user that whiff has become.
import { assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { Scratch, WhiffCommand } from "./_command.ts";
import { send } from "./_follow.ts";
import { ethernet, ipv4 } from "./_frames.ts";
import { Cable, liveTest } from "./_network.ts";

const UDP = 17;
const PLUGIN = `
import { Counter, defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "kept",
  filter: "udp",
  state: () => ({ packets: new Counter<string>(10) }),
  on: { packet: (_packet, { state }) => state.packets.add("all") },
  report: ({ state }) => ({
    title: "Kept",
    values: [{ key: "packets", label: "Packets", value: state.packets.get("all") }],
  }),
});
`;

/** A capture that ends after three packets, with its state in that folder. */
function capture(cable: Cable, scratch: Scratch, folder: string): WhiffCommand {
  return WhiffCommand.start(cable.receiver, [
    ...["-i", "rx", "-c", "3", "--format", "ndjson", "--plugin", `${scratch.directory}/kept.ts`],
    ...["--state", folder],
  ]);
}

liveTest(
  "whiff --state goes on where the last capture ended, without read or write rights",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    scratch.write("kept.ts", PLUGIN);
    const folder = `${scratch.directory}/state`;
    Deno.mkdirSync(folder);
    Deno.chmodSync(folder, 0o777);
    const counted: number[] = [];
    for (let runs = 0; runs < 2; runs++) {
      await using command = capture(cable, scratch, folder);
      await command.until("listening on");
      await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 3);
      const { stdout } = await command.end();
      counted.push(JSON.parse(stdout.trimEnd().split("\n").at(-1)!).values.packets.value);
    }
    assertEquals(counted, [3, 6]);
  },
);

liveTest(
  "whiff --state says before the first packet that the folder is not its user's",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    scratch.write("kept.ts", PLUGIN);
    const folder = `${scratch.directory}/state`;
    Deno.mkdirSync(folder, { mode: 0o755 });
    await using command = capture(cable, scratch, folder);
    const { code, stdout, stderr } = await command.end();
    assertStringIncludes(stderr, "make it theirs (chown), or name its owner with -Z");
    assertEquals([code, stdout], [1, ""]);
    assertStrictEquals([...Deno.readDirSync(folder)].length, 0);
  },
);
