// core/flow/messages/quic.ts: the hellos in QUIC's first packets, RFC 9001.
import { u24 } from "../../wire/bytes.ts";
import { Fault } from "../../wire/fault.ts";
import { probeQuic, Quic, QuicPacketType } from "../../wire/quic.ts";
import { HandshakeType, readTlsHandshake, type TlsHandshake } from "../../wire/tls.ts";
import { elapsedMs } from "../_elapsed.ts";
import { CryptoStream } from "./_quic_crypto_stream.ts";
import { InitialKeys, openInitial } from "./_quic_initial.ts";
import type { Hello } from "./hello.ts";
import type {
  MessageBudget,
  MessageOutlet,
  MessageParser,
  MessageProtocol,
  Side,
} from "./parser.ts";
import { isRetryRequest, newestVersion, tlsVersionName } from "./tls.ts";

/** A hello in the first packets of a QUIC connection, the client's and the server's, each once. */
export interface QuicHello extends Hello {
  /** Who says hello. */
  readonly kind: "clientHello" | "serverHello";
  /** QUIC's version: 1, or 0x6b3343cf for version 2. */
  readonly quicVersion: number;
  /** The message as decoded. */
  readonly handshake: TlsHandshake;
}

const NO_IDENTIFIER: Uint8Array = new Uint8Array(0);

/** Packets of one side that are tried for its hello: it is in the first few, or nowhere. */
const MAX_TRIES = 16;

/** The first bytes of a handshake message: what it is and how long (RFC 8446, section 4). */
const MESSAGE_HEADER_LENGTH = 4;

/** What is known of one side. */
class Speaker {
  readonly stream: CryptoStream;
  keys: InitialKeys | undefined;
  tries = 0;
  /** Bytes of the stream that were read. */
  read = 0;
  /** Its hello was read, or there is none. */
  isDone = false;

  constructor(budget: MessageBudget) {
    this.stream = new CryptoStream(budget);
  }

  finish(): void {
    this.isDone = true;
    this.stream.clear();
  }
}

class QuicParser implements MessageParser {
  readonly #outlet: MessageOutlet;
  readonly #view = new Quic();
  readonly #client: Speaker;
  readonly #server: Speaker;
  /** What the client made up for the server: the root of both sides' keys. */
  #root: Uint8Array | undefined;
  #serverName: string | undefined;
  #helloMs = -1;

  constructor(outlet: MessageOutlet) {
    this.#outlet = outlet;
    this.#client = new Speaker(outlet.budget);
    this.#server = new Speaker(outlet.budget);
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): boolean {
    const speaker = side === 0 ? this.#client : this.#server;
    for (let at = start; at < end && !speaker.isDone;) {
      const view = this.#view;
      if (view.at(bytes, at, end) !== Fault.None) break;
      if (view.packetType === QuicPacketType.Initial && view.version !== undefined) {
        const plain = this.#open(speaker, view, view.version);
        if (plain !== undefined) this.#read(speaker, view.version, plain);
      }
      if (++speaker.tries >= MAX_TRIES) speaker.finish();
      if (view.headerForm === 0 || view.payloadStart <= at) break;
      at = view.payloadStart;
    }
    return !(this.#client.isDone && this.#server.isDone);
  }

  /** The frames of an Initial packet. */
  #open(speaker: Speaker, view: Quic, version: number): Uint8Array | undefined {
    const { destinationConnectionId, bytes, start, payloadStart } = view;
    const open = (keys: InitialKeys | undefined) =>
      keys && openInitial(keys, view, bytes, start, payloadStart);
    if (speaker === this.#server) {
      speaker.keys ??= this.#root && InitialKeys.derive(version, this.#root, "server");
      return open(speaker.keys);
    }
    const plain = open(speaker.keys);
    if (plain !== undefined) return plain;
    // A Retry and the server's choice of name change the keys' root at most once (RFC 9001, 5.2).
    const fresh = InitialKeys.derive(version, destinationConnectionId);
    const anew = open(fresh);
    if (anew === undefined) return undefined;
    speaker.keys = fresh;
    speaker.stream.clear();
    this.#root = destinationConnectionId?.slice() ?? NO_IDENTIFIER;
    this.#server.keys = undefined;
    return anew;
  }

  #read(speaker: Speaker, quicVersion: number, plain: Uint8Array): void {
    speaker.stream.readFrames(plain);
    for (;;) {
      const bytes = speaker.stream.contiguous.slice(speaker.read);
      if (bytes.length < MESSAGE_HEADER_LENGTH) return;
      const length = MESSAGE_HEADER_LENGTH + u24(bytes, 1);
      const handshake = bytes.length < length ? undefined : readTlsHandshake(bytes, 0, length, "q");
      const isExpected = bytes[0] ===
        (speaker === this.#client ? HandshakeType.ClientHello : HandshakeType.ServerHello);
      if (!isExpected) return speaker.finish();
      if (handshake === undefined) return;
      speaker.read += length;
      const again = speaker === this.#client
        ? this.#clientHello(quicVersion, handshake)
        : this.#serverHello(quicVersion, handshake);
      if (!again) return speaker.finish();
    }
  }

  #clientHello(quicVersion: number, handshake: TlsHandshake): false {
    this.#serverName = handshake.serverName;
    this.#helloMs = this.#outlet.timeMs;
    this.#emit("clientHello", quicVersion, handshake, newestVersion(handshake));
    return false;
  }

  /** True when another one is to come. */
  #serverHello(quicVersion: number, handshake: TlsHandshake): boolean {
    const { version = 0, supportedVersion = version } = handshake;
    this.#emit("serverHello", quicVersion, handshake, supportedVersion);
    return isRetryRequest(handshake);
  }

  #emit(
    kind: QuicHello["kind"],
    quicVersion: number,
    handshake: TlsHandshake,
    version: number,
  ): void {
    const { flow, timeMs } = this.#outlet;
    const isAnswer = kind === "serverHello";
    const { alpn = [], cipherSuite, cipherSuites = [], ja3, ja3s, ja4 } = handshake;
    const hello: QuicHello = {
      flow,
      kind,
      quicVersion,
      serverName: this.#serverName,
      applicationProtocols: alpn,
      version,
      versionName: tlsVersionName(version),
      cipherSuites: cipherSuite === undefined ? cipherSuites : [cipherSuite],
      ja3,
      ja3s,
      ja4,
      latencyMs: isAnswer && this.#helloMs >= 0 ? elapsedMs(this.#helloMs, timeMs) : undefined,
      isRetry: isAnswer && isRetryRequest(handshake),
      handshake,
    };
    this.#outlet.emit("quic", hello);
  }

  end(): void {
    this.#client.finish();
    this.#server.finish();
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
