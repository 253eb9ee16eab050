// core/wire/dhcp.ts: DHCP, RFC 2131, and BOOTP, RFC 951, from which it comes.
import { Address, IPV4_LENGTH, MAC_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { text, u16, u32 } from "./bytes.ts";
import {
  clientIdentifierOf,
  dataOf,
  type DhcpClientIdentifier,
  type DhcpFqdn,
  type DhcpOption,
  DhcpOptionCode as Code,
  type DhcpRoute,
  fqdnOf,
  readOptions,
  routesOf,
  textOf,
} from "./_dhcp_option.ts";
import { nameList } from "./_dns_name.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import {
  address,
  boolean,
  bytes as bytesField,
  type Fields,
  group,
  hexadecimal,
  integer,
  list,
  text as textField,
} from "./field.ts";

export {
  type DhcpClientIdentifier,
  type DhcpFqdn,
  type DhcpOption,
  DhcpOptionCode,
  type DhcpRoute,
} from "./_dhcp_option.ts";

/** Byte offsets from the start of the message (RFC 2131, figure 1). */
const AT = {
  OP: 0,
  HARDWARE_TYPE: 1,
  HARDWARE_LENGTH: 2,
  HOPS: 3,
  TRANSACTION_ID: 4,
  SECS: 8,
  FLAGS: 10,
  CLIENT_ADDRESS: 12,
  YOUR_ADDRESS: 16,
  SERVER_ADDRESS: 20,
  RELAY_ADDRESS: 24,
  HARDWARE_ADDRESS: 28,
  SERVER_NAME: 44,
  BOOT_FILE: 108,
  MAGIC_COOKIE: 236,
  OPTIONS: 240,
} as const;

/** Bytes of a BOOTP message without its vendor field. */
export const DHCP_HEADER_LENGTH = AT.MAGIC_COOKIE;

/** What says that options follow (RFC 2131, section 3): 99.130.83.99. */
const MAGIC_COOKIE = 0x63825363;

const MESSAGE_TYPES: readonly string[] = [
  "",
  "Discover",
  "Offer",
  "Request",
  "Decline",
  "ACK",
  "NACK",
  "Release",
  "Inform",
  "ForceRenew",
  "LeaseQuery",
  "LeaseUnassigned",
  "LeaseUnknown",
  "LeaseActive",
];

/** The name of a message type: `Discover`, `Offer`; `type 99` where there is none. */
export function dhcpMessageName(type: number): string {
  return MESSAGE_TYPES[type] || `type ${type}`;
}

/**
 * One message. Options are looked up when they are asked for.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const message = new Uint8Array(244);
 * message.set([1, 1, 6, 0]);
 * message.set([99, 130, 83, 99, 53, 1, 1, 255], 236);
 * const dhcp = new Dhcp();
 * dhcp.at(message, 0, message.length);
 * assertStrictEquals(dhcp.messageType, 1);
 * ```
 */
export class Dhcp extends Application {
  static override readonly title = "Dynamic Host Configuration Protocol";
  static override readonly specification = "RFC 2131";
  static override readonly fields: Fields = {
    op: integer("1 from a client, 2 from a server"),
    hardwareType: integer("1 is Ethernet"),
    hardwareLength: integer("of the client's hardware address", "bytes"),
    hops: integer("relays on the way"),
    transactionId: hexadecimal("pairs answers with requests"),
    secs: integer("since the client began", "seconds"),
    flags: hexadecimal("32768 is broadcast"),
    broadcast: boolean("the answer shall be broadcast"),
    clientAddress: address("what the client has already"),
    yourAddress: address("what the client gets"),
    serverAddress: address("of the next server in booting"),
    relayAddress: address("of the first relay"),
    clientHardwareAddress: address("the client's MAC address"),
    serverName: textField("host name of the server"),
    bootFile: textField("file to boot from"),
    magicCookie: address("99.130.83.99 where options follow"),
    messageType: integer("1 discover, 2 offer, 3 request, 5 acknowledgment"),
    requestedAddress: address("what the client would like"),
    serverIdentifier: address("which server is meant"),
    leaseTime: integer("how long the address holds", "seconds"),
    renewalTime: integer("until the client renews", "seconds"),
    rebindingTime: integer("until the client asks any server", "seconds"),
    subnetMask: address("of the client's network"),
    broadcastAddress: address("of the client's network"),
    routers: list(address("router")),
    domainNameServers: list(address("name server")),
    ntpServers: list(address("time server")),
    hostName: textField("client's name"),
    domainName: textField("client's domain"),
    domainSearch: list(textField("domain to search")),
    fqdn: group("client's full name", {
      flags: hexadecimal("who updates DNS"),
      name: textField("the name"),
    }),
    vendorClass: textField("kind of client"),
    clientIdentifier: group("what the client goes by", {
      hardwareType: integer("of the hardware address, where it is one"),
      hardwareAddress: address("a MAC address"),
      value: bytesField("type and value as they stand"),
    }),
    interfaceMtu: integer("for the client's interface", "bytes"),
    maxMessageSize: integer("that the client takes", "bytes"),
    parameterRequestList: list(integer("option that the client wants")),
    message: textField("why it was refused"),
    tftpServerName: textField("for booting"),
    bootFileName: textField("for booting, when the header's field is used otherwise"),
    classlessRoutes: list(group("route", {
      destination: address("network"),
      prefixLength: integer("of the network", "bits"),
      router: address("by which it is reached"),
    })),
    relayAgentInformation: bytesField("sub-options of the relay, RFC 3046"),
    options: list(group("option", {
      code: integer("what it is"),
      length: integer("of its data", "bytes"),
      data: bytesField("as it stands"),
    })),
  };

