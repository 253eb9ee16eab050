// core/filter/cooked.ts: programs for the socket of `-i any`, where there is no header to look at.
import { type BpfProgram, FIRST_ANCILLARY, type Instruction, Opcode } from "./program.ts";

/** Bytes of the Linux cooked header, version 2 (LINKTYPE_LINUX_SLL2). */
const HEADER_LENGTH = 20;

/**
 * The header's fields by offset: the kernel's fact (linux/filter.h, after
 * `SKF_AD_OFF`), and the loads that may ask for it.
 */
const FACTS: ReadonlyMap<number, { readonly fact: number; readonly load: number }> = new Map([
  [0, { fact: FIRST_ANCILLARY + 0, load: Opcode.LoadHalf }], // protocol
  [4, { fact: FIRST_ANCILLARY + 8, load: Opcode.LoadWord }], // interface index
  [8, { fact: FIRST_ANCILLARY + 28, load: Opcode.LoadHalf }], // ARPHRD_ type
  [10, { fact: FIRST_ANCILLARY + 4, load: Opcode.LoadByte }], // packet type
]);

const ABSOLUTE_LOADS: ReadonlySet<number> = new Set([
  Opcode.LoadWord,
  Opcode.LoadHalf,
  Opcode.LoadByte,
]);
const OFFSET_LOADS: ReadonlySet<number> = new Set([
  Opcode.LoadIndexedWord,
  Opcode.LoadIndexedHalf,
  Opcode.LoadIndexedByte,
  Opcode.LoadXHeaderLength,
]);

/**
 * A program for LINUX_SLL2 frames, changed so that it gives the same answers on
 * a cooked socket, where the kernel runs it from the network header on, and
 * knows by itself what the cooked header would say (packet(7), `SOCK_DGRAM`).
 * Throws a `RangeError` for a program that looks at other bytes of the header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { compileFilter } from "./mod.ts";
 * const { program } = compileFilter("ip", { linkType: 276, live: true });
 * assertStrictEquals(cookedProgram(program)[0].k, 0xfffff000);
 * ```
 */
export function cookedProgram(program: BpfProgram): BpfProgram {
  return program.map((instruction) => {
    if (ABSOLUTE_LOADS.has(instruction.code)) return absolute(instruction);
    if (OFFSET_LOADS.has(instruction.code)) return behindHeader(instruction);
    return instruction;
  });
}

function absolute(instruction: Instruction): Instruction {
  const known = FACTS.get(instruction.k);
  if (known !== undefined && known.load === instruction.code) {
    return { ...instruction, k: known.fact };
  }
  // Facts that the kernel is asked for already stay as they are.
  return instruction.k >= FIRST_ANCILLARY ? instruction : behindHeader(instruction);
}

function behindHeader(instruction: Instruction): Instruction {
  if (instruction.k < HEADER_LENGTH) {
    throw new RangeError(
      `Cannot look at byte ${instruction.k} of the link header on all interfaces at once; ` +
        "capture on one interface with -i NAME",
    );
  }
  return { ...instruction, k: instruction.k - HEADER_LENGTH };
}
