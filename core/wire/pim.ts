// core/wire/pim.ts: protocol independent multicast, RFC 7761, section 4.9.
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, hexadecimal, integer } from "./field.ts";

/** Bytes of version, type, reserved and checksum. */
export const PIM_HEADER_LENGTH = 4;

const TYPES: readonly string[] = [
  ...["Hello", "Register", "Register-Stop", "Join / Prune", "Bootstrap", "Assert", "Graft"],
  ...["Graft-ACK", "Candidate RP Advertisement", "State-Refresh"],
];

/**
 * One message's header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const pim = new Pim();
 * pim.at(Uint8Array.of(0x23, 0, 0xab, 0xcd), 0, 4);
 * assertStrictEquals(pim.type, 3);
 * ```
 */
export class Pim extends Application {
  static override readonly title = "Protocol Independent Multicast";
  static override readonly specification = "RFC 7761";
  static override readonly fields: Fields = {
    version: integer("2"),
    type: integer("0 hello, 1 register, 3 join or prune, 5 assert"),
    checksum: hexadecimal("as it stands"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < PIM_HEADER_LENGTH) return truncated("checksum", PIM_HEADER_LENGTH);
    if (bytes[start] >> 4 === 0) return malformed("version");
    return this.window(bytes, start, start + PIM_HEADER_LENGTH, end, wireEnd);
  }

  /** 1 or 2. */
  get version(): number {
    return this.bytes[this.start] >> 4;
  }

  /** 0 to 15. */
  get type(): number {
    return this.bytes[this.start] & 0xf;
  }

  /** As it stands; of a register it is over the header alone. */
  get checksum(): number {
    return u16(this.bytes, this.start + 2);
  }

  /** `PIMv2, Hello, length 34`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const type = TYPES[this.type] ?? `type ${this.type}`;
    return `PIMv${this.version}, ${type}, length ${this.wireEnd - this.start}`;
  }
}
