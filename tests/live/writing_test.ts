// tests/live/writing_test.ts: -w on a live capture: whole files, whatever ends them.
import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { CaptureFileError } from "../../core/capture/capture_file_error.ts";
import { openCapture } from "../../core/capture/open.ts";
import { PcapngSource } from "../../core/capture/pcapng.ts";
import { bytesInput } from "../../core/capture/byte_stream.ts";
import { eventually } from "../_patience.ts";
import { Scratch, WhiffCommand } from "./_command.ts";
import { send } from "./_follow.ts";
import { ethernet, ipv4 } from "./_frames.ts";
import { Cable, liveTest } from "./_network.ts";

const ON_RX = ["-i", "rx"];
/** The user `nobody`, on every Linux (linux/highuid.h). */
const NOBODY = 65_534;
const FRAME = ethernet(ipv4(17, 100));

/** How many whole packets a capture file has; throws when it is damaged. */
async function packetsIn(path: string): Promise<number> {
  using source = await openCapture(bytesInput(Deno.readFileSync(path)));
  let packets = 0;
  for await (const batch of source) while (batch.next()) packets++;
  return packets;
}

for (const name of ["all.pcapng", "all.pcap"]) {
  liveTest(`whiff -w ${name} keeps every packet, and tells the drops`, async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const path = `${scratch.directory}/${name}`;
    await using command = await WhiffCommand.listening(cable.receiver, [...ON_RX, "-w", path]);
    await send(cable.sender, "tx", [FRAME], 1000);
    const { code, stdout } = await command.interrupt();
    assertStrictEquals(code, 0);
    assertStrictEquals(stdout, "");
    assertStrictEquals(await packetsIn(path), 1000);
  });
}

liveTest("whiff -w tells the host, the filter, and the interface with its alias", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  cable.receiver.ip("link", "set", "dev", "rx", "alias", "uplink to the lab");
  const path = `${scratch.directory}/told.pcapng`;
  const args = [...ON_RX, "-c", "1", "-w", path, "udp", "or", "icmp"];
  await using command = await WhiffCommand.listening(cable.receiver, args);
  await send(cable.sender, "tx", [FRAME], 1);
  assertStrictEquals((await command.end()).code, 0);
  using source = await openCapture(bytesInput(Deno.readFileSync(path)));
  const [{ name, description, filter }] = source.interfaces;
  assertEquals([name, description, filter], ["rx", "uplink to the lab", "udp or icmp"]);
  if (!(source instanceof PcapngSource)) throw new TypeError("it is no pcapng");
  assertStrictEquals(source.section.hardware, Deno.hostname());
});

liveTest("whiff -w - writes to a pipe, and nothing else", async () => {
  using cable = new Cable();
  await using command = await WhiffCommand.listening(cable.receiver, [
    ...ON_RX,
    "-w",
    "-",
    "-c",
    "5",
  ]);
  await send(cable.sender, "tx", [FRAME], 5);
  const { code, stdout } = await command.end();
  assertStrictEquals(code, 0);
  // The section header block's type, as it stands in the file (pcapng, section 4.1).
  assertStringIncludes(stdout.slice(0, 8), "\n\r\r\n");
});

liveTest("whiff -C goes on making files after root was given up", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const path = `${scratch.directory}/ring.pcap`;
  await using command = await WhiffCommand.listening(cable.receiver, [
    ...[...ON_RX, "-w", path, "-C", "1"],
  ]);
  // 25,000 records of 158 bytes are four files of a million bytes.
  await send(cable.sender, "tx", [FRAME], 25_000);
  const { code, stderr } = await command.interrupt();
  assertStrictEquals(code, 0, stderr);
  assertStringIncludes(stderr, "keeps CAP_DAC_OVERRIDE");
  const files = [...Deno.readDirSync(scratch.directory)].map(({ name }) => name).sort();
  assertEquals(files, ["ring.pcap", "ring.pcap1", "ring.pcap2", "ring.pcap3"]);
  let packets = 0;
  for (const file of files) packets += await packetsIn(`${scratch.directory}/${file}`);
  assertStrictEquals(packets, 25_000);
});

