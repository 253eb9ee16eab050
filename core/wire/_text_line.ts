// core/wire/_text_line.ts: the form that FTP, SMTP, POP3 and IMAP share: commands and replies, a line each.
import { Application } from "./_application.ts";
import { text } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, integer, text as textField } from "./field.ts";
import { Verdict } from "./verdict.ts";

const LF = 0x0a, CR = 0x0d;

/** Longer lines are no commands (RFC 5321, section 4.5.3.1.4: 512; others allow more). */
const MAX_LINE = 8192;

/**
 * The first line of a segment that begins with one. The rest of the segment,
 * which may hold more lines, is the payload.
 */
export abstract class TextLine extends Application {
  /** As tcpdump calls the protocol. */
  protected abstract readonly label: string;

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

  /** The line as it stands, as tcpdump prints it: `FTP: USER anonymous`. */
  override summary(_detail: number): string {
    return `${this.label}: ${text(this.bytes, this.start, this.payloadStart).trimEnd()}`;
  }
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

/** The fields of {@linkcode CommandReply}. */
export const COMMAND_REPLY_FIELDS = {
  command: textField("what is asked for"),
  argument: textField("of the command"),
  replyCode: integer("outcome: 2xx done, 3xx more wanted, 4xx and 5xx failed"),
  replyText: textField("outcome in words"),
} satisfies Fields;

/** Three digits, and a blank or, where more lines follow, a hyphen (RFC 959, section 4.2). */
const REPLY = /^([1-5]\d\d)(?:[ -](.*))?$/;

/** A command of a known verb, or a reply that begins with three digits. */
export abstract class CommandReply extends TextLine {
  /** Verbs, in upper case. */
  protected abstract readonly commands: ReadonlySet<string>;
  /** As it stands; `undefined` in replies. */
  command: string | undefined;
  /** `undefined` in replies, and where there is none. */
  argument: string | undefined;
  /** 100 to 599; `undefined` in commands. */
  replyCode: number | undefined;
  /** `undefined` in commands, and where there is none. */
  replyText: string | undefined;

  protected override read(line: string): boolean {
    const reply = REPLY.exec(line), command = commandOf(line, this.commands);
    this.command = command?.verb;
    this.argument = command?.argument;
    this.replyCode = reply === null ? undefined : Number(reply[1]);
    this.replyText = reply?.[2];
    return reply !== null || command !== undefined;
  }
}
