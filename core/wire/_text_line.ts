// core/wire/_text_line.ts: the form that FTP, SMTP, POP3 and IMAP share: commands and replies, a line each.
import { Application } from "./_application.ts";
import { text } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { Verdict } from "./verdict.ts";

const LF = 0x0a, CR = 0x0d;

/** Longer lines are no commands (RFC 5321, section 4.5.3.1.4: 512; others allow more). */
const MAX_LINE = 8192;

/**
 * The first line of a segment that begins with one. The rest of the segment,
 * which may hold more lines, is the payload.
 */
export abstract class TextLine extends Application {
  /** Takes the line apart; false where it is no line of this protocol. */
  protected abstract read(line: string): boolean;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const limit = Math.min(end, start + MAX_LINE);
    const lf = bytes.subarray(start, limit).indexOf(LF);
    if (lf < 0) return limit < end ? malformed("line") : truncated("line", end - start + 1);
    const lineEnd = start + lf;
    const trimmed = lf > 0 && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (!this.read(text(bytes, start, trimmed))) return malformed("line");
    return this.window(bytes, start, lineEnd + 1, end, wireEnd);
  }
}

/** A reply in three digits: `220 ready`, `250-more`. */
export interface CodedReply {
  readonly code: number;
  readonly text: string;
}

/** Reads a reply in three digits; `undefined` where it is none (RFC 959, section 4.2). */
export function codedReply(line: string): CodedReply | undefined {
  const match = /^([1-5]\d\d)(?:[ -](.*))?$/.exec(line);
  return match === null ? undefined : { code: Number(match[1]), text: match[2] ?? "" };
}

/** A command and what follows it. */
export interface Command {
  readonly verb: string;
  readonly argument: string | undefined;
}

/** Reads a command, whose verb is among `known` in any case. */
export function commandOf(line: string, known: ReadonlySet<string>): Command | undefined {
  const space = line.indexOf(" ");
  const verb = space < 0 ? line : line.slice(0, space);
  if (!known.has(verb.toUpperCase())) return undefined;
  return { verb, argument: space < 0 ? undefined : line.slice(space + 1) };
}

/** Whether a stream's bytes begin with a line, and `view` takes it. */
export function probeLine(
  view: TextLine,
  bytes: Uint8Array,
  start: number,
  end: number,
): Verdict {
  if (bytes.subarray(start, end).indexOf(LF) < 0) {
    return end - start < MAX_LINE ? Verdict.Unsure : Verdict.No;
  }
  return view.at(bytes, start, end) === 0 ? Verdict.Yes : Verdict.No;
}