liveTest(
  "whiff -w and -C make files of the user that it runs on as; one that was there stays whose it is",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const [path, kept] = ["ring.pcap", "kept.pcap"].map((name) => `${scratch.directory}/${name}`);
    Deno.writeTextFileSync(kept, "");
    for (const args of [["-w", path, "-C", "1"], ["-w", kept]]) {
      await using command = await WhiffCommand.listening(cable.receiver, [
        ...[...ON_RX, "-Z", "nobody", ...args],
      ]);
      await send(cable.sender, "tx", [FRAME], 8_000);
      assertStrictEquals((await command.interrupt()).code, 0);
    }
    const owners = [path, `${path}1`, kept].map((file) => Deno.statSync(file).uid);
    assertEquals(owners, [NOBODY, NOBODY, 0]);
  },
);

liveTest(
  "whiff -C and -G leave an earlier capture as it is when a plugin does not load",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    for (const flag of ["-C", "-G"]) {
      const path = scratch.write("old.pcap", "an earlier capture");
      const args = [...ON_RX, flag, "1", "-w", path, "--eval", "p => p.nothing"];
      await using command = WhiffCommand.start(cable.receiver, args);
      assertStrictEquals((await command.end()).code, 4);
      assertStrictEquals(Deno.readTextFileSync(path), "an earlier capture");
    }
  },
);

liveTest("whiff -G -W ends with the time of its last file, though no packet follows", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const path = `${scratch.directory}/two-seconds.pcap`;
  const args = [...ON_RX, "--print", "-G", "2", "-W", "1", "-w", path];
  await using command = await WhiffCommand.listening(cable.receiver, args);
  await send(cable.sender, "tx", [FRAME], 3);
  const { code, stdout, stderr } = await command.end();
  assertStrictEquals(code, 0, stderr);
  const packets = await packetsIn(path);
  assertStrictEquals(stdout.split("\n").length - 1, packets);
  assertStringIncludes(stderr, `${packets} packets captured`);
});

liveTest("whiff -w leaves whole packets behind after kill -9", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const path = `${scratch.directory}/killed.pcapng`;
  await using command = await WhiffCommand.listening(cable.receiver, [...ON_RX, "-U", "-w", path]);
  await send(cable.sender, "tx", [FRAME], 100);
  // -U has each packet in the file at once; but a write may be seen half done.
  const halfDone = (error: unknown) => {
    if (error instanceof CaptureFileError) return 0;
    throw error;
  };
  await eventually(
    "the last packet is in the file",
    async () => await packetsIn(path).catch(halfDone) === 100,
  );
  command.kill("SIGKILL");
  await command.end();
  assertStrictEquals(await packetsIn(path), 100);
});

liveTest("whiff -w says how many packets are safe when the disk is full", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const mount = (...args: string[]) => {
    const { success } = new Deno.Command("mount", { args }).outputSync();
    assert(success, "cannot mount a tmpfs");
  };
  mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", scratch.directory);
  try {
    const path = `${scratch.directory}/full.pcapng`;
    await using command = await WhiffCommand.listening(cable.receiver, [...ON_RX, "-w", path]);
    await send(cable.sender, "tx", [FRAME], 10_000);
    const { code, stderr } = await command.end();
    assertStrictEquals(code, 1, stderr);
    const [, safe] = /([\d,]+) packets are safe/.exec(stderr) ?? [];
    assertStrictEquals(await packetsIn(path), Number(safe.replaceAll(",", "")));
    assertStringIncludes(stderr, "packets captured");
  } finally {
    new Deno.Command("umount", { args: [scratch.directory] }).outputSync();
  }
});

liveTest(
  "whiff --save writes what analyzers save and why; -w all, with the same comments",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const plugin = scratch.write(
      "saver.ts",
      `import { defineAnalyzer } from "whiff";
     export default defineAnalyzer({ name: "saver", on: { packet(packet, { savePacket }) {
       if (packet.number % 10 === 0) savePacket(packet, "every tenth");
     } } });`,
    );
    const [all, some] = [`${scratch.directory}/all.pcapng`, `${scratch.directory}/some.pcapng`];
    await using command = await WhiffCommand.listening(cable.receiver, [
      ...[...ON_RX, "-c", "100", "--plugin", plugin, "-w", all, "--save", some],
    ]);
    await send(cable.sender, "tx", [FRAME], 100);
    assertStrictEquals((await command.end()).code, 0);
    for (const [path, packets] of [[all, 100], [some, 10]] as const) {
      using source = await openCapture(bytesInput(Deno.readFileSync(path)));
      const comments: (string | undefined)[] = [];
      for await (const batch of source) while (batch.next()) comments.push(batch.comment);
      assertStrictEquals(comments.length, packets);
      assertStrictEquals(comments.filter((text) => text === "saver: every tenth").length, 10);
    }
  },
);
