// core/wire/_tls_handshake_body.ts: reading handshake messages, RFC 8446, section 4, and RFC 5246, section 7.4.
import type { Cursor } from "./_cursor.ts";
import { HandshakeType, type TlsHandshake } from "./_tls_handshake.ts";

/** Extensions whose content is decoded (IANA "TLS ExtensionType Values"). */
const Extension = {
  ServerName: 0,
  SupportedGroups: 10,
  EcPointFormats: 11,
  SignatureAlgorithms: 13,
  Alpn: 16,
  DelegatedCredentials: 34,
  SupportedVersions: 43,
  SignatureAlgorithmsCert: 50,
  KeyShare: 51,
} as const;

/** Reads the body of a message into `message`, whose header is set. */
export function readHandshakeBody(message: TlsHandshake, body: Cursor, datagram: boolean): void {
  message.whole = body.left === message.length;
  switch (message.type) {
    case HandshakeType.ClientHello:
      clientHello(message, body, datagram);
      break;
    case HandshakeType.ServerHello:
      serverHello(message, body);
      break;
    case HandshakeType.HelloVerifyRequest:
      if (body.left >= 2) message.version = body.u16();
      if (body.left >= 1) message.cookie = body.take(body.u8());
      break;
    case HandshakeType.Certificate:
      certificates(message, body);
      break;
    case HandshakeType.CertificateRequest:
      certificateRequest(message, body);
      break;
    case HandshakeType.EncryptedExtensions:
      readExtensions(message, body);
      break;
  }
  if (body.short) message.whole = false;
}

/** Version, random and session identifier, which both hellos begin with. Gives back whether they are there. */
function helloHead(message: TlsHandshake, body: Cursor): boolean {
  if (body.left < 2) return false;
  message.version = body.u16();
  if (body.left < 32) return false;
  message.random = body.take(32);
  if (body.left < 1) return false;
  message.sessionIdLength = body.u8();
  if (body.left < message.sessionIdLength) return false;
  if (message.sessionIdLength > 0) message.sessionId = body.take(message.sessionIdLength);
  return true;
}

function clientHello(message: TlsHandshake, body: Cursor, datagram: boolean): void {
  if (!helloHead(message, body)) return;
  if (datagram && body.left > 0) message.cookie = body.take(body.u8());
  if (body.left < 2) return;
  message.cipherSuites = u16List(body.inner(body.u16()));
  if (body.left < 1) return;
  message.compressionMethods = Array.from(body.take(body.u8()));
  readExtensions(message, body);
}

function serverHello(message: TlsHandshake, body: Cursor): void {
  if (!helloHead(message, body) || body.left < 3) return;
  message.cipherSuite = body.u16();
  message.compressionMethod = body.u8();
  readExtensions(message, body);
}

/** Certificates up to TLS 1.2 (RFC 5246, section 7.4.2); later ones are encrypted. */
function certificates(message: TlsHandshake, body: Cursor): void {
  if (body.left < 3) return;
  const all = body.inner(body.u24());
  message.certificateLengths = [];
  while (all.left >= 3) {
    const length = all.u24();
    message.certificateLengths.push(length);
    all.skip(length);
  }
}

/** Up to TLS 1.2 (RFC 5246, section 7.4.4). */
function certificateRequest(message: TlsHandshake, body: Cursor): void {
  body.take(body.u8());
  if (body.left >= 2) message.signatureAlgorithms = u16List(body.inner(body.u16()));
}

function readExtensions(message: TlsHandshake, body: Cursor): void {
  if (body.left < 2) return;
  const all = body.inner(body.u16());
  const types: number[] = message.extensions = [];
  while (all.left >= 4) {
    const type = all.u16();
    types.push(type);
    const data = all.inner(all.u16());
    if (message.type === HandshakeType.ServerHello) serverExtension(message, type, data);
    else clientExtension(message, type, data);
  }
  if (all.short) body.short = true;
}

function clientExtension(message: TlsHandshake, type: number, data: Cursor): void {
  switch (type) {
    case Extension.ServerName:
      message.serverName = serverName(data);
      break;
    case Extension.SupportedGroups:
      message.supportedGroups = u16List(data.inner(data.u16()));
      break;
    case Extension.EcPointFormats:
      message.ecPointFormats = Array.from(data.take(data.u8()));
      break;
    case Extension.SignatureAlgorithms:
      message.signatureAlgorithms = u16List(data.inner(data.u16()));
      break;
    case Extension.SignatureAlgorithmsCert:
      message.certificateSignatureAlgorithms = u16List(data.inner(data.u16()));
      break;
    case Extension.DelegatedCredentials:
      message.delegatedCredentialAlgorithms = u16List(data.inner(data.u16()));
      break;
    case Extension.Alpn:
      alpn(message, data);
      break;
    case Extension.SupportedVersions:
      message.supportedVersions = u16List(data.inner(data.u8()));
      break;
    case Extension.KeyShare:
      message.keyShareGroups = keyShares(data.inner(data.u16()));
      break;
  }
}

function serverExtension(message: TlsHandshake, type: number, data: Cursor): void {
  switch (type) {
    case Extension.EcPointFormats:
      message.ecPointFormats = Array.from(data.take(data.u8()));
      break;
    case Extension.Alpn:
      alpn(message, data);
      break;
    case Extension.SupportedVersions:
      if (data.left >= 2) message.supportedVersion = data.u16();
      break;
    case Extension.KeyShare:
      // A hello that asks to try again names the group and sends no key.
      if (data.left > 2) message.keyShareGroups = [data.u16()];
      break;
  }
}

/** The first name of the list (RFC 6066, section 3): there is never another. */
function serverName(data: Cursor): string | undefined {
  const all = data.inner(data.u16());
  if (all.left < 3 || all.u8() !== 0) return undefined;
  const length = all.u16();
  return length > all.left ? undefined : all.text(length);
}

/** Application protocols (RFC 7301, section 3.1). */
function alpn(message: TlsHandshake, data: Cursor): void {
  const all = data.inner(data.u16());
  const names: string[] = message.alpn = [];
  while (all.more) {
    const length = all.u8();
    if (length > all.left) break;
    message.firstAlpn ??= all.bytes.subarray(all.at, all.at + length);
    names.push(all.text(length));
  }
}

function keyShares(all: Cursor): number[] {
  const groups: number[] = [];
  while (all.left >= 4) {
    groups.push(all.u16());
    all.take(all.u16());
  }
  return groups;
}

function u16List(data: Cursor): number[] {
  const values: number[] = [];
  while (data.left >= 2) values.push(data.u16());
  return values;
}