  #options: DhcpOption[] | undefined;
  #client = new Address();
  #your = new Address();
  #server = new Address();
  #relay = new Address();
  #hardware = new Address();
  #cookie = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < DHCP_HEADER_LENGTH) return truncated("bootFile", DHCP_HEADER_LENGTH);
    const op = bytes[start + AT.OP];
    if (op !== 1 && op !== 2) return malformed("op");
    this.#options = undefined;
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** 1 from a client, 2 from a server. */
  get op(): number {
    return this.bytes[this.start + AT.OP];
  }

  /** As in ARP; 1 is Ethernet. */
  get hardwareType(): number {
    return this.bytes[this.start + AT.HARDWARE_TYPE];
  }

  /** Bytes of the client's hardware address. */
  get hardwareLength(): number {
    return this.bytes[this.start + AT.HARDWARE_LENGTH];
  }

  /** Relays on the way. */
  get hops(): number {
    return this.bytes[this.start + AT.HOPS];
  }

  /** 0 to 2^32 - 1. */
  get transactionId(): number {
    return u32(this.bytes, this.start + AT.TRANSACTION_ID);
  }

  /** Seconds since the client began. */
  get secs(): number {
    return u16(this.bytes, this.start + AT.SECS);
  }

  /** All flags as one number. */
  get flags(): number {
    return u16(this.bytes, this.start + AT.FLAGS);
  }

  /** The answer shall be broadcast. */
  get broadcast(): boolean {
    return (this.flags & 0x8000) !== 0;
  }

  /** What the client has already: ciaddr. */
  get clientAddress(): Address {
    return this.#client.at(this.bytes, this.start + AT.CLIENT_ADDRESS, IPV4_LENGTH);
  }

  /** What the client gets: yiaddr. */
  get yourAddress(): Address {
    return this.#your.at(this.bytes, this.start + AT.YOUR_ADDRESS, IPV4_LENGTH);
  }

  /** Of the next server in booting: siaddr. */
  get serverAddress(): Address {
    return this.#server.at(this.bytes, this.start + AT.SERVER_ADDRESS, IPV4_LENGTH);
  }

  /** Of the first relay: giaddr. */
  get relayAddress(): Address {
    return this.#relay.at(this.bytes, this.start + AT.RELAY_ADDRESS, IPV4_LENGTH);
  }

  /** The client's MAC address: chaddr; `undefined` where it is not one. */
  get clientHardwareAddress(): Address | undefined {
    if (this.hardwareLength !== MAC_LENGTH) return undefined;
    return this.#hardware.at(this.bytes, this.start + AT.HARDWARE_ADDRESS, MAC_LENGTH);
  }

  /** The sname field; `undefined` where it is empty or holds options. */
  get serverName(): string | undefined {
    return this.#text(AT.SERVER_NAME, AT.BOOT_FILE, 2);
  }

  /** The file field; `undefined` where it is empty or holds options. */
  get bootFile(): string | undefined {
    return this.#text(AT.BOOT_FILE, AT.MAGIC_COOKIE, 1);
  }

  /** `undefined` where the message ends before. */
  get magicCookie(): Address | undefined {
    if (this.payloadEnd - this.start < AT.OPTIONS) return undefined;
    return this.#cookie.at(this.bytes, this.start + AT.MAGIC_COOKIE, IPV4_LENGTH);
  }

  /** Kind of message, 1 to 18; `undefined` in BOOTP. */
  get messageType(): number | undefined {
    return this.#number(Code.MessageType, 1);
  }

  /** What the client would like. */
  get requestedAddress(): Address | undefined {
    return this.#addresses(Code.RequestedAddress)?.[0];
  }

  /** Which server is meant. */
  get serverIdentifier(): Address | undefined {
    return this.#addresses(Code.ServerIdentifier)?.[0];
  }

  /** Seconds that the address holds; 2^32 - 1 is for ever. */
  get leaseTime(): number | undefined {
    return this.#number(Code.LeaseTime, 4);
  }

  /** Seconds until the client renews: T1. */
  get renewalTime(): number | undefined {
    return this.#number(Code.RenewalTime, 4);
  }

  /** Seconds until the client asks any server: T2. */
  get rebindingTime(): number | undefined {
    return this.#number(Code.RebindingTime, 4);
  }

  /** Of the client's network. */
  get subnetMask(): Address | undefined {
    return this.#addresses(Code.SubnetMask)?.[0];
  }

  /** Of the client's network. */
  get broadcastAddress(): Address | undefined {
    return this.#addresses(Code.BroadcastAddress)?.[0];
  }

