// core/flow/messages/tls.ts: TLS hellos and certificates, across segments and records.
import { u16, u24 } from "../../wire/bytes.ts";
import { type Certificate, readCertificate } from "../../wire/certificate.ts";
import {
  HandshakeType,
  probeTls,
  readTlsHandshake,
  TLS_RECORD_HEADER_LENGTH,
  TlsContentType,
  type TlsHandshake,
} from "../../wire/tls.ts";
import { elapsedMs } from "../_elapsed.ts";
import type { FlowDirection } from "../flow.ts";
import { ByteQueue } from "./_byte_queue.ts";
import type { Hello } from "./hello.ts";
import type { MessageOutlet, MessageParser, MessageProtocol, Side } from "./parser.ts";

export type { Certificate } from "../../wire/certificate.ts";

/** One message of a handshake that is in the clear. */
export interface TlsHello extends Hello {
  /** `certificate` comes in the clear up to TLS 1.2 only. */
  readonly kind: "clientHello" | "serverHello" | "certificate";
  /** Which way it went: certificates come from the server, and from a client that is asked for its own. */
  readonly direction: FlowDirection;
  /** The sender's certificates, its own first; of a certificate. */
  readonly certificates: readonly Certificate[];
  /** The message as decoded; `undefined` of a certificate. */
  readonly handshake: TlsHandshake | undefined;
}

/** Bytes of a handshake message's type and length. */
const HANDSHAKE_HEADER_LENGTH = 4;
/** Handshake messages are seldom longer than a few kilobytes; certificates may be. */
const MAX_HANDSHAKE = 0x1_0000;

/** The random of a hello that is a request to try again (RFC 8446, section 4.1.3), its first bytes. */
const RETRY_RANDOM = [0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11];

const VERSION_NAMES: { readonly [version: number]: string } = {
  0x0300: "SSL 3.0",
  0x0301: "TLS 1.0",
  0x0302: "TLS 1.1",
  0x0303: "TLS 1.2",
  0x0304: "TLS 1.3",
};

/** `TLS 1.3`; the number in hexadecimal where there is no name. */
export function tlsVersionName(version: number): string {
  return VERSION_NAMES[version] ?? `0x${version.toString(16).padStart(4, "0")}`;
}

/** The newest version that a ClientHello offers. */
export function newestVersion({ version, supportedVersions }: TlsHandshake): number {
  // Beside versions there are drafts and companies' own, which say nothing of new or old.
  const offered = (supportedVersions ?? []).filter((one) => VERSION_NAMES[one] !== undefined);
  return offered.length === 0 ? version ?? 0 : Math.max(...offered);
}

/** Whether a ServerHello asks the client to say hello again. */
export function isRetryRequest({ random }: TlsHandshake): boolean {
  return RETRY_RANDOM.every((byte, at) => random?.[at] === byte);
}

/** Gets each handshake message that is whole, lent. */
type OnHandshake = (bytes: Uint8Array, start: number, end: number) => void;

/** Reads the records of one direction, up to where they are encrypted. */
class RecordReader {
  /** Handshake bytes, put together from records. */
  readonly queue: ByteQueue;
  /** Nothing in the clear comes any more. */
  isDone = false;
  /** The hello is said again: a change of cipher before it changes nothing (RFC 8446, D.4). */
  isRetry = false;
  /** A record's header, as far as it has come. */
  readonly #header = new Uint8Array(TLS_RECORD_HEADER_LENGTH);
  #headerLength = 0;
  /** Bytes of the record that are still to come. */
  #left = 0;
  readonly #onMessage: OnHandshake;

  constructor(queue: ByteQueue, onMessage: OnHandshake) {
    this.queue = queue;
    this.#onMessage = onMessage;
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end && !this.isDone;) {
      if (this.#left === 0) {
        this.#header[this.#headerLength++] = bytes[at++];
        if (this.#headerLength < TLS_RECORD_HEADER_LENGTH) continue;
        this.#begin();
        continue;
      }
      const until = Math.min(end, at + this.#left);
      this.#left -= until - at;
      if (this.#header[0] === TlsContentType.ChangeCipherSpec) at = until;
      else if (!this.queue.append(bytes, at, until)) this.finish();
      else this.#readMessages();
      at = until;
    }
  }

  #begin(): void {
    const [type, major] = this.#header;
    this.#headerLength = 0;
    this.#left = u16(this.#header, 3);
    if (type === TlsContentType.ChangeCipherSpec && this.isRetry) return;
    // After a change of cipher all is encrypted, and in TLS 1.3 it looks like data.
    if (type !== TlsContentType.Handshake || major !== 3) this.finish();
  }

  #readMessages(): void {
    const { queue } = this;
    while (queue.length >= HANDSHAKE_HEADER_LENGTH && !this.isDone) {
      const length = HANDSHAKE_HEADER_LENGTH + u24(queue.bytes, queue.start + 1);
      if (length > MAX_HANDSHAKE) this.finish();
      if (this.isDone || queue.length < length) return;
      this.#onMessage(queue.bytes, queue.start, queue.start + length);
      if (!this.isDone) queue.skip(length);
    }
  }

