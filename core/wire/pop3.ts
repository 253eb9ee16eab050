// core/wire/pop3.ts: fetching mail, RFC 1939.
import { type Fields, text } from "./field.ts";
import { commandOf, probeLine, TextLine } from "./_text_line.ts";
import type { Verdict } from "./verdict.ts";

/** RFC 1939, sections 5 to 7; CAPA by RFC 2449, STLS by RFC 2595, AUTH by RFC 5034, UTF8 by RFC 6856. */
const COMMANDS: ReadonlySet<string> = new Set([
  ...["USER", "PASS", "APOP", "AUTH", "CAPA", "STLS", "UTF8", "LANG", "STAT", "LIST", "RETR"],
  ...["DELE", "NOOP", "RSET", "TOP", "UIDL", "QUIT"],
]);

/**
 * One command or the first line of a response.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const line = new TextEncoder().encode("+OK ready\r\n");
 * const pop3 = new Pop3();
 * pop3.at(line, 0, line.length);
 * assertStrictEquals(pop3.indicator, "+OK");
 * ```
 */
export class Pop3 extends TextLine {
  static override readonly title = "Post Office Protocol, version 3";
  static override readonly specification = "RFC 1939";
  static override readonly fields: Fields = {
    command: text("what is asked for"),
    argument: text("of the command"),
    indicator: text("+OK or -ERR"),
    description: text("outcome in words"),
  };

  protected override readonly label = "POP3";

  /** `undefined` in responses. */
  command: string | undefined;
  /** `undefined` in responses, and where there is none. */
  argument: string | undefined;
  /** `undefined` in commands. */
  indicator: string | undefined;
  /** `undefined` in commands, and where there is none. */
  description: string | undefined;

  protected override read(line: string): boolean {
    const response = /^(\+OK|-ERR)(?: (.*))?$/.exec(line), command = commandOf(line, COMMANDS);
    this.command = command?.verb;
    this.argument = command?.argument;
    this.indicator = response?.[1];
    this.description = response?.[2];
    return response !== null || command !== undefined;
  }
}

/** Whether a stream's bytes begin with a command or a response. */
export function probePop3(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeLine(new Pop3(), bytes, start, end);
}
