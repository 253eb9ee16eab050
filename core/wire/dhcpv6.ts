// core/wire/dhcpv6.ts: DHCP for IPv6, RFC 8415.
import { type Address, IPV6_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { Cursor } from "./_cursor.ts";
import { nameList } from "./_dns_name.ts";
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

/** Bytes of message type and transaction identifier. */
export const DHCPV6_HEADER_LENGTH = 4;
/** Bytes before the options of a relay's message: type, hop count, two addresses. */
const RELAY_HEADER_LENGTH = 2 + 2 * IPV6_LENGTH;
/** Relays in a row at most (RFC 8415, section 7.6: HOP_COUNT_LIMIT), and options in options. */
const MAX_DEPTH = 32;

/** Message types of relays (section 7.3). */
const RELAY_FORWARD = 12, RELAY_REPLY = 13;

/** Option codes whose content is decoded (IANA "DHCPv6 Option Codes"). */
const Code = {
  ClientId: 1,
  ServerId: 2,
  NonTemporary: 3,
  Temporary: 4,
  Address: 5,
  OptionRequest: 6,
  ElapsedTime: 8,
  RelayMessage: 9,
  StatusCode: 13,
  DnsServers: 23,
  DomainSearch: 24,
  PrefixDelegation: 25,
  Prefix: 26,
  ClientFqdn: 39,
} as const;

/** One option. Those inside of others come after them. */
export interface Dhcpv6Option {
  readonly code: number;
  /** Of the data, in bytes. */
  readonly length: number;
  /** 0 for the message's own, 1 for those inside of these, and so on. */
  readonly depth: number;
}

/** What one relay put around the message. */
export interface Dhcpv6Relay {
  readonly messageType: number;
  readonly hopCount: number;
  readonly linkAddress: Address;
  readonly peerAddress: Address;
}

/** An address that is lent (RFC 8415, section 21.6). */
export interface Dhcpv6Address {
  readonly address: Address;
  readonly preferredLifetime: number;
  readonly validLifetime: number;
}

/** A prefix that is lent (RFC 8415, section 21.22). */
export interface Dhcpv6Prefix {
  readonly prefix: Address;
  readonly prefixLength: number;
  readonly preferredLifetime: number;
  readonly validLifetime: number;
}

/** A status (RFC 8415, section 21.13). */
export interface Dhcpv6Status {
  readonly code: number;
  readonly message: string;
}

/** Everything in one message, in the order of the wire. */
class Content {
  messageType: number | undefined;
  transactionId: number | undefined;
  readonly relays: Dhcpv6Relay[] = [];
  readonly options: Dhcpv6Option[] = [];
  readonly duids: Uint8Array[] = [];
  readonly identityAssociations: Uint8Array[] = [];
  readonly addresses: Dhcpv6Address[] = [];
  readonly prefixes: Dhcpv6Prefix[] = [];
  readonly statuses: Dhcpv6Status[] = [];
  dnsServers: Address[] | undefined;
  domainSearch: string[] | undefined;
  clientFqdn: string | undefined;
  optionRequest: number[] | undefined;
  elapsedTimeMs: number | undefined;
}

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
    const type = messageType ?? relays[relays.length - 1]?.messageType ?? 0;
    const around = relays.length > 0 && messageType !== undefined ? "relayed " : "";
    return `dhcp6 ${around}${MESSAGE_NAMES[type] ?? `type ${type}`}`;
  }
}

const MESSAGE_NAMES: readonly string[] = [
  ...["", "solicit", "advertise", "request", "confirm", "renew", "rebind", "reply", "release"],
  ...["decline", "reconf", "inf-req", "relay-fwd", "relay-reply"],
];

function filled<T>(values: T[]): T[] | undefined {
  return values.length === 0 ? undefined : values;
}

function readMessage(content: Content, data: Cursor, depth: number): void {
  const messageType = data.u8();
  if (messageType === RELAY_FORWARD || messageType === RELAY_REPLY) {
    const hopCount = data.u8();
    const linkAddress = data.address(IPV6_LENGTH), peerAddress = data.address(IPV6_LENGTH);
    if (linkAddress === undefined || peerAddress === undefined) return;
    content.relays.push({ messageType, hopCount, linkAddress, peerAddress });
  } else {
    const transactionId = data.u24();
    if (data.short) return;
    content.messageType = messageType;
    content.transactionId = transactionId;
  }
  readOptions(content, data, depth);
}

function readOptions(content: Content, data: Cursor, depth: number): void {
  while (data.left >= 4 && depth < MAX_DEPTH) {
    const code = data.u16(), length = data.u16();
    content.options.push({ code, length, depth });
    if (length > data.left) return;
    readOption(content, code, data.inner(length), depth);
  }
}

function readOption(content: Content, code: number, data: Cursor, depth: number): void {
  switch (code) {
    case Code.ClientId:
    case Code.ServerId:
      content.duids.push(data.rest());
      break;
    case Code.NonTemporary:
    case Code.PrefixDelegation:
      if (data.left < 12) break;
      content.identityAssociations.push(data.take(4));
      data.skip(8);
      readOptions(content, data, depth + 1);
      break;
    case Code.Temporary:
      if (data.left < 4) break;
      content.identityAssociations.push(data.take(4));
      readOptions(content, data, depth + 1);
      break;
    case Code.Address:
      readAddress(content, data, depth);
      break;
    case Code.Prefix:
      readPrefix(content, data, depth);
      break;
    case Code.OptionRequest:
      content.optionRequest = [];
      while (data.left >= 2) content.optionRequest.push(data.u16());
      break;
    case Code.ElapsedTime:
      if (data.left >= 2) content.elapsedTimeMs = data.u16() * 10;
      break;
    case Code.RelayMessage:
      readMessage(content, data, depth + 1);
      break;
    case Code.StatusCode:
      if (data.left >= 2) {
        content.statuses.push({ code: data.u16(), message: data.text(data.left) });
      }
      break;
    case Code.DnsServers:
      content.dnsServers = data.addresses(IPV6_LENGTH);
      break;
    case Code.DomainSearch:
      content.domainSearch = nameList(data.bytes, data.at, data.end);
      break;
    case Code.ClientFqdn:
      content.clientFqdn = nameOf(data);
      break;
  }
}

function readAddress(content: Content, data: Cursor, depth: number): void {
  const address = data.address(IPV6_LENGTH);
  if (address === undefined || data.left < 8) return;
  content.addresses.push({
    address,
    preferredLifetime: data.u32(),
    validLifetime: data.u32(),
  });
  readOptions(content, data, depth + 1);
}

function readPrefix(content: Content, data: Cursor, depth: number): void {
  if (data.left < 9 + IPV6_LENGTH) return;
  const preferredLifetime = data.u32(), validLifetime = data.u32(), prefixLength = data.u8();
  const prefix = data.address(IPV6_LENGTH);
  if (prefix === undefined) return;
  content.prefixes.push({ prefix, prefixLength, preferredLifetime, validLifetime });
  readOptions(content, data, depth + 1);
}

/** Flags, then a name that need not be full (RFC 4704, section 4). */
function nameOf(data: Cursor): string {
  data.u8();
  const labels: string[] = [];
  while (data.more) {
    const length = data.u8();
    if (length === 0) break;
    labels.push(data.text(length));
  }
  return labels.join(".");
}
