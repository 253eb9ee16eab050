// core/flow/messages/quic.ts: the ClientHello in QUIC's first packets, RFC 9001.
import { Fault } from "../../wire/fault.ts";
import { probeQuic, Quic, QuicPacketType } from "../../wire/quic.ts";
import { HandshakeType, readTlsHandshake, type TlsHandshake } from "../../wire/tls.ts";
import type { Flow } from "../flow.ts";
import { CryptoStream } from "./_quic_crypto_stream.ts";
import { InitialKeys, openInitial } from "./_quic_initial.ts";
import type { MessageOutlet, MessageParser, MessageProtocol, Side } from "./parser.ts";
import { newestVersion, tlsVersionName } from "./tls.ts";

/**
 * What a client says when it opens a QUIC connection, once for each. Lent like
 * the flow; texts and lists stay.
 */
export interface QuicHello {
  /** The conversation, lent. */
  readonly flow: Flow;
  /** QUIC's version: 1, or 0x6b3343cf for version 2. */
  readonly quicVersion: number;
  /** The host that the client asked for. */
  readonly serverName: string | undefined;
  /** ALPN: what the client offers, `h3` and the like. */
  readonly applicationProtocols: readonly string[];
  /** The newest version of TLS that the client offers. */
  readonly version: number;
  /** The same as text: `TLS 1.3`. */
  readonly versionName: string;
  /** What the client offers, in its order. */
  readonly cipherSuites: readonly number[];
  /** The client's fingerprint, MD5 in hexadecimal. */
  readonly ja3: string | undefined;
  /** The client's fingerprint, as FoxIO defines it. */
  readonly ja4: string | undefined;
  /** The message as decoded. */
  readonly handshake: TlsHandshake;
}

/** Packets that are tried for the hello: it is in the first few, or nowhere. */
const MAX_TRIES = 16;

class QuicParser implements MessageParser {
  readonly #outlet: MessageOutlet;
  readonly #view = new Quic();
  readonly #stream: CryptoStream;
  #keys: InitialKeys | undefined;
  #quicVersion = 0;
  #tries = 0;

  constructor(outlet: MessageOutlet) {
    this.#outlet = outlet;
    this.#stream = new CryptoStream(outlet.budget);
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): boolean {
    if (side === 1) return true;
    for (let at = start; at < end && this.#tries < MAX_TRIES;) {
      const view = this.#view;
      if (view.at(bytes, at, end) !== Fault.None) break;
      this.#tries++;
      if (view.packetType === QuicPacketType.Initial && view.version !== undefined) {
        if (this.#initial(view, view.version)) return this.#finish();
      }
      if (view.headerForm === 0 || view.payloadStart <= at) break;
      at = view.payloadStart;
    }
    return this.#tries < MAX_TRIES ? true : this.#finish();
  }

  /** Opens one packet; true when the hello is complete. */
  #initial(view: Quic, version: number): boolean {
    const { destinationConnectionId, bytes, start, payloadStart } = view;
    // A Retry and the server's choice of name change the keys' root at most once (RFC 9001, 5.2).
    const keys = this.#keys ?? InitialKeys.derive(version, destinationConnectionId);
    if (keys === undefined) return false;
    let plain = openInitial(keys, view, bytes, start, payloadStart);
    if (plain === undefined && this.#keys !== undefined) {
      const fresh = InitialKeys.derive(version, destinationConnectionId);
      plain = fresh && openInitial(fresh, view, bytes, start, payloadStart);
      if (plain !== undefined) {
        this.#keys = fresh;
        this.#stream.clear();
      }
    }
    if (plain === undefined) return false;
    this.#keys ??= keys;
    this.#quicVersion = version;
    this.#stream.readFrames(plain);
    return this.#readHello();
  }

  #readHello(): boolean {
    const bytes = this.#stream.contiguous;
    if (bytes.length === 0) return false;
    if (bytes[0] !== HandshakeType.ClientHello) return true;
    const handshake = readTlsHandshake(bytes.slice(), 0, bytes.length, "q");
    if (handshake === undefined) return false;
    const version = newestVersion(handshake);
    const hello: QuicHello = {
      flow: this.#outlet.flow,
      quicVersion: this.#quicVersion,
      serverName: handshake.serverName,
      applicationProtocols: handshake.alpn ?? [],
      version,
      versionName: tlsVersionName(version),
      cipherSuites: handshake.cipherSuites ?? [],
      ja3: handshake.ja3,
      ja4: handshake.ja4,
      handshake,
    };
    this.#outlet.emit("quic", hello);
    return true;
  }

  #finish(): false {
    this.#stream.clear();
    return false;
  }

  end(): void {
    this.#finish();
  }
}

/** QUIC on any port, from its first packet. */
export const QUIC: MessageProtocol = {
  name: "quic",
  events: ["quic"],
  over: "datagram",
  ports: [443],
  probe: probeQuic,
  open: (outlet) => new QuicParser(outlet),
};
