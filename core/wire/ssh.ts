// core/wire/ssh.ts: the line with which SSH begins, RFC 4253, section 4.2.
import { type Fields, text } from "./field.ts";
import { TextLine } from "./_text_line.ts";
import { probeText, type Verdict } from "./verdict.ts";

/**
 * The identification of one side. What follows is binary, and soon encrypted.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const line = new TextEncoder().encode("SSH-2.0-OpenSSH_9.2p1 Debian\r\n");
 * const ssh = new Ssh();
 * ssh.at(line, 0, line.length);
 * assertStrictEquals(ssh.software, "OpenSSH_9.2p1");
 * ```
 */
export class Ssh extends TextLine {
  static override readonly title = "Secure Shell";
  static override readonly specification = "RFC 4253";
  static override readonly fields: Fields = {
    protocol: text("the line as it stands"),
    version: text("of the protocol: 2.0, or 1.99 for both"),
    software: text("name and version of the program"),
    comments: text("what else it says"),
  };

  protected override readonly label = "SSH";

  /** The line as it stands. */
  protocol = "";
  /** Of the protocol. */
  version: string | undefined;
  /** Of the program. */
  software: string | undefined;
  /** What follows the first blank. */
  comments: string | undefined;

  protected override read(line: string): boolean {
    if (!line.startsWith("SSH-")) return false;
    const [, version, software, comments] = /^SSH-([^-]*)-(\S*)(?: (.*))?$/.exec(line) ?? [];
    this.protocol = line;
    this.version = version;
    this.software = software;
    this.comments = comments;
    return true;
  }
}

const probePrefix = probeText("SSH-");

/** Whether a stream's bytes begin with the identification. */
export function probeSsh(bytes: Uint8Array, start: number, end: number): Verdict {
  return probePrefix(bytes, start, end);
}
