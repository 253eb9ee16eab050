// core/wire/_tls_handshake.ts: handshake messages, of TLS (RFC 8446, 5246) and DTLS alike.
import { bytes, type Fields, hexadecimal, integer, list, text } from "./field.ts";
import {
  type ClientHelloParts,
  type HelloTransport,
  ja3Hash,
  ja3sText,
  ja3Text,
  ja4,
} from "./tls_fingerprint.ts";

/** Message types (IANA "TLS HandshakeType"). */
export const HandshakeType = {
  HelloRequest: 0,
  ClientHello: 1,
  ServerHello: 2,
  HelloVerifyRequest: 3,
  NewSessionTicket: 4,
  EndOfEarlyData: 5,
  HelloRetryRequest: 6,
  EncryptedExtensions: 8,
  Certificate: 11,
  ServerKeyExchange: 12,
  CertificateRequest: 13,
  ServerHelloDone: 14,
  CertificateVerify: 15,
  ClientKeyExchange: 16,
  Finished: 20,
  CertificateUrl: 21,
  CertificateStatus: 22,
  SupplementalData: 23,
  KeyUpdate: 24,
  CompressedCertificate: 25,
  NextProtocol: 67,
} as const;
/** One of {@linkcode HandshakeType}, or another number. */
export type HandshakeType = typeof HandshakeType[keyof typeof HandshakeType];

const NAMES = new Map<number, string>(
  Object.entries(HandshakeType).map(([name, type]) => [type, name]),
);

/** Whether the number is a message type. */
export function isHandshakeType(type: number): boolean {
  return NAMES.has(type);
}

/** The extension that tells the host (RFC 6066, section 3). */
const SERVER_NAME = 0;

/**
 * One message: its header, and what of it is in the clear. In a cut message
 * the lists end with their last whole element.
 */
export class TlsHandshake {
  /** What it is; {@linkcode HandshakeType} names them. */
  type = 0;
  /** Of the message after its header, in bytes. */
  length = 0;
  /** DTLS: which message it is, for those in pieces too. */
  messageSequence?: number;
  /** DTLS: where this piece begins, in bytes. */
  fragmentOffset?: number;
  /** DTLS: of this piece, in bytes. */
  fragmentLength?: number;
  /** In a hello: the version of old, 0x0303 also where TLS 1.3 is meant. */
  version?: number;
  /** In a hello: 32 bytes. */
  random?: Uint8Array;
  /** In a hello: of the session id, in bytes. */
  sessionIdLength?: number;
  /** In a hello: the session to take up again, or what TLS 1.3 says in its place. */
  sessionId?: Uint8Array;
  /** DTLS: sent back to show that the address is real. */
  cookie?: Uint8Array;
  /** Of a ClientHello: what is offered. */
  cipherSuites?: number[];
  /** Of a ServerHello: what is chosen. */
  cipherSuite?: number;
  /** Of a ClientHello: what is offered. */
  compressionMethods?: number[];
  /** Of a ServerHello: what is chosen. */
  compressionMethod?: number;
  /** Types, in the order of the wire. */
  extensions?: number[];
  /** The host that the client wants (RFC 6066, section 3). */
  serverName?: string;
  /** Application protocols (RFC 7301): those offered, or the one chosen. */
  alpn?: string[];
  /** Groups for the key exchange (RFC 8422, section 5.1.1). */
  supportedGroups?: number[];
  /** Formats of points on curves (RFC 8422, section 5.1.2). */
  ecPointFormats?: number[];
  /** Of a ClientHello: what is offered (RFC 8446, section 4.2.1). */
  supportedVersions?: number[];
  /** Of a ServerHello: what is chosen; TLS 1.3 leaves `version` at 1.2. */
  supportedVersion?: number;
  /** Signature schemes that are understood (RFC 8446, section 4.2.3). */
  signatureAlgorithms?: number[];
  /** For the signatures in certificates, where they differ. */
  certificateSignatureAlgorithms?: number[];
  /** For delegated credentials (RFC 9345). */
  delegatedCredentialAlgorithms?: number[];
  /** Groups for which a key is sent. */
  keyShareGroups?: number[];
  /** Of each certificate, in bytes. */
  certificateLengths?: number[];