  /** In order of preference. */
  get routers(): Address[] | undefined {
    return this.#addresses(Code.Router);
  }

  /** In order of preference. */
  get domainNameServers(): Address[] | undefined {
    return this.#addresses(Code.DomainNameServer);
  }

  /** In order of preference. */
  get ntpServers(): Address[] | undefined {
    return this.#addresses(Code.NtpServers);
  }

  /** The client's name. */
  get hostName(): string | undefined {
    return this.#string(Code.HostName);
  }

  /** The client's domain. */
  get domainName(): string | undefined {
    return this.#string(Code.DomainName);
  }

  /** Domains to search (RFC 3397). */
  get domainSearch(): string[] | undefined {
    const data = this.#data(Code.DomainSearch);
    return data && nameList(data.bytes, data.at, data.end);
  }

  /** The client's full name (RFC 4702). */
  get fqdn(): DhcpFqdn | undefined {
    const data = this.#data(Code.ClientFqdn);
    return data && fqdnOf(data);
  }

  /** Kind of client. */
  get vendorClass(): string | undefined {
    return this.#string(Code.VendorClass);
  }

  /** What the client goes by. */
  get clientIdentifier(): DhcpClientIdentifier | undefined {
    const data = this.#data(Code.ClientIdentifier);
    return data && clientIdentifierOf(data);
  }

  /** Bytes, for the client's interface. */
  get interfaceMtu(): number | undefined {
    return this.#number(Code.InterfaceMtu, 2);
  }

  /** Bytes that the client takes. */
  get maxMessageSize(): number | undefined {
    return this.#number(Code.MaxMessageSize, 2);
  }

  /** Codes of the options that the client wants, in order. */
  get parameterRequestList(): number[] | undefined {
    const data = this.option(Code.ParameterRequestList)?.data;
    return data && Array.from(data);
  }

  /** Why it was refused. */
  get message(): string | undefined {
    return this.#string(Code.Message);
  }

  /** For booting. */
  get tftpServerName(): string | undefined {
    return this.#string(Code.TftpServerName);
  }

  /** For booting. */
  get bootFileName(): string | undefined {
    return this.#string(Code.BootFileName);
  }

  /** Routes with any length of prefix (RFC 3442). */
  get classlessRoutes(): DhcpRoute[] | undefined {
    const data = this.#data(Code.ClasslessRoutes);
    return data && routesOf(data);
  }

  /** Sub-options of the relay (RFC 3046). */
  get relayAgentInformation(): Uint8Array | undefined {
    return this.option(Code.RelayAgentInformation)?.data;
  }

  /** All options in order, those in the name and file fields last; pads left out. */
  get options(): DhcpOption[] {
    if (this.#options !== undefined) return this.#options;
    const options: DhcpOption[] = [];
    const { bytes, start, payloadEnd } = this;
    this.#options = options;
    const at = start + AT.OPTIONS;
    if (payloadEnd < at || u32(bytes, start + AT.MAGIC_COOKIE) !== MAGIC_COOKIE) return options;
    readOptions(options, bytes, at, payloadEnd);
    const overload = this.#number(Code.Overload, 1) ?? 0;
    if ((overload & 1) !== 0) {
      readOptions(options, bytes, start + AT.BOOT_FILE, start + AT.MAGIC_COOKIE);
    }
    if ((overload & 2) !== 0) {
      readOptions(options, bytes, start + AT.SERVER_NAME, start + AT.BOOT_FILE);
    }
    return options;
  }

  /** The first option of that code. */
  option(code: number): DhcpOption | undefined {
    return this.options.find((option) => option.code === code);
  }

  #data(code: number) {
    const option = this.option(code);
    return option && dataOf(option);
  }

  #addresses(code: number): Address[] | undefined {
    return this.#data(code)?.addresses(IPV4_LENGTH);
  }

  #string(code: number): string | undefined {
    const data = this.#data(code);
    return data && textOf(data);
  }

  #number(code: number, length: 1 | 2 | 4): number | undefined {
    const data = this.#data(code);
    if (data === undefined || data.left < length) return undefined;
    return length === 1 ? data.u8() : length === 2 ? data.u16() : data.u32();
  }

  #text(from: number, to: number, overloadBit: number): string | undefined {
    const { bytes, start } = this;
    if (bytes[start + from] === 0) return undefined;
    if (((this.#number(Code.Overload, 1) ?? 0) & overloadBit) !== 0) return undefined;
    const field = bytes.subarray(start + from, start + to);
    const nul = field.indexOf(0);
    return text(field, 0, nul < 0 ? field.length : nul);
  }

  /** `BOOTP/DHCP, Request from 00:0c:29:…, length 300, Discover`. */
  override summary(detail: number): string {
    const kind = this.op === 1 ? "Request" : "Reply";
    const client = this.op === 1 && this.clientHardwareAddress !== undefined
      ? ` from ${this.clientHardwareAddress}`
      : "";
    const type = this.messageType;
    const name = detail < 2 || type === undefined ? "" : `, ${dhcpMessageName(type)}`;
    return `BOOTP/DHCP, ${kind}${client}, length ${this.wireEnd - this.start}${name}`;
  }
}
