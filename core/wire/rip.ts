// core/wire/rip.ts: routing information, RFC 2453 (version 2) and RFC 1058.
import { type Address, IPV4_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { address, type Fields, group, integer, list } from "./field.ts";

/** Bytes before the entries, and of each. */
export const RIP_HEADER_LENGTH = 4;
const ENTRY_LENGTH = 20;

/** One route. */
export interface RipEntry {
  /** 2 is IPv4, 0 all routes, 65,535 authentication. */
  readonly family: number;
  readonly routeTag: number;
  readonly address: Address;
  readonly subnetMask: Address;
  readonly nextHop: Address;
  /** 1 to 16, which is out of reach. */
  readonly metric: number;
}

const COMMANDS: readonly string[] = ["", "Request", "Response"];

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const rip = new Rip();
 * rip.at(Uint8Array.of(2, 2, 0, 0), 0, 4);
 * assertStrictEquals(rip.command, 2);
 * assertStrictEquals(rip.entries.length, 0);
 * ```
 */
export class Rip extends Application {
  static override readonly title = "Routing Information Protocol";
  static override readonly specification = "RFC 2453";
  static override readonly fields: Fields = {
    command: integer("1 request, 2 response"),
    version: integer("1 or 2"),
    entries: list(group("route", {
      family: integer("2 is IPv4"),
      routeTag: integer("where the route came from"),
      address: address("network"),
      subnetMask: address("of the network; 0.0.0.0 in version 1"),
      nextHop: address("router; 0.0.0.0 is the sender"),
      metric: integer("hops, 16 is out of reach"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < RIP_HEADER_LENGTH) return truncated("entries", RIP_HEADER_LENGTH);
    if (bytes[start + 1] > 2) return malformed("version");
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** 1 request, 2 response. */
  get command(): number {
    return this.bytes[this.start];
  }

  /** 1 or 2. */
  get version(): number {
    return this.bytes[this.start + 1];
  }

  /** All whole routes. */
  get entries(): RipEntry[] {
    const data = new Cursor(this.bytes, this.start + RIP_HEADER_LENGTH, this.payloadEnd);
    const entries: RipEntry[] = [];
    while (data.left >= ENTRY_LENGTH) {
      const family = data.u16(), routeTag = data.u16();
      const [network, subnetMask, nextHop] = data.inner(3 * IPV4_LENGTH).addresses(IPV4_LENGTH);
      entries.push({ family, routeTag, address: network, subnetMask, nextHop, metric: data.u32() });
    }
    return entries;
  }

  /** `RIPv2, Response, length: 24, routes: 1`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const command = COMMANDS[this.command] ?? `command ${this.command}`;
    const length = this.wireEnd - this.start;
    const routes = Math.floor((length - RIP_HEADER_LENGTH) / ENTRY_LENGTH);
    return `RIPv${this.version}, ${command}, length: ${length}, routes: ${routes}`;
  }
}
