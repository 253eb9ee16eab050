// tests/live/sandbox_test.ts: what a plugin cannot do, whatever Deno was started with.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { ATTEMPTS, BURGLAR } from "./_burglar.ts";
import { Scratch, WhiffCommand } from "./_command.ts";
import { send } from "./_follow.ts";
import { ethernet, ipv4 } from "./_frames.ts";
import { Cable, liveTest } from "./_network.ts";

const UDP = 17;

/** Ways to start Deno: the documented one, and with every right that there is. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  "--allow-ffi alone": ["--allow-ffi"],
  "everything allowed": ["--allow-all"],
};

for (const [way, permissions] of Object.entries(WAYS)) {
  liveTest(`whiff started with ${way} lets a plugin do nothing but compute`, async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const plugin = scratch.write("burglar.ts", BURGLAR);
    await using command = await WhiffCommand.listening(
      cable.receiver,
      ["-i", "rx", "--format", "ndjson", "--plugin", plugin],
      { permissions },
    );
    await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))]);
    await settled(command, cable, 2);
    const end = await command.interrupt();
    const reports = end.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    const { values } = reports.find(({ type }) => type === "report");
    const outcomes = Object.entries(values as Record<string, { value: string }>)
      .map(([name, { value }]) => [name, value]);
    assertEquals(
      outcomes.filter(([name, value]) => name.includes(":") && value !== "refused"),
      [],
    );
    assertStrictEquals(outcomes.length, 3 * (Object.keys(ATTEMPTS).length + 1));
  });
}

/** Sends on until so many rounds of attempts have said that they are finished. */
async function settled(command: WhiffCommand, cable: Cable, rounds: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))]);
    if (command.stderr.split("finished").length > rounds) return;
  }
}
