// core/filter/interpreter.ts: runs a program one instruction after the other; the plain reference.
import { Ancillary, type BpfProgram, loadSize, Opcode } from "./program.ts";

/**
 * What is known of a packet beside its bytes. Programs ask for it by loads from
 * negative offsets; without it such loads reject the packet, as in libpcap.
 */
export interface Auxiliary {
  /** As packet(7) has it: 4 is a packet that this host sent. */
  readonly packetType: number;
  readonly interfaceIndex: number;
  /** The tag that was taken out of the frame, its priority bits too. */
  readonly vlanTag: number;
  readonly vlanTagPresent: boolean;
}

/**
 * Runs a program over a packet.
 *
 * @param start Where the packet begins in `bytes`.
 * @param capturedLength Bytes of it that are there; no load goes beyond.
 * @param originalLength Bytes of it on the wire: what `len` is.
 * @returns How many bytes of the packet to keep; 0 rejects it.
 * @throws {RangeError} for a program that is not valid.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { DROP_ALL } from "./program.ts";
 * assertStrictEquals(interpret(DROP_ALL, Uint8Array.of(1, 2, 3), 0, 3, 3), 0);
 * ```
 */
export function interpret(
  program: BpfProgram,
  bytes: Uint8Array,
  start: number,
  capturedLength: number,
  originalLength: number,
  auxiliary?: Auxiliary,
): number {
  const memory = new Uint32Array(16);
  let [a, x] = [0, 0];
  const load = (at: number, size: number): number => {
    if (at + size > capturedLength) return ancillary(at, auxiliary);
    let value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + bytes[start + at + index];
    return value;
  };
  for (let at = 0; at < program.length; at++) {
    const { code, jt, jf, k } = program[at];
    const operand = (code & 0x08) !== 0 ? x : k;
    let loaded = 0;
    switch (code) {
      case Opcode.LoadImmediate:
        a = k;
        continue;
      case Opcode.LoadLength:
        a = originalLength;
        continue;
      case Opcode.LoadMemory:
        a = memory[k];
        continue;
      case Opcode.LoadWord:
      case Opcode.LoadHalf:
      case Opcode.LoadByte:
        loaded = load(k, loadSize(code));
        if (loaded < 0) return 0;
        a = loaded;
        continue;
      case Opcode.LoadIndexedWord:
      case Opcode.LoadIndexedHalf:
      case Opcode.LoadIndexedByte:
        loaded = load(x + k, loadSize(code));
        // Facts beside the packet have fixed places only.
        if (loaded < 0 || x + k >= capturedLength) return 0;
        a = loaded;
        continue;
      case Opcode.LoadXImmediate:
        x = k;
        continue;
      case Opcode.LoadXLength:
        x = originalLength;
        continue;
      case Opcode.LoadXMemory:
        x = memory[k];
        continue;
      case Opcode.LoadXHeaderLength:
        if (k >= capturedLength) return 0;
        x = (bytes[start + k] & 0x0f) * 4;
        continue;
      case Opcode.Store:
        memory[k] = a;
        continue;
      case Opcode.StoreX:
        memory[k] = x;
        continue;
      case Opcode.AToX:
        x = a;
        continue;
      case Opcode.XToA:
        a = x;
        continue;
      case Opcode.Negate:
        a = -a >>> 0;
        continue;
      case Opcode.ReturnConstant:
        return k;
      case Opcode.ReturnAccumulator:
        return a;
      case Opcode.Jump:
        // A walk along headers jumps back (see HeaderWalk).
        at += k | 0;
        continue;
    }
    switch (code & ~0x08) {
      case Opcode.Add:
        a = (a + operand) >>> 0;
        break;
      case Opcode.Subtract:
        a = (a - operand) >>> 0;
        break;
      case Opcode.Multiply:
        a = Math.imul(a, operand) >>> 0;
        break;
      case Opcode.Divide:
        if (operand === 0) return 0;
        a = Math.floor(a / operand);
        break;
      case Opcode.Modulo:
        if (operand === 0) return 0;
        a = a % operand;
        break;
      case Opcode.And:
        a = (a & operand) >>> 0;
        break;
      case Opcode.Or:
        a = (a | operand) >>> 0;
        break;
      case Opcode.Xor:
        a = (a ^ operand) >>> 0;
        break;
      case Opcode.ShiftLeft:
        a = operand > 31 ? 0 : (a << operand) >>> 0;
        break;
      case Opcode.ShiftRight:
        a = operand > 31 ? 0 : a >>> operand;
        break;
      case Opcode.JumpEqual:
        at += a === operand ? jt : jf;
        break;
      case Opcode.JumpGreater:
        at += a > operand ? jt : jf;
        break;
      case Opcode.JumpGreaterEqual:
        at += a >= operand ? jt : jf;
        break;
      case Opcode.JumpSet:
        at += (a & operand) !== 0 ? jt : jf;
        break;
      default:
        throw new RangeError(`Cannot run instruction ${at}: its code is ${code}`);
    }
  }
  throw new RangeError("Cannot run the program: it does not return");
}

/** A fact beside the packet, or -1 when there is none at this offset. */
export function ancillary(offset: number, auxiliary: Auxiliary | undefined): number {
  if (auxiliary === undefined) return -1;
  switch (offset) {
    case Ancillary.PacketType:
      return auxiliary.packetType;
    case Ancillary.InterfaceIndex:
      return auxiliary.interfaceIndex;
    case Ancillary.VlanTag:
      return auxiliary.vlanTag;
    case Ancillary.VlanTagPresent:
      return auxiliary.vlanTagPresent ? 1 : 0;
    default:
      return -1;
  }
}
