// cli/plan.ts: the command line, checked and typed: everything that can be wrong is wrong here,
// before anything is opened.
import { Direction } from "../core/capture/source.ts";
import { MAX_FLOWS } from "../core/flow/bounds.ts";
import { parseDuration } from "../plugins/duration.ts";
import { type Grant, parseGrant } from "../plugins/sandbox.ts";
import type { Arguments } from "./arguments.ts";
import { type DecodeAs, parseDecodeAs } from "./decode_as.ts";
import { refuseConflicts } from "./conflicts.ts";
import type { FlagName } from "./flags.ts";
import { UsageError } from "./usage_error.ts";

/** How results are written. */
export const FORMATS = ["text", "ndjson", "json", "csv"] as const;
/** One of {@linkcode FORMATS}. */
export type Format = typeof FORMATS[number];

/** How promiscuous mode is asked for: `none`, by membership of the socket, or by the interface's flag. */
export type Promiscuous = "none" | "member" | "ioctl";

/** One `--set`: for the analyzer that is named, or for all that have the option. */
export interface Setting {
  readonly analyzer?: string;
  readonly option: string;
  readonly value: string;
}

/** An analyzer to run: what `--plugin` names, or what `--eval` says. */
export interface AnalyzerRequest {
  readonly kind: "plugin" | "eval";
  readonly text: string;
}

/** How packet lines look. */
export interface LineStyle {
  /** 0 for `-q`, 1 by default, one more for each `-v`. */
  readonly detail: number;
  readonly linkHeader: boolean;
  /** How often `-t` was given, 0 to 5. */
  readonly time: number;
  /** Digits of the second. */
  readonly digits: 6 | 9;
  readonly hex: number;
  readonly hexAscii: number;
  readonly ascii: boolean;
  readonly absoluteSequenceNumbers: boolean;
  readonly number: boolean;
  readonly lineBuffered: boolean;
}

/** Where packets are written to, and when a new file begins. */
export interface WritePlan {
  /** The name, with strftime(3)'s conversions under `-G`; `-` for standard output. */
  readonly path: string;
  readonly pcap: boolean;
  /** Bytes after which a new file begins. */
  readonly maxBytes?: number;
  readonly rotateSeconds?: number;
  readonly fileCount?: number;
  readonly packetBuffered: boolean;
}

/** Whether there will be further files. */
export function rotates(plan: WritePlan | undefined): boolean {
  return (plan?.maxBytes ?? plan?.rotateSeconds) !== undefined;
}

/** What is to be done. */
export interface Plan {
  /** Interfaces; empty for the default route's. */
  readonly interfaces: readonly string[];
  /** Capture files; empty for a live capture. */
  readonly files: readonly string[];
  readonly filter: string;
  readonly filterCompat: boolean;
  readonly limit?: number;
  readonly forMs?: number;
  readonly snapLength: number;
  readonly promiscuous: Promiscuous;
  readonly bufferBytes?: number;
  readonly direction: Direction;
  /** The user to run on as; `undefined` for the one who ran sudo, else nobody. */
  readonly user?: string;
  readonly keepRoot: boolean;
  readonly analyzers: readonly AnalyzerRequest[];
  readonly settings: readonly Setting[];
  /** Ports whose payload is taken for a protocol. */
  readonly decodeAs: readonly DecodeAs[];
  readonly grants: readonly Grant[];
  /** Whether packets are printed one by one. */
  readonly printPackets: boolean;
  /** Print nothing but the number of packets. */
  readonly countOnly: boolean;
  readonly format: Format;
  readonly fields?: string;
  readonly everyMs?: number;
  readonly statistics: boolean;
  /** Directory of what analyzers remember between runs. */
  readonly stateDirectory?: string;
  /** Load plugins anew when their files change. */
  readonly watch: boolean;
  /** Conversations at a time; `undefined` for as many as usual. */
  readonly maxFlows?: number;
  readonly failOnAlert: boolean;
  readonly failOnLoss: boolean;
  readonly color: "auto" | "always" | "never";
  readonly lines: LineStyle;
  readonly write?: WritePlan;
  /** Where to put what analyzers save. */
  readonly save?: WritePlan;
}

const DIRECTIONS = {
  in: Direction.Inbound,
  out: Direction.Outbound,
  inout: Direction.Unknown,
} as const;

/** What was read from files that the command line names. */
export interface FilesRead {
  /** `-F`: the filter. */
  readonly filter?: string;
  /** `-V`: names of capture files. */
  readonly list?: readonly string[];
}

