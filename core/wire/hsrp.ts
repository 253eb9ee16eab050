// core/wire/hsrp.ts: Cisco's hot standby router protocol, RFC 2281, and its version 2.
import { Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { u16, u32 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { address, type Fields, integer } from "./field.ts";

/** Byte offsets in version 1 (RFC 2281, section 5.1). */
const ONE = {
  VERSION: 0,
  OPCODE: 1,
  STATE: 2,
  HELLO_TIME: 3,
  HOLD_TIME: 4,
  PRIORITY: 5,
  GROUP: 6,
  VIRTUAL_ADDRESS: 16,
  END: 20,
} as const;

/** Byte offsets in the group state of version 2, its type and length in front. */
const TWO = {
  VERSION: 2,
  OPCODE: 3,
  STATE: 4,
  IP_VERSION: 5,
  GROUP: 6,
  PRIORITY: 14,
  HELLO_TIME: 18,
  HOLD_TIME: 22,
  VIRTUAL_ADDRESS: 26,
  END: 42,
} as const;

/** Type and length of version 2's group state. */
const GROUP_STATE = 1, GROUP_STATE_LENGTH = 40;

/** Bytes of a message of version 1. */
export const HSRP_HEADER_LENGTH = ONE.END;

const OPCODES: readonly string[] = ["hello", "coup", "resign", "advertise"];

/**
 * One message of either version.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const hello = new Uint8Array(20);
 * hello.set([0, 0, 16, 3, 10, 100, 254]);
 * hello.set([192, 0, 2, 1], 16);
 * const hsrp = new Hsrp();
 * hsrp.at(hello, 0, hello.length);
 * assertStrictEquals(`${hsrp.virtualAddress}`, "192.0.2.1");
 * ```
 */
export class Hsrp extends Application {
  static override readonly title = "Hot Standby Router Protocol";
  static override readonly specification = "RFC 2281";
  static override readonly fields: Fields = {
    version: integer("0 is version 1"),
    opcode: integer("0 hello, 1 coup, 2 resign"),
    state: integer("16 is active in version 1, 6 in version 2"),
    helloTimeMs: integer("between hellos", "milliseconds"),
    holdTimeMs: integer("that the state holds", "milliseconds"),
    priority: integer("the highest becomes active"),
    group: integer("which virtual router"),
    virtualAddress: address("of the virtual router"),
  };

  #address = new Address();
  #isTwo = false;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < HSRP_HEADER_LENGTH) {
      return truncated("virtualAddress", HSRP_HEADER_LENGTH);
    }
    this.#isTwo = bytes[start] === GROUP_STATE && bytes[start + 1] === GROUP_STATE_LENGTH;
    if (this.#isTwo) {
      if (end - start < TWO.END) return truncated("virtualAddress", TWO.END);
    } else if (bytes[start] !== 0) return malformed("version");
    return this.window(bytes, start, end, end, wireEnd);
  }

  #byte(one: number, two: number): number {
    return this.bytes[this.start + (this.#isTwo ? two : one)];
  }

  /** 0 in version 1, 2 in version 2. */
  get version(): number {
    return this.#byte(ONE.VERSION, TWO.VERSION);
  }

  /** What is said. */
  get opcode(): number {
    return this.#byte(ONE.OPCODE, TWO.OPCODE);
  }

  /** The sender's state. */
  get state(): number {
    return this.#byte(ONE.STATE, TWO.STATE);
  }

  /** Milliseconds between hellos. */
  get helloTimeMs(): number {
    return this.#isTwo
      ? u32(this.bytes, this.start + TWO.HELLO_TIME)
      : this.bytes[this.start + ONE.HELLO_TIME] * 1000;
  }

  /** Milliseconds that the state holds. */
  get holdTimeMs(): number {
    return this.#isTwo
      ? u32(this.bytes, this.start + TWO.HOLD_TIME)
      : this.bytes[this.start + ONE.HOLD_TIME] * 1000;
  }

  /** The highest becomes active. */
  get priority(): number {
    return this.#isTwo
      ? u32(this.bytes, this.start + TWO.PRIORITY)
      : this.bytes[this.start + ONE.PRIORITY];
  }

  /** Which virtual router. */
  get group(): number {
    return this.#isTwo
      ? u16(this.bytes, this.start + TWO.GROUP)
      : this.bytes[this.start + ONE.GROUP];
  }

  /** Of the virtual router. */
  get virtualAddress(): Address {
    const isIpv6 = this.#isTwo && this.bytes[this.start + TWO.IP_VERSION] === 6;
    const at = this.start + (this.#isTwo ? TWO.VIRTUAL_ADDRESS : ONE.VIRTUAL_ADDRESS);
    return this.#address.at(this.bytes, at, isIpv6 ? IPV6_LENGTH : IPV4_LENGTH);
  }

  /** `HSRPv0-hello 20: state=16 group=254 addr=192.0.2.1`, near to tcpdump's. */
  override summary(_detail: number): string {
    const what = OPCODES[this.opcode] ?? `opcode ${this.opcode}`;
    const length = this.wireEnd - this.start;
    return `HSRPv${this.version}-${what} ${length}: state=${this.state} group=${this.group} addr=${this.virtualAddress}`;
  }
}
