// core/wire/syslog.ts: syslog over UDP, RFC 5426; messages, RFC 5424 and 3164.
import { Application } from "./_application.ts";
import { text } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, integer, text as textField } from "./field.ts";

const LESS = 0x3c, GREATER = 0x3e, ZERO = 0x30, NINE = 0x39;

/** The greatest priority: facility 23, severity 7 (RFC 5424, section 6.2.1). */
const MAX_PRIORITY = 191;
/** The shortest message: `<1>`. */
const SHORTEST = 3;

const SEVERITIES: readonly string[] = [
  ...["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"],
];

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const line = new TextEncoder().encode("<34>Oct 11 22:14:15 host su: no");
 * const syslog = new Syslog();
 * syslog.at(line, 0, line.length);
 * assertStrictEquals(syslog.facility, 4);
 * assertStrictEquals(syslog.severity, 2);
 * ```
 */
export class Syslog extends Application {
  static override readonly title = "Syslog";
  static override readonly specification = "RFC 5424";
  static override readonly fields: Fields = {
    facility: integer("what the message is from"),
    severity: integer("0 emergency to 7 debug"),
    message: textField("what follows the priority"),
  };

  #priority = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < SHORTEST) return truncated("facility", SHORTEST);
    if (bytes[start] !== LESS) return malformed("facility");
    let at = start + 1, priority = 0;
    for (; at < end && bytes[at] >= ZERO && bytes[at] <= NINE && priority <= MAX_PRIORITY; at++) {
      priority = priority * 10 + bytes[at] - ZERO;
    }
    if (at === end || bytes[at] !== GREATER || at === start + 1 || priority > MAX_PRIORITY) {
      return malformed("facility");
    }
    this.#priority = priority;
    return this.window(bytes, start, at + 1, end, wireEnd);
  }

  /** 0 (kernel) to 23 (local7). */
  get facility(): number {
    return this.#priority >> 3;
  }

  /** 0 (emergency) to 7 (debug). */
  get severity(): number {
    return this.#priority & 7;
  }

  /** What follows the priority, as it stands. */
  get message(): string {
    return text(this.bytes, this.payloadStart, this.payloadEnd);
  }

  /** `SYSLOG auth.critical, length: 30`, near to tcpdump's. */
  override summary(_detail: number): string {
    const severity = SEVERITIES[this.severity];
    return `SYSLOG facility ${this.facility}.${severity}, length: ${this.wireEnd - this.start}`;
  }
}
