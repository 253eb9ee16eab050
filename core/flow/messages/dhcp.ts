// core/flow/messages/dhcp.ts: DHCP messages, one by one.
import type { ProtocolViews } from "../../packet.ts";
import type { Address } from "../../wire/address.ts";
import { u32 } from "../../wire/bytes.ts";
import { Dhcp, DHCP_HEADER_LENGTH, dhcpMessageName } from "../../wire/dhcp.ts";
import { Fault } from "../../wire/fault.ts";
import { Verdict } from "../../wire/verdict.ts";
import type { Flow } from "../flow.ts";
import type { MessageOutlet, MessageParser, MessageProtocol } from "./parser.ts";

/**
 * One message. Question and answer are messages of their own: they go between
 * addresses that change, so that {@linkcode DhcpMessage.transactionId} pairs
 * them. Everything is lent.
 */
export interface DhcpMessage {
  /** The conversation, lent. */
  readonly flow: Flow;
  /** 1 discover, 2 offer, 3 request, 5 acknowledgment; 0 in BOOTP, which has none. */
  readonly messageType: number;
  /** The same as text: `Discover`, `Offer`, `Request`, `ACK`; `BOOTP` where there is none. */
  readonly messageName: string;
  /** Whether a client sent it. */
  readonly fromClient: boolean;
  /** Pairs answers with questions, 0 to 2^32 − 1. */
  readonly transactionId: number;
  /** The client's MAC address; `undefined` where it is of another kind. */
  readonly clientHardwareAddress: Address | undefined;
  /** What the client has already; 0.0.0.0 when nothing. */
  readonly clientAddress: Address;
  /** What the client gets; 0.0.0.0 when nothing. */
  readonly yourAddress: Address;
  /** What the client would like. */
  readonly requestedAddress: Address | undefined;
  /** Which server speaks, or is meant. */
  readonly serverIdentifier: Address | undefined;
  /** The first relay; 0.0.0.0 without. */
  readonly relayAddress: Address;
  /** What the client calls itself. */
  readonly hostName: string | undefined;
  /** Kind of client. */
  readonly vendorClass: string | undefined;
  /** Seconds that the address holds. */
  readonly leaseTime: number | undefined;
  /** Routers that the client is told of. */
  readonly routers: readonly Address[] | undefined;
  /** Name servers that the client is told of. */
  readonly domainNameServers: readonly Address[] | undefined;
  /** All of the message, as on a packet. */
  readonly dhcp: NonNullable<ProtocolViews["dhcp"]>;
}

/** What says that options follow, and where (RFC 2131, section 3). */
const MAGIC_COOKIE = 0x63825363, MAGIC_COOKIE_AT = DHCP_HEADER_LENGTH;
const FROM_CLIENT = 1;

class DhcpParser implements MessageParser {
  readonly #outlet: MessageOutlet;
  readonly #view = new Dhcp();

  constructor(outlet: MessageOutlet) {
    this.#outlet = outlet;
  }

  data(_side: number, bytes: Uint8Array, start: number, end: number): boolean {
    const dhcp = this.#view;
    if (dhcp.at(bytes, start, end) !== Fault.None) return true;
    const { messageType, transactionId, clientHardwareAddress, clientAddress, yourAddress } = dhcp;
    const { requestedAddress, serverIdentifier, relayAddress, hostName, vendorClass } = dhcp;
    const { leaseTime, routers, domainNameServers } = dhcp;
    const message: DhcpMessage = {
      flow: this.#outlet.flow,
      messageType: messageType ?? 0,
      messageName: messageType === undefined ? "BOOTP" : dhcpMessageName(messageType),
      fromClient: dhcp.op === FROM_CLIENT,
      transactionId,
      clientHardwareAddress,
      clientAddress,
      yourAddress,
      requestedAddress,
      serverIdentifier,
      relayAddress,
      hostName,
      vendorClass,
      leaseTime,
      routers,
      domainNameServers,
      dhcp,
    };
    this.#outlet.emit("dhcp", message);
    return true;
  }

  end(): void {}
}

/** A client or server, and the mark of options. */
function probeDhcp(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end - start < MAGIC_COOKIE_AT + 4) return Verdict.No;
  const op = bytes[start];
  const isOne = (op === 1 || op === 2) && u32(bytes, start + MAGIC_COOKIE_AT) === MAGIC_COOKIE;
  return isOne ? Verdict.Yes : Verdict.No;
}

/** DHCP on its ports. */
export const DHCP: MessageProtocol = {
  name: "dhcp",
  events: ["dhcp"],
  over: "datagram",
  ports: [67, 68],
  probeOnPorts: probeDhcp,
  open: (outlet) => new DhcpParser(outlet),
};
