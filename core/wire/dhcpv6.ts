// core/wire/dhcpv6.ts: DHCP for IPv6, RFC 8415.
import { type Address, IPV6_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { Cursor } from "./_cursor.ts";
import {
  Content,
  type Dhcpv6Address,
  type Dhcpv6Option,
  type Dhcpv6Prefix,
  type Dhcpv6Relay,
  type Dhcpv6Status,
  readMessage,
  RELAY_FORWARD,
  RELAY_REPLY,
} from "./_dhcpv6_content.ts";
import { type Fault, truncated } from "./fault.ts";
import {
  address,
  bytes as bytesField,
  type Fields,
  group,
  hexadecimal,
  integer,
  list,
  text,
} from "./field.ts";

export type {
  Dhcpv6Address,
  Dhcpv6Option,
  Dhcpv6Prefix,
  Dhcpv6Relay,
  Dhcpv6Status,
} from "./_dhcpv6_content.ts";

/** Bytes of message type and transaction identifier. */
export const DHCPV6_HEADER_LENGTH = 4;
/** Bytes before the options of a relay's message: type, hop count, two addresses. */
const RELAY_HEADER_LENGTH = 2 + 2 * IPV6_LENGTH;
/**
 * One message, seen through the relays around it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const solicit = Uint8Array.of(1, 0xab, 0xcd, 0xef, 0, 8, 0, 2, 0, 0);
 * const dhcpv6 = new Dhcpv6();
 * dhcpv6.at(solicit, 0, solicit.length);
 * assertStrictEquals(dhcpv6.transactionId, 0xabcdef);
 * assertStrictEquals(dhcpv6.options[0].code, 8);
 * ```
 */
export class Dhcpv6 extends Application {
  static override readonly title = "Dynamic Host Configuration Protocol for IPv6";
  static override readonly specification = "RFC 8415";
  static override readonly fields: Fields = {
    relays: list(group("relay around the message, outermost first", {
      messageType: integer("12 towards the server, 13 back"),
      hopCount: integer("relays before this one"),
      linkAddress: address("of the link that the client is on"),
      peerAddress: address("of the client or relay that it came from"),
    })),
    messageType: integer("1 solicit, 2 advertise, 3 request, 7 reply"),
    transactionId: hexadecimal("pairs answers with requests"),
    elapsedTimeMs: integer("since the client began", "milliseconds"),
    duids: list(bytesField("identifier of a client or server")),
    identityAssociations: list(bytesField("identifier of an identity association")),
    addresses: list(group("address that is lent", {
      address: address("the address"),
      preferredLifetime: integer("for new connections", "seconds"),
      validLifetime: integer("until it ends", "seconds"),
    })),
    prefixes: list(group("prefix that is lent", {
      prefix: address("the prefix"),
      prefixLength: integer("of the prefix", "bits"),
      preferredLifetime: integer("for new connections", "seconds"),
      validLifetime: integer("until it ends", "seconds"),
    })),
    statuses: list(group("status", { code: integer("0 is success"), message: text("in words") })),
    dnsServers: list(address("name server")),
    domainSearch: list(text("domain to search")),
    clientFqdn: text("client's full name"),
    optionRequest: list(integer("option that the client wants")),
    options: list(group("option; those inside of others come after them", {
      code: integer("what it is"),
      length: integer("of its data", "bytes"),
      depth: integer("options and relays around it"),
    })),
  };

  #content: Content | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const type = bytes[start];
    const isRelay = end > start && (type === RELAY_FORWARD || type === RELAY_REPLY);
    const needed = isRelay ? RELAY_HEADER_LENGTH : DHCPV6_HEADER_LENGTH;
    if (end - start < needed) return truncated("transactionId", needed);
    this.#content = undefined;
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** What the client or the server says; `undefined` where only relays' headers are there. */
  get messageType(): number | undefined {
    return this.#read().messageType;
  }

  /** 24 bits. */
  get transactionId(): number | undefined {
    return this.#read().transactionId;
  }

  /** Relays around the message, outermost first; `undefined` where there are none. */
  get relays(): Dhcpv6Relay[] | undefined {
    return filled(this.#read().relays);
  }

  /** Every option at every depth, in the order of the wire. */
  get options(): Dhcpv6Option[] {
    return this.#read().options;
  }

  /** Identifiers of clients and servers (section 11). */
  get duids(): Uint8Array[] | undefined {
    return filled(this.#read().duids);
  }

  /** Identifiers of all identity associations: IAIDs. */
  get identityAssociations(): Uint8Array[] | undefined {
    return filled(this.#read().identityAssociations);
  }

  /** Addresses that are lent. */
  get addresses(): Dhcpv6Address[] | undefined {
    return filled(this.#read().addresses);
  }

  /** Prefixes that are lent. */
  get prefixes(): Dhcpv6Prefix[] | undefined {
    return filled(this.#read().prefixes);
  }

  /** Statuses at any depth. */
  get statuses(): Dhcpv6Status[] | undefined {
    return filled(this.#read().statuses);
  }

  /** Name servers (RFC 3646). */
  get dnsServers(): Address[] | undefined {
    return this.#read().dnsServers;
  }

  /** Domains to search (RFC 3646). */
  get domainSearch(): string[] | undefined {
    return this.#read().domainSearch;
  }

  /** The client's full name (RFC 4704). */
  get clientFqdn(): string | undefined {
    return this.#read().clientFqdn;
  }

  /** Codes of the options that the client wants, in order. */
  get optionRequest(): number[] | undefined {
    return this.#read().optionRequest;
  }

  /** Milliseconds since the client began, in steps of ten. */
  get elapsedTimeMs(): number | undefined {
    return this.#read().elapsedTimeMs;
  }

  #read(): Content {
    if (this.#content === undefined) {
      this.#content = new Content();
      readMessage(this.#content, new Cursor(this.bytes, this.start, this.payloadEnd), 0);
    }
    return this.#content;
  }

  /** `dhcp6 solicit`, or the number of the message's type. */
  override summary(_detail: number): string {
    const { messageType, relays } = this.#read();
    const type = relays[0]?.messageType ?? messageType ?? 0;
    return `dhcp6 ${MESSAGE_NAMES[type] ?? `type ${type}`}`;
  }
}

const MESSAGE_NAMES: readonly string[] = [
  ...["", "solicit", "advertise", "request", "confirm", "renew", "rebind", "reply", "release"],
  ...["decline", "reconf", "inf-req", "relay-fwd", "relay-reply"],
];

function filled<T>(values: T[]): T[] | undefined {
  return values.length === 0 ? undefined : values;
}
