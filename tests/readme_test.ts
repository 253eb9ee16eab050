// tests/readme_test.ts: every command of the README, run.
import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { MemorySource } from "../core/capture/memory.ts";
import { createOutput } from "../core/capture/deno_file.ts";
import { PcapngWriter } from "../core/capture/pcapng_writer.ts";
import { Scratch, WhiffCommand } from "./live/_command.ts";
import { send } from "./live/_follow.ts";
import { ethernet, ipv4 } from "./live/_frames.ts";
import { Cable, liveTest } from "./live/_network.ts";

const ROOT = new URL("../", import.meta.url);
const README = Deno.readTextFileSync(new URL("README.md", ROOT));

/** The commands of the README's shell blocks, without the remarks behind them. */
const COMMANDS: readonly string[] = [...README.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block.split("\n"))
  .map((line) => line.replace(/ +# .*$/, "").trim())
  .filter((line) => line !== "");

/** The plugin that the README tells people to save. */
const PLUGIN = /```ts\n(\/\/ mytalkers\.ts[\s\S]*?)```/.exec(README)?.[1] ?? "";

/** The arguments of a command, as a shell would split them. */
function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

Deno.test("README has its commands in shell blocks, and the plugin", () => {
  assert(COMMANDS.length > 10);
  assertStringIncludes(PLUGIN, "defineAnalyzer");
});

for (const task of ["demo", "test"]) {
  Deno.test(`README's npx command for ${task} stands alone on its line and names a task`, () => {
    assert(README.split("\n").includes(`npx --yes deno@2.9.6 task ${task}`));
    const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
    assert(task in tasks);
  });
}

for (const command of COMMANDS.filter((command) => command.startsWith("deno run "))) {
  Deno.test(`README's command works: ${command}`, async () => {
    using scratch = new Scratch();
    const source = new MemorySource([{ bytes: frame(), seconds: 1 }, {
      bytes: frame(),
      seconds: 2,
    }]);
    using writer = new PcapngWriter(
      createOutput(`${scratch.directory}/all.pcapng`),
      source.interfaces,
    );
    for await (const batch of source) while (batch.next()) writer.write(batch);
    writer.close();
    Deno.copyFileSync(`${scratch.directory}/all.pcapng`, `${scratch.directory}/capture.pcapng`);
    scratch.write("mytalkers.ts", PLUGIN);
    const args = words(command).slice(1)
      .map((word) => word === "main.ts" ? new URL("main.ts", ROOT).pathname : word);
    const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: scratch.directory,
      stdin: "null",
    }).output();
    assertStrictEquals(code, 0, new TextDecoder().decode(stderr));
    // A filter for something else prints nothing, and that is right.
    if (!command.includes("icmp6")) assert(stdout.length > 0);
  });
}

for (const command of COMMANDS.filter((command) => command.startsWith("sudo deno run "))) {
  liveTest(`README's command works: ${command}`, async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    scratch.write("mytalkers.ts", PLUGIN);
    // The interface is called rx here, and what is without end is ended by us.
    const args = words(command).slice(5).map((word) => word === "eth0" ? "rx" : word);
    cable.receiver.ip("address", "add", "192.0.2.2/24", "dev", "rx");
    cable.receiver.ip("route", "add", "default", "via", "192.0.2.1");
    await using running = await WhiffCommand.listening(cable.receiver, args, {
      directory: scratch.directory,
    });
    await send(cable.sender, "tx", [ethernet(ipv4(17, 40))], 10);
    const { code, stderr } = await running.interrupt();
    assertStrictEquals(code, 0, stderr);
    assertStringIncludes(stderr, "0 packets dropped by kernel");
  });
}

liveTest(
  "README's demonstration captures what it makes itself, and ends with the reports",
  async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "demo"],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stdout);
    assertStrictEquals(code, 0, new TextDecoder().decode(stderr));
    const missing = ["Top talkers", "Protocol counts", "http", "dns", "tcp", "udp"]
      .filter((word) => !text.includes(word));
    assertEquals(missing, []);
  },
);

/** A UDP datagram over IPv4. */
function frame(): Uint8Array {
  const hex = ethernet(ipv4(17, 40));
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}
