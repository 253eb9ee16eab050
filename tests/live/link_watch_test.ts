import { assertEquals } from "@std/assert";
import { Cable, liveTest, type Namespace } from "./_network.ts";

/** A watch's last word: what happened, and who is up. */
interface Heard {
  readonly events: string[];
  readonly up: string[];
}

/** What a watch heard of while `act` ran, without reading in between. */
async function heard(namespace: Namespace, act: () => void): Promise<Heard> {
  await using watch = await namespace.startScript("./_watch.ts");
  act();
  watch.kill("SIGUSR1");
  return JSON.parse(await watch.nextLine());
}

liveTest("LinkWatch.take() tells what happened, in order", async () => {
  using cable = new Cable();
  const { receiver } = cable;
  const { events, up } = await heard(receiver, () => {
    receiver.ip("link", "set", "dev", "rx", "down");
    receiver.ip("link", "set", "dev", "rx", "name", "eth7");
    receiver.ip("link", "set", "dev", "eth7", "up");
    receiver.ip("link", "add", "name", "bridge", "type", "bridge");
    receiver.ip("link", "del", "dev", "eth7");
  });
  assertEquals(events, [
    "down rx",
    "renamed eth7",
    "up eth7",
    "added bridge",
    "down eth7",
    "removed eth7",
  ]);
  assertEquals(up, ["lo"]);
});

liveTest("LinkWatch.take() tells the outcome when there was too much to hear", async () => {
  using cable = new Cable();
  const { receiver } = cable;
  const { events, up } = await heard(receiver, () => {
    receiver.ip("link", "del", "dev", "rx");
    receiver.ip("link", "add", "name", "bridge", "type", "bridge");
    const toggles = Array.from(
      { length: 500 },
      (_, i) => `link set dev bridge ${i % 2 === 0 ? "up" : "down"}\n`,
    );
    receiver.batch(toggles.join("") + "link set dev bridge up\n");
  });
  const ends = events.filter((event) => /^(added|removed) /.test(event));
  assertEquals(ends, ["removed rx", "added bridge"]);
  assertEquals(up, ["lo", "bridge"]);
});
