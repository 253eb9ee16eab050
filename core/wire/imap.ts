// core/wire/imap.ts: reading mail on the server, RFC 9051.
import { type Fields, text } from "./field.ts";
import { probeLine, TextLine } from "./_text_line.ts";
import type { Verdict } from "./verdict.ts";

/** A tag, which the client chooses, or what stands for one (RFC 9051, section 2.2). */
const LINE = /^([*+]|[A-Za-z0-9.]{1,32})(?: (\S+)(?: (.*))?)?$/;

/** Outcomes, and the words that untagged responses begin with (section 7). */
const RESPONSES: ReadonlySet<string> = new Set(["OK", "NO", "BAD", "PREAUTH", "BYE"]);

/** RFC 9051, section 6, and extensions in use. */
const COMMANDS: ReadonlySet<string> = new Set([
  ...["CAPABILITY", "NOOP", "LOGOUT", "STARTTLS", "AUTHENTICATE", "LOGIN", "ENABLE", "SELECT"],
  ...["EXAMINE", "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE", "LIST", "LSUB"],
  ...["NAMESPACE", "STATUS", "APPEND", "IDLE", "CLOSE", "UNSELECT", "EXPUNGE", "SEARCH", "CHECK"],
  ...["FETCH", "STORE", "COPY", "MOVE", "UID", "ID", "XLIST", "GETQUOTA", "GETQUOTAROOT", "SORT"],
  ...["THREAD", "COMPRESS", "GETACL", "SETACL", "MYRIGHTS", "NOTIFY"],
]);

/**
 * One command or response.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const line = new TextEncoder().encode("a1 SELECT inbox\r\n");
 * const imap = new Imap();
 * imap.at(line, 0, line.length);
 * assertStrictEquals(imap.command, "SELECT");
 * ```
 */
export class Imap extends TextLine {
  static override readonly title = "Internet Message Access Protocol";
  static override readonly specification = "RFC 9051";
  static override readonly fields: Fields = {
    tag: text("pairs responses with commands; * is untagged, + goes on"),
    command: text("what is asked for"),
    argument: text("of the command"),
    response: text("first word of a response"),
    responseText: text("the rest of it"),
  };

  protected override readonly label = "IMAP";

  /** Chosen by the client. */
  tag: string | undefined;
  /** `undefined` in responses. */
  command: string | undefined;
  /** `undefined` in responses, and where there is none. */
  argument: string | undefined;
  /** `undefined` in commands. */
  response: string | undefined;
  /** `undefined` in commands, and where there is none. */
  responseText: string | undefined;

  protected override read(line: string): boolean {
    const [, tag, word, rest] = LINE.exec(line) ?? [];
    const upper = word?.toUpperCase();
    const isResponse = tag === "*" || tag === "+" || (upper !== undefined && RESPONSES.has(upper));
    const isCommand = !isResponse && upper !== undefined && COMMANDS.has(upper);
    this.tag = tag;
    this.command = isCommand ? word : undefined;
    this.argument = isCommand ? rest : undefined;
    this.response = isResponse ? word : undefined;
    this.responseText = isResponse ? rest : undefined;
    return isResponse || isCommand;
  }
}

/** Whether a stream's bytes begin with a command or a response. */
export function probeImap(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeLine(new Imap(), bytes, start, end);
}
