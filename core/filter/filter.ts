// core/filter/filter.ts: a compiled filter, and the way to it.
import { linkTypeName } from "../capture/link_type.ts";
import { assemble } from "./assembler.ts";
import type { Condition } from "./condition.ts";
import { ScratchError } from "./emitter.ts";
import { FilterSyntaxError } from "./error.ts";
import { explainGraph } from "./explain.ts";
import { impossiblePart } from "./expression.ts";
import type { Context, Target } from "./generate/context.ts";
import { isFilterable } from "./generate/place.ts";
import { generate } from "./generate/terms.ts";
import { buildGraph, inOrder, type Node, REJECT, type ReturnNode } from "./graph.ts";
import { type FilterFunction, toJavaScript } from "./javascript.ts";
import { Names } from "./names.ts";
import { optimize } from "./optimizer.ts";
import { parseFilter } from "./parser.ts";
import { printC, printDecimal, printListing } from "./printer.ts";
import { type BpfProgram, LONGEST_PROGRAM } from "./program.ts";
import type { Term } from "./tree.ts";
import { printTree } from "./tree_printer.ts";

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
  /** The byte order of the capture file, which the NULL link type has; least significant first. */
  readonly littleEndian?: boolean;
  /** The text of `/etc/services`, if the caller may read it; or names made from it before. */
  readonly services?: string | Names;
  /** The text of `/etc/protocols`, likewise. */
  readonly protocols?: string;
  /** The kernel's number of an interface, for `ifname`. */
  readonly interfaceIndex?: (name: string) => number | undefined;
}

/** tcpdump's default: more than any packet has. */
const DEFAULT_SNAP_LENGTH = 262_144;

/** Our own names alone, made when first needed. */
let wellKnown: Names | undefined;

/** A filter, compiled. */
export class Filter {
  /** As it was written. */
  readonly text: string;
  readonly options: FilterOptions;
  readonly program: BpfProgram;
  /** What is probably not meant: a filter that never matches, for instance. */
  readonly warnings: readonly string[];
  readonly #tree: Term | undefined;
  readonly #root: Node;
  #matches: FilterFunction | undefined;

  /** @see {@linkcode compileFilter} */
  constructor(text: string, options: FilterOptions) {
    this.text = text;
    this.options = options;
    const target = targetOf(text, options);
    this.#tree = parseFilter(text, target.compat);
    const { condition, context, optimized } = generate(text, this.#tree, target);
    this.#root = graphOf(condition, context, options, optimized);
    this.program = assembled(this.#root, context);
    const isEmpty = this.#root.kind === "return" && this.#root.value === 0;
    this.warnings = isEmpty ? ["this filter matches no packet at all"] : [];
  }

  /** Judges a packet: the bytes of it to keep, or 0. Compiled to JavaScript on first use. */
  get matches(): FilterFunction {
    return this.#matches ??= toJavaScript(this.program);
  }

  /** The filter with what is inherited written out, and a parenthesis around everything joined. */
  get tree(): string {
    return printTree(this.#tree);
  }

  /** The program as `tcpdump -d` prints it. */
  toString(): string {
    return printListing(this.program);
  }

  /** The program as `tcpdump -dd` prints it, for C. */
  toC(): string {
    return printC(this.program);
  }

  /** The program as `tcpdump -ddd` prints it, in decimal. */
  toDecimal(): string {
    return printDecimal(this.program);
  }

  /** The program in words, step by step. */
  explain(): string {
    return explainGraph(this.#root, this.options.linkType);
  }
}

/**
 * Compiles a filter of the pcap-filter language.
 *
 * @throws {FilterSyntaxError} with the place, when it is not of the language,
 * cannot be asked of this link type, or is too long.
 *
 * @example
 * ```ts
 * import { assertStrictEquals, assertThrows } from "@std/assert";
 * const filter = compileFilter("ether[0] & 1 = 1", { linkType: 1 });
 * const group = Uint8Array.of(0x01, 0, 0x5e, 0, 0, 1);
 * assertStrictEquals(filter.matches(group, 0, 6, 6), 262144);
 * assertStrictEquals(filter.matches(new Uint8Array(6), 0, 6, 6), 0);
 * assertThrows(() => compileFilter("prot 80", { linkType: 1 }), SyntaxError, "port?");
 * ```
 */
export function compileFilter(text: string, options: FilterOptions): Filter {
  return new Filter(text, options);
}

/** The options with their defaults. */
export function targetOf(text: string, options: FilterOptions): Target {
  const { linkType, services, protocols } = options;
  // Without words nothing is asked of the packet.
  if (text.trim() !== "" && !isFilterable(linkType)) {
    const problem = `packets of link type ${linkTypeName(linkType)} cannot be filtered`;
    throw new FilterSyntaxError(problem, text, 0, text.length);
  }
  const ownNames = services === undefined && protocols === undefined;
  const names = services instanceof Names
    ? services
    : ownNames
    ? wellKnown ??= new Names()
    : new Names(services, protocols);
  return {
    linkType,
    names,
    netmask: options.netmask,
    compat: options.compat ?? false,
    live: options.live ?? false,
    savefile: options.savefile ?? false,
    littleEndian: options.littleEndian ?? true,
    interfaceIndex: options.interfaceIndex,
  };
}

/** The optimized graph of a condition, if it makes sense. */
function graphOf(
  condition: Condition,
  context: Context,
  { snapLength = DEFAULT_SNAP_LENGTH, compat }: FilterOptions,
  optimized: boolean,
): Node {
  const accept: ReturnNode = { kind: "return", value: snapLength };
  const { text, impossible } = context;
  const whole = { offset: 0, length: text.length };
  const root = optimize(buildGraph(condition, accept, REJECT), !optimized);
  for (const node of impossible.size > 0 ? inOrder(root) : []) {
    const part = node.kind === "test"
      ? impossiblePart(node.left, impossible) ?? impossiblePart(node.right, impossible)
      : undefined;
    if (part !== undefined) context.fail(part.span, part.problem);
  }
  if (compat && optimized && root.kind === "return" && root.value === 0) {
    context.fail(whole, "it rejects all packets");
  }
  return root;
}

/** The program of a graph; long ones are for files only, and have an end too. */
export function assembled(root: Node, context: Context): BpfProgram {
  const whole = { offset: 0, length: context.text.length };
  try {
    const program = assemble(root);
    if (context.target.live && program.length > LONGEST_PROGRAM) {
      const problem = `its program has ${program.length} instructions`;
      context.fail(whole, problem, `the kernel takes ${LONGEST_PROGRAM}: filter in two steps`);
    }
    return program;
  } catch (error) {
    if (!(error instanceof ScratchError)) throw error;
    return context.fail(whole, "its arithmetic needs more scratch memory than there is");
  }
}
