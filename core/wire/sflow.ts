// core/wire/sflow.ts: sFlow's datagram header (sFlow Version 5, 2004; RFC 3176 for version 4).
import { Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { u32 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { address, type Fields, integer } from "./field.ts";

/** Byte offsets: version, kind of the agent's address, the address; the rest follows it. */
const AT = { VERSION: 0, ADDRESS_TYPE: 4, ADDRESS: 8 } as const;

/** Kinds of address. */
const IPV4 = 1, IPV6 = 2;

/**
 * The header of one datagram.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const datagram = new Uint8Array(28);
 * datagram.set([0, 0, 0, 5, 0, 0, 0, 1, 192, 0, 2, 1]);
 * const sflow = new Sflow();
 * sflow.at(datagram, 0, datagram.length);
 * assertStrictEquals(`${sflow.agentAddress}`, "192.0.2.1");
 * ```
 */
export class Sflow extends Application {
  static override readonly title = "sFlow";
  static override readonly specification = "sFlow Version 5";
  static override readonly fields: Fields = {
    version: integer("2, 4 or 5"),
    agentAddress: address("of the device that samples"),
    subAgentId: integer("part of the device (version 5)"),
    sequenceNumber: integer("of the datagram"),
    uptimeMs: integer("since the device began", "milliseconds"),
    sampleCount: integer("samples in the datagram"),
  };

  #agent = new Address();
  #afterAddress = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < AT.ADDRESS) return truncated("agentAddress", AT.ADDRESS);
    const version = u32(bytes, start), kind = u32(bytes, start + AT.ADDRESS_TYPE);
    if (version !== 2 && version !== 4 && version !== 5) return malformed("version");
    if (kind !== IPV4 && kind !== IPV6) return malformed("agentAddress");
    const length = kind === IPV4 ? IPV4_LENGTH : IPV6_LENGTH;
    const needed = AT.ADDRESS + length + (version === 5 ? 16 : 12);
    if (end - start < needed) return truncated("sampleCount", needed);
    this.#agent.at(bytes, start + AT.ADDRESS, length);
    this.#afterAddress = start + AT.ADDRESS + length + (version === 5 ? 4 : 0);
    return this.window(bytes, start, start + needed, end, wireEnd);
  }

  /** 2, 4 or 5. */
  get version(): number {
    return u32(this.bytes, this.start + AT.VERSION);
  }

  /** Of the device that samples. */
  get agentAddress(): Address {
    return this.#agent;
  }

  /** Part of the device; only in version 5. */
  get subAgentId(): number | undefined {
    return this.version === 5 ? u32(this.bytes, this.#afterAddress - 4) : undefined;
  }

  /** Of the datagram. */
  get sequenceNumber(): number {
    return u32(this.bytes, this.#afterAddress);
  }

  /** Milliseconds since the device began. */
  get uptimeMs(): number {
    return u32(this.bytes, this.#afterAddress + 4);
  }

  /** Samples in the datagram. */
  get sampleCount(): number {
    return u32(this.bytes, this.#afterAddress + 8);
  }

  /** `sFlowv5, IPv4 agent 192.0.2.1, agent-id 0, length 100`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const family = this.agentAddress.kind === IPV4_LENGTH ? "IPv4" : "IPv6";
    const part = this.subAgentId === undefined ? "" : `, agent-id ${this.subAgentId}`;
    return `sFlowv${this.version}, ${family} agent ${this.agentAddress}${part}${this.lengthText}`;
  }
}
