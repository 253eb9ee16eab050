// core/flow/flow.ts: a conversation as handlers see it.
import { elapsedMs, wholeMicroseconds } from "./_elapsed.ts";
import { Endpoint } from "./endpoint.ts";
import { HISTORY_LENGTH, HISTORY_LETTERS, TcpMark } from "./_marks.ts";
import type { FlowTable } from "./table.ts";
import { Traffic } from "./traffic.ts";

/** Why a conversation is over. */
export type FlowEndReason =
  /** Both sides sent a FIN. */
  | "closed"
  /** One side sent a RST. */
  | "reset"
  /** Silent for too long: see `docs/flows.md` for how long that is. */
  | "timeout"
  /** A new connection began between the same ports. */
  | "reused"
  /** Given up, because the table was full. */
  | "evicted"
  /** The capture ended first. */
  | "capture end";

/** How far a TCP connection has come. */
export type TcpState =
  /** A SYN without an answer. */
  | "attempted"
  /** The server answered the SYN, the client has not gone on. */
  | "answered"
  /** The handshake was seen. */
  | "established"
  /** The capture began after the connection. */
  | "midstream"
  /** One side has sent its FIN. */
  | "closing"
  /** Both have. */
  | "closed"
  /** The server answered the SYN with a RST. */
  | "refused"
  /** One side gave up with a RST. */
  | "reset";

/** The direction of bytes in a conversation. */
export type FlowDirection = "toServer" | "toClient";

const TO_SERVER = 0, TO_CLIENT = 1;

/** Names of IP protocols (IANA "Protocol Numbers"), as properties of a packet where it has one. */
const PROTOCOL_NAMES: { readonly [protocol: number]: string } = {
  1: "icmp",
  2: "igmp",
  4: "ipip",
  6: "tcp",
  17: "udp",
  33: "dccp",
  41: "ipv6",
  47: "gre",
  50: "esp",
  51: "ah",
  58: "icmpv6",
  88: "eigrp",
  89: "ospf",
  103: "pim",
  112: "vrrp",
  132: "sctp",
  136: "udpLite",
};

/**
 * One conversation: everything between two addresses and ports, in both
 * directions. There is one object, set anew for each conversation: it is lent
 * until the handler returns. `toJSON()` gives plain data that stays, and
 * {@linkcode Flow.id} is what to remember a conversation by.
 *
 * The client is who sent the first SYN. Where none was seen, it is who sent
 * the first packet, unless a port below 1024 (of a TCP connection whose start
 * was missed, below 32,768) is the sender's alone, or the packet is an answer.
 */
export class Flow {
  /**
   * For `core/flow`: where the numbers are.
   * @ignore
   */
  readonly table: FlowTable;
  /**
   * For `core/flow`: which row.
   * @ignore
   */
  slot = 0;
  /** Who began. */
  readonly client: Endpoint;
  /** Who answered. */
  readonly server: Endpoint;
  /** From the client. */
  readonly toServer: Traffic;
  /** From the server. */
  readonly toClient: Traffic;
  #endReason: FlowEndReason | undefined;

  /**
   * For `core/flow`: on no row yet.
   * @ignore
   */
  constructor(table: FlowTable) {
    this.table = table;
    this.client = new Endpoint(this, 0);
    this.server = new Endpoint(this, 1);
    this.toServer = new Traffic(this, TO_SERVER);
    this.toClient = new Traffic(this, TO_CLIENT);
  }

  /** For `core/flow`: sets the object on a row. */
  at(slot: number, endReason?: FlowEndReason): this {
    this.slot = slot;
    this.#endReason = endReason;
    return this;
  }

  /** A number of its own in this run, from 1, in the order of beginning. */
  get id(): number {
    return this.table.ids[this.slot];
  }

  /** `tcp`, `udp`, `icmp`, `icmpv6`, `sctp` …, or the number as text where we have no name. */
  get protocol(): string {
    const { protocolNumber } = this;
    return PROTOCOL_NAMES[protocolNumber] ?? String(protocolNumber);
  }

  /**
   * What is spoken in it, by its first bytes whatever the ports: `dns`, `tls`, `http`, `quic`,
   * `ssh`, `dhcp`, `ntp`. `undefined` where nothing was recognised, or nobody looked: it is looked
   * for where some analyzer has a `service` hook, or a hook of that protocol's messages.
   */
  get service(): string | undefined {
    const { services, serviceNames } = this.table;
    return serviceNames[services[this.slot]] || undefined;
  }

