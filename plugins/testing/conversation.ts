// plugins/testing/conversation.ts: a whole TCP connection, packet by packet.
import { Address, IPV4_LENGTH } from "../../core/wire/address.ts";
import { parseDuration } from "../duration.ts";
import type { TcpFields } from "./_transport_layers.ts";
import { ethernet, type PacketBuilder, START_SECONDS } from "./packet_builder.ts";

/** Who talks, and how; what is left out stands in brackets. */
export interface ConversationOptions {
  /** Address of who opens [`192.0.2.1`]. */
  readonly client?: string;
  /** Address of who answers, of the same IP version [`192.0.2.2`]. */
  readonly server?: string;
  /** [49152] */
  readonly clientPort?: number;
  /** [80] */
  readonly serverPort?: number;
  /** Time from one packet to the next [`"1ms"`]. */
  readonly interval?: string;
  /** When the first packet is seen, in seconds since 1970 [{@linkcode START_SECONDS}]. */
  readonly startSeconds?: number;
  /** Bytes of payload in a segment at most [1,460]. */
  readonly maximumSegmentSize?: number;
}

/** One end of a conversation. */
interface End {
  readonly address: string;
  readonly port: number;
  /** The sequence number of the next byte that it sends. */
  next: number;
}

/**
 * A TCP connection with sequence numbers that fit: a handshake, what the two
 * say, and how it ends.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const { packets } = conversation({ serverPort: 80 })
 *   .send("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")
 *   .answer("HTTP/1.1 204 No Content\r\n\r\n")
 *   .close();
 * assertStrictEquals(packets.length, 3 + 2 + 2 + 3);
 * ```
 */
export function conversation(options: ConversationOptions = {}): Conversation {
  return new Conversation(options);
}

/** A connection that grows; made by {@linkcode conversation}. */
export class Conversation {
  /** The packets so far, in the order of time. */
  readonly packets: PacketBuilder[] = [];
  readonly #client: End;
  readonly #server: End;
  readonly #intervalMs: number;
  readonly #startSeconds: number;
  readonly #segmentLength: number;

  /** Begins with the handshake. */
  constructor(options: ConversationOptions = {}) {
    const { client = "192.0.2.1", server = "192.0.2.2" } = options;
    this.#client = { address: client, port: options.clientPort ?? 49_152, next: 1000 };
    this.#server = { address: server, port: options.serverPort ?? 80, next: 5000 };
    this.#intervalMs = parseDuration(options.interval ?? "1ms");
    this.#startSeconds = options.startSeconds ?? START_SECONDS;
    this.#segmentLength = options.maximumSegmentSize ?? 1460;
    const offer = { maximumSegmentSize: this.#segmentLength };
    this.#segment(this.#client, { flags: "S", acknowledgmentNumber: 0, ...offer });
    this.#segment(this.#server, { flags: "SA", ...offer });
    this.#segment(this.#client, { flags: "A" });
  }

  /** The client sends; the server acknowledges it. */
  send(content: Uint8Array | string): this {
    return this.#say(this.#client, content);
  }

  /** The server sends; the client acknowledges it. */
  answer(content: Uint8Array | string): this {
    return this.#say(this.#server, content);
  }

  /** The client ends it, then the server. */
  close(): this {
    this.#segment(this.#client, { flags: "FA" });
    this.#segment(this.#server, { flags: "FA" });
    return this.#segment(this.#client, { flags: "A" });
  }

  /** The server breaks it off. */
  reset(): this {
    return this.#segment(this.#server, { flags: "R" });
  }

  #say(from: End, content: Uint8Array | string): this {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    for (let at = 0; at < bytes.length; at += this.#segmentLength) {
      const part = bytes.subarray(at, at + this.#segmentLength);
      this.#segment(from, { flags: "PA" }, part);
    }
    return this.#segment(this.#other(from), { flags: "A" });
  }

  #segment(from: End, fields: TcpFields, content: Uint8Array = new Uint8Array(0)): this {
    const to = this.#other(from);
    const addresses = { source: from.address, destination: to.address };
    const isV4 = Address.parse(from.address).kind === IPV4_LENGTH;
    const ip = isV4 ? ethernet().ipv4(addresses) : ethernet().ipv6(addresses);
    const segment = ip.tcp({
      sourcePort: from.port,
      destinationPort: to.port,
      sequenceNumber: from.next,
      acknowledgmentNumber: to.next,
      ...fields,
    }).payload(content);
    const ms = this.packets.length * this.#intervalMs;
    this.packets.push(segment.at(this.#startSeconds, 0).later(ms));
    // SYN and FIN take a number each (RFC 9293, section 3.4).
    const flag = /[SF]/.test(fields.flags ?? "") ? 1 : 0;
    from.next = (from.next + content.length + flag) >>> 0;
    return this;
  }

  #other(end: End): End {
    return end === this.#client ? this.#server : this.#client;
  }
}
