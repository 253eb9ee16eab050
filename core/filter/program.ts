// core/filter/program.ts: classic BPF programs, bpf(4) and linux/filter.h.

/** One instruction: `struct sock_filter`. */
export interface Instruction {
  /** What to do; one of {@linkcode Opcode} for programs of ours. */
  readonly code: number;
  /** Instructions to skip if the test holds, 0 to 255. */
  readonly jt: number;
  /** Instructions to skip if it does not. */
  readonly jf: number;
  /** The operand, 0 to 2^32 - 1. */
  readonly k: number;
}

/** A program; execution begins at its first instruction and only goes forward. */
export type BpfProgram = readonly Instruction[];

/** The instructions that exist (linux/filter.h: class, size, mode, operation, source). */
export const Opcode = {
  LoadImmediate: 0x00,
  LoadWord: 0x20,
  LoadHalf: 0x28,
  LoadByte: 0x30,
  LoadIndexedWord: 0x40,
  LoadIndexedHalf: 0x48,
  LoadIndexedByte: 0x50,
  LoadMemory: 0x60,
  LoadLength: 0x80,
  LoadXImmediate: 0x01,
  LoadXMemory: 0x61,
  LoadXLength: 0x81,
  /** X becomes four times the low half of a byte: the length of an IPv4 header. */
  LoadXHeaderLength: 0xb1,
  Store: 0x02,
  StoreX: 0x03,
  Add: 0x04,
  Subtract: 0x14,
  Multiply: 0x24,
  Divide: 0x34,
  Or: 0x44,
  And: 0x54,
  ShiftLeft: 0x64,
  ShiftRight: 0x74,
  Negate: 0x84,
  Modulo: 0x94,
  Xor: 0xa4,
  Jump: 0x05,
  JumpEqual: 0x15,
  JumpGreater: 0x25,
  JumpGreaterEqual: 0x35,
  JumpSet: 0x45,
  ReturnConstant: 0x06,
  ReturnAccumulator: 0x16,
  AToX: 0x07,
  XToA: 0x87,
} as const;

/** Added to the code of arithmetic and of tests: the operand is X and not `k`. */
export const OPERAND_X = 0x08;

/** Loads from here on are facts beside the packet (linux/filter.h, `SKF_AD_OFF`). */
export const FIRST_ANCILLARY = 0xffff_f000;

/** Whether an instruction asks for such a fact. */
export function isAncillary({ code, k }: Pick<Instruction, "code" | "k">): boolean {
  return FIXED_LOADS.has(code) && k >= FIRST_ANCILLARY;
}

const FIXED_LOADS: ReadonlySet<number> = new Set([
  Opcode.LoadWord,
  Opcode.LoadHalf,
  Opcode.LoadByte,
]);

/** Bytes that a load instruction reads (linux/bpf_common.h, `BPF_SIZE`). */
export function loadSize(code: number): 1 | 2 | 4 {
  switch (code & 0x18) {
    case 0x10:
      return 1;
    case 0x08:
      return 2;
    default:
      return 4;
  }
}

/** Facts that the kernel keeps beside a packet, as loads from negative offsets (linux/filter.h). */
export const Ancillary = {
  PacketType: 0xffff_f004,
  InterfaceIndex: 0xffff_f008,
  VlanTag: 0xffff_f02c,
  VlanTagPresent: 0xffff_f030,
} as const;

/** The longest program that the kernel takes (linux/bpf_common.h, `BPF_MAXINSNS`). */
export const LONGEST_PROGRAM = 4096;

/** Accepts nothing: attached while another filter takes effect, so that nothing unfiltered slips in. */
export const DROP_ALL: BpfProgram = [{ code: Opcode.ReturnConstant, jt: 0, jf: 0, k: 0 }];

/** Bytes of one `struct sock_filter`. */
const INSTRUCTION_LENGTH = 8;

/**
 * A program as the kernel reads it: `struct sock_filter[]`, in the byte order
 * of this machine.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(encodeProgram(DROP_ALL).length, 8);
 * ```
 */
export function encodeProgram(program: BpfProgram): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(program.length * INSTRUCTION_LENGTH);
  const view = new DataView(bytes.buffer);
  const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  program.forEach(({ code, jt, jf, k }, index) => {
    const at = index * INSTRUCTION_LENGTH;
    view.setUint16(at, code, littleEndian);
    view.setUint8(at + 2, jt);
    view.setUint8(at + 3, jf);
    view.setUint32(at + 4, k, littleEndian);
  });
  return bytes;
}

const SCRATCH_CELLS = 16;
const CODES: ReadonlySet<number> = new Set(Object.values(Opcode));
/** The instructions that use scratch memory. */
export const MEMORY_CODES: ReadonlySet<number> = new Set([
  Opcode.LoadMemory,
  Opcode.LoadXMemory,
  Opcode.Store,
  Opcode.StoreX,
]);

/**
 * Says why a program is none that may run, or `undefined` when it may: known
 * instructions, jumps forward and inside, no division by a constant 0, scratch
 * cells that exist, and an end that returns.
 */
export function invalidity(program: BpfProgram): string | undefined {
  if (program.length === 0) return "it is empty";
  for (const [index, { code, jt, jf, k }] of program.entries()) {
    const place = `instruction ${index}`;
    const kind = code & 0x07;
    const takesX = (kind === 4 && (code & 0xf0) !== 0x80) || (kind === 5 && code !== Opcode.Jump);
    const known = CODES.has(code) ||
      (takesX && (code & OPERAND_X) !== 0 && CODES.has(code & ~OPERAND_X));
    if (!known) return `${place} has the unknown code ${code}`;
    if (MEMORY_CODES.has(code) && k >= SCRATCH_CELLS) return `${place} uses scratch cell ${k}`;
    if ((code === Opcode.Divide || code === Opcode.Modulo) && k === 0) {
      return `${place} divides by zero`;
    }
    if (code === Opcode.Jump && index + 1 + k >= program.length) return `${place} jumps out`;
    if (kind === 5 && code !== Opcode.Jump && index + 1 + Math.max(jt, jf) >= program.length) {
      return `${place} jumps out`;
    }
  }
  const last = program[program.length - 1].code;
  if (last !== Opcode.ReturnConstant && last !== Opcode.ReturnAccumulator) {
    return "it does not end with a return";
  }
  return undefined;
}
