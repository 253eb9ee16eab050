// core/filter/printer.ts: programs as tcpdump prints them with -d, -dd and -ddd.
import { Ancillary, type BpfProgram, type Instruction, Opcode, OPERAND_X } from "./program.ts";

/** Names that libpcap gives facts beside the packet. */
const ANCILLARY_NAMES: ReadonlyMap<number, string> = new Map([
  [Ancillary.PacketType, "type"],
  [Ancillary.InterfaceIndex, "ifidx"],
  [Ancillary.VlanTag, "vlan_tci"],
  [Ancillary.VlanTagPresent, "vlanp"],
]);

const MNEMONICS: ReadonlyMap<number, string> = new Map([
  [Opcode.LoadImmediate, "ld"],
  [Opcode.LoadWord, "ld"],
  [Opcode.LoadHalf, "ldh"],
  [Opcode.LoadByte, "ldb"],
  [Opcode.LoadIndexedWord, "ld"],
  [Opcode.LoadIndexedHalf, "ldh"],
  [Opcode.LoadIndexedByte, "ldb"],
  [Opcode.LoadMemory, "ld"],
  [Opcode.LoadLength, "ld"],
  [Opcode.LoadXImmediate, "ldx"],
  [Opcode.LoadXMemory, "ldx"],
  [Opcode.LoadXLength, "ldx"],
  [Opcode.LoadXHeaderLength, "ldxb"],
  [Opcode.Store, "st"],
  [Opcode.StoreX, "stx"],
  [Opcode.Add, "add"],
  [Opcode.Subtract, "sub"],
  [Opcode.Multiply, "mul"],
  [Opcode.Divide, "div"],
  [Opcode.Modulo, "mod"],
  [Opcode.And, "and"],
  [Opcode.Or, "or"],
  [Opcode.Xor, "xor"],
  [Opcode.ShiftLeft, "lsh"],
  [Opcode.ShiftRight, "rsh"],
  [Opcode.Negate, "neg"],
  [Opcode.Jump, "ja"],
  [Opcode.JumpEqual, "jeq"],
  [Opcode.JumpGreater, "jgt"],
  [Opcode.JumpGreaterEqual, "jge"],
  [Opcode.JumpSet, "jset"],
  [Opcode.ReturnConstant, "ret"],
  [Opcode.ReturnAccumulator, "ret"],
  [Opcode.AToX, "tax"],
  [Opcode.XToA, "txa"],
]);

/** Arithmetic whose constant is printed in hexadecimal: masks. */
const HEXADECIMAL: ReadonlySet<number> = new Set([Opcode.And, Opcode.Or, Opcode.Xor]);

/**
 * A line for each instruction, as `tcpdump -d` prints them.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { DROP_ALL } from "./program.ts";
 * assertStrictEquals(printListing(DROP_ALL), "(000) ret      #0");
 * ```
 */
export function printListing(program: BpfProgram): string {
  return program.map((instruction, index) => {
    const place = `(${String(index).padStart(3, "0")})`;
    const text = `${mnemonicOf(instruction).padEnd(8)} ${operandOf(instruction, index)}`;
    if (!isTest(instruction)) return `${place} ${text}`;
    const [jt, jf] = [instruction.jt, instruction.jf].map((skip) => index + 1 + skip);
    return `${place} ${text.padEnd(25)} jt ${jt}\tjf ${jf}`;
  }).join("\n");
}

/** A C initializer, as `tcpdump -dd` prints it. */
export function printC(program: BpfProgram): string {
  return program.map(({ code, jt, jf, k }) =>
    `{ 0x${code.toString(16)}, ${jt}, ${jf}, 0x${k.toString(16).padStart(8, "0")} },`
  ).join("\n");
}

/** The count and then a line of decimal numbers for each instruction, as `tcpdump -ddd`. */
export function printDecimal(program: BpfProgram): string {
  const lines = program.map(({ code, jt, jf, k }) => `${code} ${jt} ${jf} ${k}`);
  return [program.length, ...lines].join("\n");
}

function isTest({ code }: Instruction): boolean {
  return (code & 0x07) === 0x05 && code !== Opcode.Jump;
}

function mnemonicOf({ code }: Instruction): string {
  return MNEMONICS.get(code) ?? MNEMONICS.get(code & ~OPERAND_X) ?? "unimp";
}

function operandOf(instruction: Instruction, index: number): string {
  const { code, k } = instruction;
  switch (code) {
    case Opcode.LoadWord:
    case Opcode.LoadHalf:
    case Opcode.LoadByte:
      return `[${ANCILLARY_NAMES.get(k) ?? k}]`;
    case Opcode.LoadIndexedWord:
    case Opcode.LoadIndexedHalf:
    case Opcode.LoadIndexedByte:
      return `[x + ${k | 0}]`;
    case Opcode.LoadMemory:
    case Opcode.LoadXMemory:
    case Opcode.Store:
    case Opcode.StoreX:
      return `M[${k}]`;
    case Opcode.LoadLength:
    case Opcode.LoadXLength:
      return "#pktlen";
    case Opcode.LoadXHeaderLength:
      return `4*([${k}]&0xf)`;
    case Opcode.LoadImmediate:
    case Opcode.LoadXImmediate:
      return `#0x${k.toString(16)}`;
    case Opcode.ReturnConstant:
      return `#${k}`;
    case Opcode.Jump:
      return String(index + 1 + (k | 0));
    case Opcode.AToX:
    case Opcode.XToA:
    case Opcode.Negate:
    case Opcode.ReturnAccumulator:
      return "";
  }
  if ((code & OPERAND_X) !== 0) return "x";
  return isTest(instruction) || HEXADECIMAL.has(code) ? `#0x${k.toString(16)}` : `#${k}`;
}
