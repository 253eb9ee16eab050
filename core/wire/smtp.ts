// core/wire/smtp.ts: mail transfer, RFC 5321.
import type { Fields } from "./field.ts";
import { COMMAND_REPLY_FIELDS, CommandReply, probeLine } from "./_text_line.ts";
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
export class Smtp extends CommandReply {
  static override readonly title = "Simple Mail Transfer Protocol";
  static override readonly specification = "RFC 5321";
  static override readonly fields: Fields = COMMAND_REPLY_FIELDS;

  protected override readonly commands = COMMANDS;
  protected override readonly label = "SMTP";
}

/** Whether a stream's bytes begin with a command or a reply. */
export function probeSmtp(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeLine(new Smtp(), bytes, start, end);
}
