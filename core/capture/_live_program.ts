// core/capture/_live_program.ts: what the kernel runs on each frame before it copies it.

// Classic BPF (linux/bpf_common.h) and the kernel's additions to it (linux/filter.h, SKF_AD_).
const LOAD_WORD = 0x20;
const LOAD_BYTE = 0x30;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;
const PACKET_TYPE = 0xffff_f000 + 4;
const INTERFACE_INDEX = 0xffff_f000 + 8;

/** `sll_pkttype` of what this host sends (packet(7)). */
const PACKET_OUTGOING = 4;
/** As many bytes as there are. */
const WHOLE = 0xffff_ffff;

/** Lets nothing through: for the end, when what is there is still to be delivered. */
export const DROP_ALL: Uint8Array<ArrayBuffer> = program([[RETURN, 0, 0, 0]]);

/** What is decided before the user's filter. */
export interface ProgramOptions {
  /** Leaves out what this host sends through the interface with this index: `lo` has it twice. */
  readonly notSentBy?: number;
  /** Takes only what this host sends. */
  readonly sentOnly?: boolean;
  /** Bytes to keep of each frame, 0 for all; used when there is no `filter`. */
  readonly snapLength: number;
  /** The user's program; it returns the bytes to keep itself. */
  readonly filter?: Uint8Array<ArrayBuffer>;
}

/**
 * The whole program for a socket; `undefined` when every frame is taken whole.
 * What comes before the user's program ends just where that begins, and its
 * jumps count from where they stand, so it runs unchanged.
 */
export function liveProgram(options: ProgramOptions): Uint8Array<ArrayBuffer> | undefined {
  const { notSentBy, sentOnly = false, snapLength, filter } = options;
  const rows: Instruction[] = [];
  if (sentOnly) {
    rows.push([LOAD_BYTE, 0, 0, PACKET_TYPE], [JUMP_IF_EQUAL, 1, 0, PACKET_OUTGOING]);
    rows.push([RETURN, 0, 0, 0]);
  } else if (notSentBy !== undefined) {
    rows.push([LOAD_WORD, 0, 0, INTERFACE_INDEX], [JUMP_IF_EQUAL, 0, 3, notSentBy]);
    rows.push([LOAD_BYTE, 0, 0, PACKET_TYPE], [JUMP_IF_EQUAL, 0, 1, PACKET_OUTGOING]);
    rows.push([RETURN, 0, 0, 0]);
  }
  if (filter !== undefined) return joined(program(rows), filter);
  if (rows.length === 0 && snapLength === 0) return undefined;
  return program([...rows, [RETURN, 0, 0, snapLength === 0 ? WHOLE : snapLength]]);
}

/** Operation, jump if true, jump if false, operand. */
type Instruction = readonly [number, number, number, number];

/** Instructions as the kernel takes them: struct sock_filter, linux/filter.h. */
function program(rows: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const bytes = new DataView(new ArrayBuffer(rows.length * 8));
  rows.forEach(([operation, ifTrue, ifFalse, operand], index) => {
    bytes.setUint16(index * 8, operation, true);
    bytes.setUint8(index * 8 + 2, ifTrue);
    bytes.setUint8(index * 8 + 3, ifFalse);
    bytes.setUint32(index * 8 + 4, operand, true);
  });
  return new Uint8Array(bytes.buffer);
}

function joined(
  first: Uint8Array<ArrayBuffer>,
  second: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