/** Checks and types a command line. Throws a {@linkcode UsageError}. */
export function makePlan(given: Arguments, read: FilesRead = {}): Plan {
  const analyzers = requestedAnalyzers(given);
  const files = [...given.all("read"), ...(read.list ?? [])];
  if (read.list?.length === 0) throw new UsageError("-V: the list names no file");
  refuseConflicts(given, files);
  const write = writePlan(given);
  const quietly = analyzers.length > 0 || write !== undefined || given.has("count");
  return {
    interfaces: interfacesOf(given),
    files,
    filter: [read.filter ?? "", given.filter].filter((text) => text !== "").join(" "),
    filterCompat: given.has("filter-compat"),
    limit: given.integer("limit", 1),
    forMs: duration(given, "for"),
    snapLength: snapLengthOf(given),
    promiscuous: given.has("no-promiscuous-mode")
      ? "none"
      : given.choice("promisc", ["member", "ioctl"]) ?? "member",
    bufferBytes: scaled(given.integer("buffer-size", 1), 1024),
    direction: DIRECTIONS[given.choice("direction", ["in", "out", "inout"]) ?? "inout"],
    user: given.text("relinquish-privileges"),
    keepRoot: given.has("keep-root") || given.text("promisc") === "ioctl",
    analyzers,
    settings: given.all("set").map(setting),
    decodeAs: given.all("decode-as").map(parseDecodeAs),
    grants: given.all("grant").map(grant),
    printPackets: given.has("print") || !quietly,
    countOnly: given.has("count"),
    format: given.choice("format", FORMATS) ?? "text",
    fields: given.text("fields"),
    everyMs: duration(given, "every"),
    statistics: given.has("stats"),
    stateDirectory: given.text("state"),
    watch: given.has("watch"),
    maxFlows: maxFlowsOf(given),
    failOnAlert: given.has("fail-on-alert"),
    failOnLoss: given.has("fail-on-loss"),
    color: given.choice("color", ["auto", "always", "never"]) ?? "auto",
    lines: lineStyle(given),
    write,
    save: savePlan(given),
  };
}

/** The analyzers that the command line names. */
export function requestedAnalyzers(given: Arguments): AnalyzerRequest[] {
  return [
    ...given.all("plugin").map((text) => ({ kind: "plugin", text }) as const),
    ...given.all("eval").map((text) => ({ kind: "eval", text }) as const),
  ];
}

/** The longest frame that is kept whole, as in libpcap (`MAXIMUM_SNAPLEN`). */
const LONGEST_SNAP = 262_144;

function snapLengthOf(given: Arguments): number {
  const length = given.integer("snapshot-length") ?? 0;
  if (length > LONGEST_SNAP) {
    throw new UsageError(
      `-s takes 0 to ${LONGEST_SNAP} bytes, not ${length}; 0 is the whole frame`,
    );
  }
  return length;
}

function maxFlowsOf(given: Arguments): number | undefined {
  const count = given.integer("max-flows", 1);
  if (count !== undefined && count > MAX_FLOWS) {
    throw new UsageError(`--max-flows takes 1 to ${MAX_FLOWS}, not ${count}`);
  }
  return count;
}

function interfacesOf(given: Arguments): string[] {
  const names = [...new Set(given.all("interface"))];
  if (names.includes("any") && names.length > 1) {
    throw new UsageError("-i any is every interface already: leave out the others");
  }
  if (given.text("promisc") === "ioctl") {
    if (names.includes("any")) {
      throw new UsageError("--promisc=ioctl sets an interface's flag: name one, not any");
    }
    if (given.has("no-promiscuous-mode")) {
      throw new UsageError(
        "-p is no promiscuous mode, and --promisc asks for it: give one of them",
      );
    }
  }
  return names;
}

function lineStyle(given: Arguments): LineStyle {
  return {
    detail: given.has("quiet") ? 0 : 1 + given.times("verbose"),
    linkHeader: given.has("link-header"),
    time: Math.min(5, given.times("time")),
    digits: given.has("nano") ? 9 : 6,
    hex: given.times("hex"),
    hexAscii: given.times("hex-ascii"),
    ascii: given.has("ascii"),
    absoluteSequenceNumbers: given.has("absolute-tcp-sequence-numbers"),
    number: given.has("number"),
    lineBuffered: given.has("line-buffered"),
  };
}

function writePlan(given: Arguments): WritePlan | undefined {
  const path = given.text("write");
  const maxBytes = scaled(given.integer("file-size", 1), 1_000_000);
  const rotateSeconds = given.integer("rotate-seconds", 1);
  const fileCount = given.integer("file-count", 1);
  if (path === undefined) return undefined;
  return {
    path,
    pcap: given.has("pcap") || path.endsWith(".pcap"),
    maxBytes,
    rotateSeconds,
    fileCount,
    packetBuffered: given.has("packet-buffered"),
  };
}

function savePlan(given: Arguments): WritePlan | undefined {
  const path = given.text("save");
  if (path === undefined) return undefined;
  // What was saved is worth having whatever happens next.
  return { path, pcap: path.endsWith(".pcap"), packetBuffered: true };
}

function setting(text: string): Setting {
  const [, analyzer, option, value] = /^(?:([a-z0-9-]+)\.)?([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
  if (option === undefined) {
    throw new UsageError(`--set takes OPTION=VALUE or PLUGIN.OPTION=VALUE, not "${text}"`);
  }
  return { analyzer, option, value };
}

function grant(text: string): Grant {
  try {
    return parseGrant(text);
  } catch (error) {
    throw new UsageError((error as SyntaxError).message);
  }
}

function duration(given: Arguments, name: FlagName): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  try {
    const ms = parseDuration(text);
    if (ms > 0) return ms;
  } catch (error) {
    throw new UsageError(`--${name}: ${(error as SyntaxError).message}`);
  }
  throw new UsageError(`--${name} takes a time above zero, not "${text}"`);
}

function scaled(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value * by;
}
