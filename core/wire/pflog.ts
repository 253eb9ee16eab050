// core/wire/pflog.ts: what OpenBSD's packet filter logs, pflog(4) and net/if_pflog.h.
import { text, u32 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { integer, text as textField } from "./field.ts";
import { IP_VERSION, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header. */
const AT = {
  LENGTH: 0,
  FAMILY: 1,
  ACTION: 2,
  REASON: 3,
  INTERFACE: 4,
  RULESET: 20,
  RULE: 36,
  SUBRULE: 40,
  DIRECTION: 60,
} as const;
const NAME_LENGTH = 16;

/** Bytes of the shortest header; systems differ in what they add. */
export const PFLOG_HEADER_LENGTH = AT.DIRECTION + 1;

/** AF_INET, and AF_INET6 of the BSDs and macOS. */
const INET = 2, INET6_OPENBSD = 24, INET6_FREEBSD = 28, INET6_DARWIN = 30;
const ACTION_NAMES: readonly string[] = ["pass", "block", "scrub", "noscrub", "nat", "nonat"];
const DIRECTIONS: readonly string[] = ["inout", "in", "out"];

/**
 * One header: which rule did what with the packet that follows.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = new Uint8Array(64);
 * header.set([61, 2, 1, 0, 0x65, 0x6d, 0x30]);
 * const pflog = new Pflog();
 * pflog.at(header, 0, header.length);
 * assertStrictEquals(pflog.interfaceName, "em0");
 * assertStrictEquals(pflog.action, 1);
 * ```
 */
export class Pflog extends View {
  static override readonly title = "OpenBSD packet filter log";
  static override readonly specification = "pflog(4)";
  static override readonly fields = {
    addressFamily: integer("2 is IPv4; 24, 28 and 30 are IPv6"),
    action: integer("0 pass, 1 block"),
    reason: integer("0 a rule matched"),
    interfaceName: textField("where the packet was"),
    ruleset: textField("the anchor of the rule"),
    rule: integer("number of the rule"),
    subrule: integer("number of the rule in the anchor"),
    direction: integer("1 in, 2 out"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < PFLOG_HEADER_LENGTH) return truncated("direction", PFLOG_HEADER_LENGTH);
    const stated = bytes[start + AT.LENGTH];
    if (stated < PFLOG_HEADER_LENGTH) return malformed("length");
    // What follows is aligned to four bytes, which the length need not count.
    const length = (stated + 3) & ~3;
    if (end - start < length) return truncated("payload", length);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + length;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = payload(bytes[start + AT.FAMILY]);
    return Fault.None;
  }

  /** AF_ of the logging system: 2 is IPv4; 24, 28 and 30 are IPv6. */
  get addressFamily(): number {
    return this.bytes[this.start + AT.FAMILY];
  }

  /** PF_ of net/pfvar.h: 0 pass, 1 block, 4 translated. */
  get action(): number {
    return this.bytes[this.start + AT.ACTION];
  }

  /** PFRES_ of net/pfvar.h: 0 a rule matched. */
  get reason(): number {
    return this.bytes[this.start + AT.REASON];
  }

  /** The interface that the packet was on. */
  get interfaceName(): string {
    return this.#name(AT.INTERFACE);
  }

  /** The anchor of the rule; empty for the main ruleset. */
  get ruleset(): string {
    return this.#name(AT.RULESET);
  }

  #name(offset: number): string {
    const at = this.start + offset;
    let end = at;
    while (end < at + NAME_LENGTH && this.bytes[end] !== 0) end++;
    return text(this.bytes, at, end);
  }

  /** Number of the rule. */
  get rule(): number {
    return u32(this.bytes, this.start + AT.RULE);
  }

  /** Number of the rule in the anchor; 2^32 - 1 when there is none. */
  get subrule(): number {
    return u32(this.bytes, this.start + AT.SUBRULE);
  }

  /** 1 in, 2 out. */
  get direction(): number {
    return this.bytes[this.start + AT.DIRECTION];
  }

  override summary(_detail: number): string {
    const action = ACTION_NAMES[this.action] ?? `action ${this.action}`;
    const direction = DIRECTIONS[this.direction] ?? `direction ${this.direction}`;
    return `rule ${this.rule}: ${action} ${direction} on ${this.interfaceName}`;
  }
}

function payload(family: number): Selector {
  switch (family) {
    case INET:
      return IP_VERSION | 4;
    case INET6_OPENBSD:
    case INET6_FREEBSD:
    case INET6_DARWIN:
      return IP_VERSION | 6;
    default:
      return 0;
  }
}
