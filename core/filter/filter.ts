// core/filter/filter.ts: a compiled filter, and the way to it.
import { assemble } from "./assembler.ts";
import { ScratchError } from "./emitter.ts";
import { FilterSyntaxError } from "./error.ts";
import type { Target } from "./generate/context.ts";
import { isFilterable } from "./generate/place.ts";
import { generate } from "./generate/terms.ts";
import { buildGraph, REJECT } from "./graph.ts";
import { linkTypeName } from "../capture/link_type.ts";
import { interpret } from "./interpreter.ts";
import { optimize } from "./optimizer.ts";
import { Names } from "./names.ts";
import { parseFilter } from "./parser.ts";
import type { BpfProgram } from "./program.ts";

/** What a filter is compiled for. */
export interface FilterOptions {
  /** The link type of the packets, a number of capture files. */
  readonly linkType: number;
  /** Bytes kept of an accepted packet: what the program returns; 262,144 unless told. */
  readonly snapLength?: number;
  /** The IPv4 network mask of the interface as a number; `ip broadcast` depends on it. */
  readonly netmask?: number;
  /** Whether libpcap 1.10's meaning is wanted to the letter. */
  readonly compat?: boolean;
  /** Whether the kernel runs the program, so that it knows direction, interface and VLAN tag. */
  readonly live?: boolean;
  /** Whether a capture file is read; then what only the kernel knows is refused. */
  readonly savefile?: boolean;
  /** The byte order of the capture file; the NULL link type depends on it. */
  readonly littleEndian?: boolean;
  /** The text of `/etc/services`, if the caller may read it. */
  readonly services?: string;
  /** The text of `/etc/protocols`, likewise. */
  readonly protocols?: string;
  /** The kernel's number of an interface, for `ifname`. */
  readonly interfaceIndex?: (name: string) => number | undefined;
}

/** tcpdump's default: more than any packet has. */
const DEFAULT_SNAP_LENGTH = 262_144;

export function compileFilter(
  text: string,
  options: FilterOptions,
): { program: BpfProgram; matches: (b: Uint8Array, s: number, c: number, o: number) => number } {
  const { linkType, compat = false } = options;
  if (!isFilterable(linkType)) {
    throw new FilterSyntaxError(`packets of ${linkTypeName(linkType)} have no filters`, text, 0, 1);
  }
  const target: Target = {
    linkType,
    netmask: options.netmask,
    compat,
    live: options.live ?? false,
    savefile: options.savefile ?? false,
    littleEndian: options.littleEndian ?? true,
    names: new Names(options.services, options.protocols),
    interfaceIndex: options.interfaceIndex,
  };
  const tree = parseFilter(text, compat);
  const { condition, optimized } = generate(text, tree, target);
  const accept = { kind: "return", value: options.snapLength ?? DEFAULT_SNAP_LENGTH } as const;
  try {
    let root = optimize(buildGraph(condition, accept, REJECT), {
      thorough: false,
      keepLoads: !optimized,
    });
    if (compat && optimized && root.kind === "return" && root.value === 0) {
      throw new FilterSyntaxError("it rejects all packets", text, 0, text.length);
    }
    root = optimize(root, { thorough: true, keepLoads: !optimized });
    const program = assemble(root);
    return { program, matches: (b, s, c, o) => interpret(program, b, s, c, o) };
  } catch (error) {
    if (error instanceof ScratchError) {
      throw new FilterSyntaxError(
        "its arithmetic needs too much scratch memory",
        text,
        0,
        text.length,
      );
    }
    throw error;
  }
}
