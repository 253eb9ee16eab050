// What a flood of small frames needs is measured by tests/bench/flood.ts, two million of them beside
// tcpdump. Here are as many as the ring holds, so that none may be lost however slow the machine is.
import { assertMatch } from "@std/assert";
import { WhiffCommand } from "./_command.ts";
import { ethernet, ipv4 } from "./_frames.ts";
import { Cable, liveTest } from "./_network.ts";
import type { SendOrder } from "./_sender.ts";

const FRAMES = 200_000;
const UDP = 17;
/** Bytes of an IPv4 payload that make the frame 128 bytes long. */
const PAYLOAD_LENGTH = 128 - 14 - 20;

liveTest("whiff counts a flood by both analyzers and loses no frame", async () => {
  using cable = new Cable();
  await using whiff = await WhiffCommand.listening(cable.receiver, [
    ...["-i", "rx", "-c", String(FRAMES)],
    ...["--plugin", "top-talkers", "--plugin", "protocol-counts"],
  ]);
  const frame = ethernet(ipv4(UDP, PAYLOAD_LENGTH));
  const order: SendOrder = { interface: "tx", frames: [frame], count: FRAMES };
  await cable.sender.runScript("./_sender.ts", JSON.stringify(order));
  const { stdout, stderr } = await whiff.end();
  assertMatch(stderr, /^200000 packets captured$/m);
  assertMatch(stderr, /^0 packets dropped by kernel$/m);
  assertMatch(stdout, /192\.0\.2\.1 .* 200,000 /);
});
