// tests/live/loss_test.ts: a loss that is sure to happen, and what a script learns of it.
import { assertMatch, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { WhiffCommand } from "./_command.ts";
import { send } from "./_follow.ts";
import { ethernet, ipv4 } from "./_frames.ts";
import { Cable, liveTest } from "./_network.ts";

const UDP = 17;
/** More bytes than the smallest ring holds, by far. */
const FLOOD = { frame: ethernet(ipv4(UDP, 1_000)), count: 20_000 };

for (
  const [flags, code] of [
    [["--fail-on-loss"], 11],
    [[], 0],
  ] as const
) {
  liveTest(
    `${["whiff", ...flags].join(" ")} ends with code ${code} when the ring ran over`,
    async () => {
      using cable = new Cable();
      await using whiff = await WhiffCommand.listening(cable.receiver, [
        ...["-i", "rx", "-B", "1024", "--plugin", "loss", "--plugin", "top-talkers"],
        ...flags,
      ]);
      // Nobody reads: what does not fit is lost, however fast the machine is.
      whiff.kill("SIGSTOP");
      await send(cable.sender, "tx", [FLOOD.frame], FLOOD.count);
      whiff.kill("SIGCONT");
      const end = await whiff.interrupt();
      assertStringIncludes(end.stderr, `${FLOOD.count} packets received by filter`);
      const [, captured] = /^(\d+) packets captured$/m.exec(end.stderr) ?? [];
      const [, lost] = /^(\d+) packets dropped by kernel$/m.exec(end.stderr) ?? [];
      assertStrictEquals(Number(captured) + Number(lost), FLOOD.count);
      assertMatch(end.stdout, /\d packets, [\d,]+ lost/);
      assertStrictEquals(end.code, code);
    },
  );
}
