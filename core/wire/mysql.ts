// core/wire/mysql.ts: the greeting of MySQL's servers (MySQL Internals, "Protocol::HandshakeV10").
import { Application } from "./_application.ts";
import { text, u32le } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, integer, text as textField } from "./field.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of the packet: length (3 bytes), sequence, protocol, version. */
const AT = { LENGTH: 0, SEQUENCE: 3, PROTOCOL: 4, VERSION: 5 } as const;

/** The protocol's version since MySQL 3.21. */
const PROTOCOL = 10;
/** Longer versions are of no server. */
const MAX_VERSION = 128;

/**
 * A server's greeting. What follows needs the state of the connection.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const greeting = new TextEncoder().encode("\x0a\0\0\0\x0a8.0\0\x07\0\0\0");
 * const mysql = new Mysql();
 * mysql.at(greeting, 0, greeting.length);
 * assertStrictEquals(mysql.serverVersion, "8.0");
 * ```
 */
export class Mysql extends Application {
  static override readonly title = "MySQL";
  static override readonly specification = "MySQL Client/Server Protocol";
  static override readonly fields: Fields = {
    protocolVersion: integer("10"),
    serverVersion: textField("of the server"),
    connectionId: integer("the server's number for the connection"),
  };

  #versionEnd = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const verdict = probeMysql(bytes, start, end);
    if (verdict === Verdict.No) return malformed("protocolVersion");
    if (verdict === Verdict.Unsure) return truncated("serverVersion", AT.VERSION + 1);
    this.#versionEnd = bytes.indexOf(0, start + AT.VERSION);
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** 10. */
  get protocolVersion(): number {
    return this.bytes[this.start + AT.PROTOCOL];
  }

  /** Of the server, with what its maker adds. */
  get serverVersion(): string {
    return text(this.bytes, this.start + AT.VERSION, this.#versionEnd);
  }

  /** The server's number for the connection. */
  get connectionId(): number | undefined {
    const at = this.#versionEnd + 1;
    return at + 4 <= this.payloadEnd ? u32le(this.bytes, at) : undefined;
  }

  /** `MySQL greeting 8.0.36, length 78`. */
  override summary(_detail: number): string {
    return `MySQL greeting ${this.serverVersion}${this.lengthText}`;
  }
}

/** Whether a stream's bytes begin with a greeting: its head, and a version that begins with a digit. */
export function probeMysql(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end - start <= AT.VERSION) return Verdict.Unsure;
  const isGreeting = bytes[start + 2] === 0 && bytes[start + AT.SEQUENCE] === 0 &&
    bytes[start + AT.PROTOCOL] === PROTOCOL && isDigit(bytes[start + AT.VERSION]);
  if (!isGreeting) return Verdict.No;
  const version = bytes.subarray(start + AT.VERSION, Math.min(end, start + MAX_VERSION));
  if (version.includes(0)) return Verdict.Yes;
  return version.length < MAX_VERSION - AT.VERSION ? Verdict.Unsure : Verdict.No;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
