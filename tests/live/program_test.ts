// tests/live/program_test.ts: what is decided before the user's filter, run by a small interpreter.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { liveProgram, type ProgramOptions } from "../../core/capture/_live_program.ts";

const LOOPBACK = 1;
const OUTGOING = 4;
const HOST = 0;
/** ret #77 */
const USER_PROGRAM = Uint8Array.fromHex("060000004d000000");

/** Runs a program on a frame of this interface and packet type; the bytes it keeps. */
function run(program: Uint8Array<ArrayBuffer>, interfaceIndex: number, packetType: number): number {
  const view = new DataView(program.buffer);
  let accumulator = 0;
  for (let at = 0;; at += 8) {
    const operand = view.getUint32(at + 4, true);
    switch (view.getUint16(at, true)) {
      case 0x20: // ld [k]: the interface's index, at SKF_AD_OFF + SKF_AD_IFINDEX
        assertStrictEquals(operand, 0xfffff008);
        accumulator = interfaceIndex;
        break;
      case 0x30: // ldb [k]: the packet type, at SKF_AD_OFF + SKF_AD_PKTTYPE
        assertStrictEquals(operand, 0xfffff004);
        accumulator = packetType;
        break;
      case 0x15: // jeq
        at += 8 * view.getUint8(at + (accumulator === operand ? 2 : 3));
        break;
      case 0x06: // ret
        return operand;
      default:
        throw new Error("An instruction that the program has no use for");
    }
  }
}

const WHOLE = 0xffff_ffff;
const FRAMES = [[LOOPBACK, HOST], [LOOPBACK, OUTGOING], [2, HOST], [2, OUTGOING]] as const;

for (
  const [does, options, kept] of [
    ["cuts", { snapLength: 64 }, [64, 64, 64, 64]],
    ["takes the sent only", { snapLength: 0, sentOnly: true }, [0, WHOLE, 0, WHOLE]],
    ["leaves out lo's second sight", { snapLength: 0, notSentBy: LOOPBACK }, [
      WHOLE,
      0,
      WHOLE,
      WHOLE,
    ]],
    ["takes what is sent by lo, too", { snapLength: 9, notSentBy: LOOPBACK, sentOnly: true }, [
      0,
      9,
      0,
      9,
    ]],
    ["runs the user's program", { snapLength: 9, filter: USER_PROGRAM }, [77, 77, 77, 77]],
    ["runs it after", { snapLength: 9, notSentBy: LOOPBACK, filter: USER_PROGRAM }, [
      77,
      0,
      77,
      77,
    ]],
  ] as const satisfies readonly (readonly [string, ProgramOptions, readonly number[]])[]
) {
  Deno.test(`liveProgram() ${does}`, () => {
    const program = liveProgram(options)!;
    assertEquals(FRAMES.map(([index, type]) => run(program, index, type)), [...kept]);
  });
}

Deno.test("liveProgram() is none when all is taken whole", () => {
  assertStrictEquals(liveProgram({ snapLength: 0 }), undefined);
});
