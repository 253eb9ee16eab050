// core/flow/endpoint.ts: one side of a conversation: address and port.
import { Address, IPV4_LENGTH, IPV6_LENGTH } from "../wire/address.ts";
import { ADDRESS_WORDS } from "./_key.ts";
import type { Flow } from "./flow.ts";

/** One side of a conversation. Lent like the conversation. */
export class Endpoint {
  readonly #flow: Flow;
  readonly #side: number;
  readonly #address = new Address();

  /** For `core/flow`: one end of a conversation. */
  constructor(flow: Flow, side: number) {
    this.#flow = flow;
    this.#side = side;
  }

  /** Lent; a container copies what it needs, and `address.keep()` makes one that stays. */
  get address(): Address {
    const { table, slot, isIpv6 } = this.#flow;
    const at = (slot * 2 + this.#side) * ADDRESS_WORDS * 4;
    return this.#address.at(table.addressBytes, at, isIpv6 ? IPV6_LENGTH : IPV4_LENGTH);
  }

  /** 0 to 65,535; of ICMP queries the identifier; 0 where the protocol has no ports. */
  get port(): number {
    const { table, slot } = this.#flow;
    return (this.#side === 0 ? table.clientPorts : table.serverPorts)[slot];
  }

  /** `192.0.2.1:443`, `[2001:db8::1]:443`. */
  toString(): string {
    return this.#flow.isIpv6 ? `[${this.address}]:${this.port}` : `${this.address}:${this.port}`;
  }

  /** Both as plain data. */
  toJSON(): { address: string; port: number } {
    return { address: this.address.toString(), port: this.port };
  }
}
