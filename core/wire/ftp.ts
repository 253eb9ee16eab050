// core/wire/ftp.ts: FTP's control connection, RFC 959.
import { type Fields, integer, text } from "./field.ts";
import { codedReply, commandOf, probeLine, TextLine } from "./_text_line.ts";
import type { Verdict } from "./verdict.ts";

/** IANA "FTP Commands and Extensions", and those with an X before they were standard. */
const COMMANDS: ReadonlySet<string> = new Set([
  ...["ABOR", "ACCT", "ADAT", "ALGS", "ALLO", "APPE", "AUTH", "CCC", "CDUP", "CLNT", "CONF"],
  ...["CWD", "DELE", "ENC", "EPRT", "EPSV", "FEAT", "HELP", "HOST", "LANG", "LIST", "LPRT"],
  ...["LPSV", "MDTM", "MFCT", "MFMT", "MIC", "MKD", "MLSD", "MLST", "MODE", "NLST", "NOOP"],
  ...["OPTS", "PASS", "PASV", "PBSZ", "PORT", "PROT", "PWD", "QUIT", "REIN", "REST", "RETR"],
  ...["RMD", "RNFR", "RNTO", "SITE", "SIZE", "SMNT", "STAT", "STOR", "STOU", "STRU", "SYST"],
  ...["TYPE", "USER", "XCUP", "XCWD", "XMKD", "XPWD", "XRMD"],
]);

/**
 * One command or reply.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const line = new TextEncoder().encode("USER anonymous\r\n");
 * const ftp = new Ftp();
 * ftp.at(line, 0, line.length);
 * assertStrictEquals(ftp.argument, "anonymous");
 * ```
 */
export class Ftp extends TextLine {
  static override readonly title = "File Transfer Protocol";
  static override readonly specification = "RFC 959";
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

  /** `FTP, length: 16: USER anonymous`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const line = [this.command ?? this.replyCode, this.argument ?? this.replyText];
    const words = line.filter((word) => word !== undefined && word !== "");
    return `FTP, length: ${this.wireEnd - this.start}: ${words.join(" ")}`;
  }
}

/** Whether a stream's bytes begin with a command or a reply. */
export function probeFtp(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeLine(new Ftp(), bytes, start, end);
}
