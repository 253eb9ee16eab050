// core/filter/value_states.ts: what is known of lengths and registers, piece by piece.
import type { Piece } from "./flow_graph.ts";
import { type BpfProgram, type Instruction, Opcode } from "./program.ts";

/** Bytes of the packet at a fixed place, as many of their bits as `mask` has. */
export interface FixedLoad {
  readonly at: number;
  readonly size: 1 | 2 | 4;
  readonly mask: number;
}

/** What holds at one instruction, whichever way led to it. */
export interface State {
  /** At least this many bytes were captured: an earlier load has shown it. */
  readonly checked: number;
  /** Whether the registers are below 2^31, so that signed and unsigned are the same. */
  readonly smallA: boolean;
  readonly smallX: boolean;
  /** What the accumulator holds, if that is simple to say. */
  readonly loaded?: FixedLoad;
}

const NOTHING: State = { checked: 0, smallA: true, smallX: true };

/** The states at the beginnings of pieces. */
export function entryStates(
  program: BpfProgram,
  pieces: readonly Piece[],
): ReadonlyMap<Piece, State> {
  const entries = new Map<Piece, State>();
  const exits = new Map<Piece, State>();
  for (const piece of pieces) {
    const ways = piece.before.map((before) => exits.get(before)!);
    let state = ways.length === 0 ? NOTHING : ways.reduce(both);
    // What the way back brings is not known yet.
    if (piece.isLoop) state = { ...state, smallA: false, smallX: false };
    entries.set(piece, state);
    for (let at = piece.start; at < piece.end; at++) state = stepState(program[at], state);
    exits.set(piece, state);
  }
  return entries;
}

function both(one: State, other: State): State {
  return {
    checked: Math.min(one.checked, other.checked),
    smallA: one.smallA && other.smallA,
    smallX: one.smallX && other.smallX,
    loaded: one.loaded === other.loaded ? one.loaded : undefined,
  };
}

/** What holds after an instruction. */
export function stepState({ code, k }: Instruction, state: State): State {
  const { checked, smallA, smallX, loaded } = state;
  const loading = (size: 1 | 2 | 4, small: boolean): State =>
    k + size < 0x8000_0000
      ? {
        checked: Math.max(checked, k + size),
        smallA: small,
        smallX,
        loaded: { at: k, size, mask: 2 ** (8 * size) - 1 },
      }
      // What lies beside the packet.
      : { checked, smallA: small, smallX };
  switch (code) {
    case Opcode.LoadWord:
      return loading(4, false);
    case Opcode.LoadHalf:
      return loading(2, true);
    case Opcode.LoadByte:
      return loading(1, true);
    case Opcode.LoadIndexedHalf:
    case Opcode.LoadIndexedByte:
      return { checked, smallA: true, smallX };
    case Opcode.LoadImmediate:
      return { checked, smallA: k < 0x8000_0000, smallX };
    case Opcode.LoadXImmediate:
      return { ...state, smallX: k < 0x8000_0000 };
    case Opcode.LoadXHeaderLength:
      return { ...state, checked: Math.max(checked, k + 1), smallX: true };
    case Opcode.AToX:
      return { ...state, smallX: smallA };
    case Opcode.XToA:
      return { checked, smallA: smallX, smallX };
    case Opcode.LoadXLength:
    case Opcode.LoadXMemory:
      return { ...state, smallX: false };
    case Opcode.And:
      return {
        checked,
        smallA: smallA || k < 0x8000_0000,
        smallX,
        loaded: loaded && { ...loaded, mask: (loaded.mask & k) >>> 0 },
      };
    case Opcode.ShiftRight:
      return { checked, smallA: smallA || k > 0, smallX };
    case Opcode.Store:
    case Opcode.StoreX:
      return state;
  }
  // Tests and returns change nothing; all other instructions may have any result.
  return (code & 0x07) >= 5 && (code & 0x07) <= 6 ? state : { checked, smallA: false, smallX };
}
