// core/wire/smtp.ts: mail transfer, RFC 5321.
import { type Fields, integer, text } from "./field.ts";
import { codedReply, commandOf, probeLine, TextLine } from "./_text_line.ts";
import type { Verdict } from "./verdict.ts";

/** RFC 5321, section 4.1, and IANA "SMTP Service Extensions". */
const COMMANDS: ReadonlySet<string> = new Set([
  ...["EHLO", "HELO", "LHLO", "MAIL", "RCPT", "DATA", "RSET", "VRFY", "EXPN", "HELP", "NOOP"],
  ...["QUIT", "STARTTLS", "AUTH", "BDAT", "ETRN", "TURN", "ATRN", "BURL", "SEND", "SOML", "SAML"],
  ...["XCLIENT", "XFORWARD", "X-ANONYMOUSTLS", "X-EXPS", "XEXCH50"],
]);

/**
 * One command or the first line of a reply.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const line = new TextEncoder().encode("250 2.1.0 Ok\r\n");
 * const smtp = new Smtp();
 * smtp.at(line, 0, line.length);
 * assertStrictEquals(smtp.replyCode, 250);
 * ```
 */
export class Smtp extends TextLine {
  static override readonly title = "Simple Mail Transfer Protocol";
  static override readonly specification = "RFC 5321";
  static override readonly fields: Fields = {
    command: text("what is asked for"),
    argument: text("of the command"),
    replyCode: integer("outcome: 2xx done, 3xx more wanted, 4xx and 5xx failed"),
    replyText: text("outcome in words"),
  };

  /** `undefined` in replies. */
  command: string | undefined;
  /** `undefined` in replies, and where there is none. */
  argument: string | undefined;
  /** `undefined` in commands. */
  replyCode: number | undefined;
  /** `undefined` in commands. */
  replyText: string | undefined;

  protected override read(line: string): boolean {
    const reply = codedReply(line), command = commandOf(line, COMMANDS);
    this.command = command?.verb;
    this.argument = command?.argument;
    this.replyCode = reply?.code;
    this.replyText = reply?.text;
    return reply !== undefined || command !== undefined;
  }

  /** `SMTP, length: 22: MAIL FROM:<a@b>`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const line = [this.command ?? this.replyCode, this.argument ?? this.replyText];
    const words = line.filter((word) => word !== undefined && word !== "");
    return `SMTP, length: ${this.wireEnd - this.start}: ${words.join(" ")}`;
  }
}

/** Whether a stream's bytes begin with a command or a reply. */
export function probeSmtp(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeLine(new Smtp(), bytes, start, end);
}
