// core/wire/ftp.ts: FTP's control connection, RFC 959.
import type { Fields } from "./field.ts";
import { COMMAND_REPLY_FIELDS, CommandReply, probeLine } from "./_text_line.ts";
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
export class Ftp extends CommandReply {
  static override readonly title = "File Transfer Protocol";
  static override readonly specification = "RFC 959";
  static override readonly fields: Fields = COMMAND_REPLY_FIELDS;

  protected override readonly commands = COMMANDS;
  protected override readonly label = "FTP";
}

/** Whether a stream's bytes begin with a command or a reply. */
export function probeFtp(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeLine(new Ftp(), bytes, start, end);
}