  /** Everything of the message was there. */
  whole = false;
  /** The first protocol of the ALPN list as it stands. */
  firstAlpn: Uint8Array | undefined;
  readonly #transport: HelloTransport;

  /** On nothing yet, read from TLS, DTLS or QUIC. */
  constructor(transport: HelloTransport) {
    this.#transport = transport;
  }

  /** The message's name; `Type99` where there is none. */
  get name(): string {
    return NAMES.get(this.type) ?? `Type${this.type}`;
  }

  /** MD5 of {@linkcode ja3Full}; only of a whole ClientHello. */
  get ja3(): string | undefined {
    const full = this.ja3Full;
    return full === undefined ? undefined : ja3Hash(full);
  }

  /** Version, ciphers, extensions, groups and point formats of a whole ClientHello. */
  get ja3Full(): string | undefined {
    const parts = this.#parts();
    return parts === undefined ? undefined : ja3Text(parts);
  }

  /** MD5 of {@linkcode ja3sFull}; only of a whole ServerHello. */
  get ja3s(): string | undefined {
    const full = this.ja3sFull;
    return full === undefined ? undefined : ja3Hash(full);
  }

  /** Version, cipher and extensions of a whole ServerHello. */
  get ja3sFull(): string | undefined {
    const { type, version, cipherSuite, extensions, whole } = this;
    if (type !== HandshakeType.ServerHello || !whole) return undefined;
    return ja3sText(version ?? 0, cipherSuite ?? 0, extensions ?? []);
  }

  /** JA4 of a whole ClientHello. */
  get ja4(): string | undefined {
    const parts = this.#parts();
    return parts === undefined ? undefined : ja4(parts, this.#transport);
  }

  #parts(): ClientHelloParts | undefined {
    if (this.type !== HandshakeType.ClientHello || !this.whole) return undefined;
    return {
      version: this.version ?? 0,
      cipherSuites: this.cipherSuites ?? [],
      extensions: this.extensions ?? [],
      supportedGroups: this.supportedGroups ?? [],
      ecPointFormats: this.ecPointFormats ?? [],
      signatureAlgorithms: this.signatureAlgorithms ?? [],
      supportedVersions: this.supportedVersions ?? [],
      hasServerName: this.extensions?.includes(SERVER_NAME) ?? false,
      firstAlpn: this.firstAlpn,
    };
  }
}

/** The fields of a message, for TLS. */
export const HANDSHAKE_FIELDS = {
  type: integer("what it is: 1 ClientHello, 2 ServerHello, 11 Certificate"),
  length: integer("without its header", "bytes"),
  version: hexadecimal("of the hello itself; 1.3 says 1.2 here"),
  random: bytes("32 random bytes, the older of which are a time"),
  sessionIdLength: integer("of the session identifier", "bytes"),
  sessionId: bytes("to resume by"),
  cipherSuites: list(hexadecimal("cipher suite that the client offers")),
  cipherSuite: hexadecimal("cipher suite that the server chose"),
  compressionMethods: list(integer("compression that the client offers")),
  compressionMethod: integer("compression that the server chose"),
  extensions: list(integer("extension type")),
  serverName: text("host that the client wants"),
  alpn: list(text("application protocol")),
  supportedGroups: list(integer("group for the key exchange")),
  ecPointFormats: list(integer("form of points on a curve")),
  supportedVersions: list(hexadecimal("version that the client offers")),
  supportedVersion: hexadecimal("version that the server chose"),
  delegatedCredentialAlgorithms: list(hexadecimal("signature algorithm, delegated credentials")),
  signatureAlgorithms: list(hexadecimal("signature algorithm")),
  certificateSignatureAlgorithms: list(hexadecimal("signature algorithm, in certificates")),
  keyShareGroups: list(integer("group for which a key is sent")),
  certificateLengths: list(integer("of a certificate", "bytes")),
  ja3: text("fingerprint of the client"),
  ja3Full: text("what it hashes"),
  ja3s: text("fingerprint of the server's answer"),
  ja3sFull: text("what it hashes"),
  ja4: text("fingerprint of the client that does not change with the order of extensions"),
} satisfies Fields;
