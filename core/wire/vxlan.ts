// core/wire/vxlan.ts: VXLAN, RFC 7348, with group policies.
import { u16, u24 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { boolean, hexadecimal, integer } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 7348, section 5). */
const AT = { FLAGS: 0, GROUP_POLICY: 2, VNI: 4 } as const;

/** Bytes before the payload. */
export const VXLAN_HEADER_LENGTH = 8;

/** Bits of the flags: the network identifier holds, and there is a group policy. */
const IDENTIFIER = 0x0800, GROUP_POLICY = 0x8000;

/**
 * One header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const vxlan = new Vxlan();
 * vxlan.at(Uint8Array.of(0x08, 0, 0, 0, 0, 0x30, 0x39, 0), 0, 8);
 * assertStrictEquals(vxlan.vni, 12345);
 * ```
 */
export class Vxlan extends View {
  static override readonly title = "Virtual eXtensible Local Area Network";
  static override readonly specification = "RFC 7348, draft-smith-vxlan-group-policy";
  static override readonly fields = {
    flags: hexadecimal("as they stand"),
    dontLearn: boolean("the receiver is not to learn the address; group policy only"),
    policyApplied: boolean("the policy has been applied; group policy only"),
    groupPolicy: integer("group policy identifier"),
    vni: integer("VXLAN network identifier"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < VXLAN_HEADER_LENGTH) return truncated("vni", VXLAN_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + VXLAN_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = this.payloadStart < end ? Direct.Ethernet : 0;
    return Fault.None;
  }

  /** Flags, 16 bits: 0x0800 says that the network identifier holds. */
  get flags(): number {
    return u16(this.bytes, this.start + AT.FLAGS);
  }

  get dontLearn(): boolean | undefined {
    return this.#hasPolicy ? (this.flags & 0x40) !== 0 : undefined;
  }

  get policyApplied(): boolean | undefined {
    return this.#hasPolicy ? (this.flags & 0x08) !== 0 : undefined;
  }

  /** The sender's group, 0 to 65,535. */
  get groupPolicy(): number | undefined {
    return this.#hasPolicy ? u16(this.bytes, this.start + AT.GROUP_POLICY) : undefined;
  }

  /** VXLAN network identifier, 0 to 2^24 - 1. */
  get vni(): number {
    return u24(this.bytes, this.start + AT.VNI);
  }

  get #hasPolicy(): boolean {
    return (this.flags & GROUP_POLICY) !== 0;
  }

  override summary(_detail: number): string {
    const { flags } = this;
    const letters = (flags & IDENTIFIER ? "I" : ".") + (flags & GROUP_POLICY ? "G" : "");
    const hexadecimal = (flags >> 8).toString(16).padStart(2, "0");
    return `VXLAN, flags [${letters}] (0x${hexadecimal}), vni ${this.vni}`;
  }
}