  /** Reads no more of this direction. */
  finish(): void {
    this.isDone = true;
    this.queue.clear();
  }
}

class TlsParser implements MessageParser {
  readonly #outlet: MessageOutlet;
  readonly #readers: readonly [RecordReader, RecordReader];
  #serverName: string | undefined;
  #version = 0;
  #helloMs = -1;

  constructor(outlet: MessageOutlet) {
    this.#outlet = outlet;
    const reader = (direction: FlowDirection) =>
      new RecordReader(
        new ByteQueue(outlet.budget, MAX_HANDSHAKE),
        (bytes, start, end) => this.#message(direction, bytes, start, end),
      );
    this.#readers = [reader("toServer"), reader("toClient")];
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, gap: number): boolean {
    const reader = this.#readers[side];
    if (gap > 0) reader.finish();
    reader.data(bytes, start, end);
    return !(this.#readers[0].isDone && this.#readers[1].isDone);
  }

  end(): void {
    for (const reader of this.#readers) reader.finish();
  }

  #message(direction: FlowDirection, bytes: Uint8Array, start: number, end: number): void {
    switch (bytes[start]) {
      case HandshakeType.ClientHello:
      case HandshakeType.ServerHello: {
        // What the message keeps of the bytes has to stay.
        const own = bytes.slice(start, end);
        const handshake = readTlsHandshake(own, 0, own.length, "t");
        if (handshake === undefined) return;
        if (handshake.type === HandshakeType.ClientHello) this.#clientHello(direction, handshake);
        else this.#serverHello(direction, handshake);
        return;
      }
      case HandshakeType.Certificate:
        this.#certificates(direction, bytes, start + HANDSHAKE_HEADER_LENGTH, end);
    }
  }

  #clientHello(direction: FlowDirection, handshake: TlsHandshake): void {
    this.#serverName = handshake.serverName;
    this.#version = newestVersion(handshake);
    if (this.#helloMs < 0) this.#helloMs = this.#outlet.timeMs;
    this.#emit("clientHello", direction, {
      applicationProtocols: handshake.alpn ?? [],
      cipherSuites: handshake.cipherSuites ?? [],
      ja3: handshake.ja3,
      ja4: handshake.ja4,
      handshake,
    });
  }

  #serverHello(direction: FlowDirection, handshake: TlsHandshake): void {
    const { cipherSuite, supportedVersion, version = 0 } = handshake;
    this.#version = supportedVersion ?? version;
    const isRetry = isRetryRequest(handshake);
    for (const reader of this.#readers) reader.isRetry = isRetry;
    this.#emit("serverHello", direction, {
      applicationProtocols: handshake.alpn ?? [],
      cipherSuites: cipherSuite === undefined ? [] : [cipherSuite],
      ja3s: handshake.ja3s,
      latencyMs: this.#helloMs < 0 ? undefined : elapsedMs(this.#helloMs, this.#outlet.timeMs),
      isRetry,
      handshake,
    });
  }

  /** Up to TLS 1.2 (RFC 5246, section 7.4.2). */
  #certificates(direction: FlowDirection, bytes: Uint8Array, start: number, end: number): void {
    const certificates: Certificate[] = [];
    for (let at = start + 3; at + 3 <= end;) {
      const first = at + 3;
      at = first + u24(bytes, at);
      if (at > end) break;
      const certificate = readCertificate(bytes, first, at);
      if (certificate !== undefined) certificates.push(certificate);
    }
    if (certificates.length > 0) this.#emit("certificate", direction, { certificates });
  }

  #emit(kind: TlsHello["kind"], direction: FlowDirection, known: Partial<TlsHello>): void {
    const hello: TlsHello = {
      flow: this.#outlet.flow,
      kind,
      direction,
      serverName: this.#serverName,
      applicationProtocols: known.applicationProtocols ?? [],
      version: this.#version,
      versionName: tlsVersionName(this.#version),
      cipherSuites: known.cipherSuites ?? [],
      ja3: known.ja3,
      ja3s: known.ja3s,
      ja4: known.ja4,
      latencyMs: known.latencyMs,
      isRetry: known.isRetry ?? false,
      certificates: known.certificates ?? [],
      handshake: known.handshake,
    };
    this.#outlet.emit("tls", hello);
  }
}

/** TLS by TCP, on any port, from its beginning. */
export const TLS: MessageProtocol = {
  name: "tls",
  events: ["tls"],
  over: "stream",
  ports: [443, 465, 636, 853, 989, 990, 992, 993, 995, 5061, 8443],
  probe: probeTls,
  open: (outlet) => new TlsParser(outlet),
};
