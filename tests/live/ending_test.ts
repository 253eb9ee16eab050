// tests/live/ending_test.ts: however a capture ends, what was found is shown and nothing stays behind.
import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { eventually } from "../_patience.ts";
import { Scratch, WhiffCommand } from "./_command.ts";
import { send } from "./_follow.ts";
import { ethernet, ipv4 } from "./_frames.ts";
import { Cable, liveTest } from "./_network.ts";

const ON_RX = ["-i", "rx"];
const FRAME = ethernet(ipv4(17, 100));

liveTest("whiff tells its counts on SIGUSR1, and nothing listens afterwards", async () => {
  using cable = new Cable();
  for (const flags of [[], ["--keep-root"]]) {
    await using command = await WhiffCommand.listening(cable.receiver, [...ON_RX, ...flags]);
    await send(cable.sender, "tx", [FRAME], 3);
    command.kill("SIGUSR1");
    await command.until("3 packets captured, ");
    // Deno opens its debugger on the same signal; by the second answer it would be there.
    await send(cable.sender, "tx", [FRAME], 1);
    await eventually("the fourth packet is told", () => {
      command.kill("SIGUSR1");
      return command.stderr.includes("4 packets captured, ");
    });
    const sockets = Deno.readTextFileSync(`/proc/${command.pid}/net/tcp`).trim().split("\n");
    assertEquals(sockets.slice(1), []);
    assertStrictEquals((await command.interrupt()).code, 0);
  }
});

liveTest(
  "whiff ends soon after SIGINT, however slow an analyzer is, and says what it left",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const plugin = scratch.write(
      "slow.ts",
      `export default () => { for (const end = performance.now() + 2; performance.now() < end;); };`,
    );
    await using command = await WhiffCommand.listening(cable.receiver, [
      ...[...ON_RX, "--plugin", plugin],
    ]);
    // Two milliseconds for each of these is over a minute.
    await send(cable.sender, "tx", [FRAME], 40_000);
    const { code, stderr } = await command.interrupt();
    assertStrictEquals(code, 0, stderr);
    const count = (words: string) =>
      Number(new RegExp(`(\\d+) packets ${words}`).exec(stderr)?.[1]);
    assert(count("captured") < 40_000);
    assertStrictEquals(count("captured") + count("left in the ring at the end"), 40_000);
  },
);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  liveTest(`whiff puts the interface's promiscuous flag back after ${signal}`, async () => {
    using cable = new Cable();
    await using command = await WhiffCommand.listening(cable.receiver, [
      ...[...ON_RX, "--promisc=ioctl"],
    ]);
    assert(cable.receiver.link("rx").flags.includes("PROMISC"));
    command.kill(signal);
    const { code, stderr } = await command.end();
    assertStrictEquals(code, 0, stderr);
    assertEquals(cable.receiver.link("rx").flags.includes("PROMISC"), false);
  });
}

liveTest("whiff has its summary when standard output is full, and says so", async () => {
  using cable = new Cable();
  const script = 'exec "$0" run --allow-ffi "$1" -i rx -c 3 > /dev/full';
  const main = new URL("../../main.ts", import.meta.url).pathname;
  const child = new Deno.Command("ip", {
    args: ["netns", "exec", cable.receiver.name, "sh", "-c", script, Deno.execPath(), main],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stderr: "piped",
  }).spawn();
  const reader = child.stderr.pipeThrough(new TextDecoderStream());
  let stderr = "", sent: Promise<void> | undefined;
  for await (const text of reader) {
    stderr += text;
    if (stderr.includes("listening on")) sent ??= send(cable.sender, "tx", [FRAME], 3);
  }
  await sent;
  assertStrictEquals((await child.status).code, 1, stderr);
  assertStringIncludes(stderr, "Cannot write standard output");
  assertStringIncludes(stderr, "packets captured");
});

for (
  const [does, args, message] of [
    ["a snap length that no frame has", ["-s", "4294967296"], "-s takes 0 to 262144 bytes"],
    ["any beside others", ["-i", "any"], "-i any is every interface already"],
    ["two ways of promiscuous mode", ["-p", "--promisc=ioctl"], "give one of them"],
  ] as const
) {
  liveTest(`whiff refuses ${does} with code 2`, async () => {
    using cable = new Cable();
    await using command = WhiffCommand.start(cable.receiver, [...ON_RX, ...args]);
    const { code, stderr } = await command.end();
    assertStringIncludes(stderr, message);
    assertStrictEquals(code, 2);
  });
}