  /** The IP protocol's number, 0 to 255. */
  get protocolNumber(): number {
    return this.table.contexts[this.slot] & 0xff;
  }

  /** Whether the addresses are IPv6. */
  get isIpv6(): boolean {
    return (this.table.contexts[this.slot] & 0x100) !== 0;
  }

  /** The outermost VLAN's identifier; `undefined` without a tag. */
  get vlan(): number | undefined {
    return ((this.table.contexts[this.slot] >> 9) & 0xfff) || undefined;
  }

  /** The interface's place in the source's list, from 0. */
  get interfaceId(): number {
    return this.table.interfaces[this.slot];
  }

  /** The first packet's time, in milliseconds since 1970 with a fraction. */
  get firstSeen(): number {
    return this.table.firstSeen[this.slot];
  }

  /** The last packet's time so far, in milliseconds since 1970 with a fraction. */
  get lastSeen(): number {
    return this.table.lastSeen[this.slot];
  }

  /** From the first packet to the last so far, in milliseconds. */
  get durationMs(): number {
    return elapsedMs(this.firstSeen, this.lastSeen);
  }

  /**
   * What happened, a letter for each first time, in order; capital letters are
   * the client's: `S` SYN, `h` SYN with ACK, `A` ACK alone, `D` data, `F` FIN,
   * `R` RST, `T` sent again, `W` window closed, `G` bytes that the capture
   * missed. `ShADadFf` is a whole connection.
   */
  get history(): string {
    const { history } = this.table, start = this.slot * HISTORY_LENGTH;
    let text = "";
    for (let at = start; at < start + HISTORY_LENGTH && history[at] !== 0; at++) {
      text += HISTORY_LETTERS[history[at] - 1];
    }
    return text;
  }

  /** How far a TCP connection has come; `undefined` for other protocols. */
  get state(): TcpState | undefined {
    if (this.protocolNumber !== 6) return undefined;
    const marks = this.table.tcpMarks[this.slot];
    if ((marks & TcpMark.RstToClient) !== 0 && (marks & TcpMark.SynAck) === 0) {
      if ((marks & TcpMark.Syn) !== 0) return "refused";
    }
    if ((marks & (TcpMark.RstToClient | TcpMark.RstToServer)) !== 0) return "reset";
    const fins = marks & (TcpMark.FinToClient | TcpMark.FinToServer);
    if (fins === (TcpMark.FinToClient | TcpMark.FinToServer)) return "closed";
    if (fins !== 0) return "closing";
    if ((marks & TcpMark.Established) !== 0) return "established";
    if ((marks & TcpMark.SynAck) !== 0) return "answered";
    return (marks & TcpMark.Syn) !== 0 ? "attempted" : "midstream";
  }

  /** Why it is over; `undefined` before `flowEnd`. */
  get endReason(): FlowEndReason | undefined {
    return this.#endReason;
  }

  /**
   * The round trip of a TCP handshake, in milliseconds: from SYN to its answer
   * and on to the client's ACK, wherever between them the capture is made;
   * `undefined` where it was not seen whole, or a part was sent twice.
   */
  get roundTripMs(): number | undefined {
    const { serverRoundTripMs: server, clientRoundTripMs: client } = this;
    return server === undefined || client === undefined
      ? undefined
      : wholeMicroseconds(server + client);
  }

  /** The part of it from here to the server and back. */
  get serverRoundTripMs(): number | undefined {
    const ms = this.table.serverMs[this.slot];
    return ms < 0 ? undefined : ms;
  }

  /** The part of it from here to the client and back. */
  get clientRoundTripMs(): number | undefined {
    const ms = this.table.clientMs[this.slot];
    return ms < 0 ? undefined : ms;
  }

  /** `tcp 192.0.2.1:50000 > 192.0.2.2:443`. */
  toString(): string {
    return `${this.protocol} ${this.client} > ${this.server}`;
  }

  /** All of it as plain data. */
  toJSON(): Record<string, unknown> {
    const { id, protocol, service, firstSeen, lastSeen, history, state, endReason } = this;
    const { vlan, interfaceId, roundTripMs } = this;
    return {
      id,
      protocol,
      service,
      client: this.client.toJSON(),
      server: this.server.toJSON(),
      firstSeen,
      lastSeen,
      toServer: this.toServer.toJSON(),
      toClient: this.toClient.toJSON(),
      history,
      state,
      endReason,
      vlan,
      interfaceId,
      roundTripMs,
    };
  }
}
