// tests/analyzers/_tls.ts: what a TLS server says, as bytes, for tests of who listens.
import { ethernet } from "whiff/testing";

/** A certificate's names and dates; what is left out stands in brackets. */
export interface CertificateFields {
  /** Common name [`www.example.com`]. */
  readonly subject?: string;
  /** Common name of who signed it [`Test CA`]. */
  readonly issuer?: string;
  /** Alternative names [none]. */
  readonly names?: readonly string[];
  /** `YYMMDDhhmmssZ` [2023-01-01]. */
  readonly notBefore?: string;
  /** [2024-01-01] */
  readonly notAfter?: string;
}

/** The ClientHello for a server's name. */
export function clientHello(serverName: string): Uint8Array {
  const { bytes } = ethernet().ipv4().tcp().tlsClientHello({ serverName });
  return bytes.slice(14 + 20 + 20);
}

/** A ServerHello that chooses a version up to 1.2 (RFC 5246, section 7.4.1.3). */
export function serverHello(version: number): Uint8Array {
  return handshake(2, [...two(version), ...new Array(32).fill(7), 0, 0xc0, 0x2f, 0]);
}

/** A Certificate message with one certificate (RFC 5246, section 7.4.2). */
export function certificateMessage(fields: CertificateFields): Uint8Array {
  const certificate = certificateBytes(fields);
  return handshake(11, sized24(sized24(certificate)));
}

/** A message in a record of its own (RFC 5246, sections 6.2.1 and 7.4). */
function handshake(type: number, body: readonly number[]): Uint8Array {
  const message = [type, ...sized24(body)];
  return Uint8Array.from([22, 3, 3, ...two(message.length), ...message]);
}

/** The parts of a certificate that are read (RFC 5280, section 4.1); it is signed by nobody. */
function certificateBytes(fields: CertificateFields): number[] {
  const { subject = "www.example.com", issuer = "Test CA", names = [] } = fields;
  const { notBefore = "230101000000Z", notAfter = "240101000000Z" } = fields;
  const nothing = der(0x30);
  const alternatives = der(0x30, ...names.map((name) => der(0x82, text(name))));
  const extensions = der(
    0xa3,
    der(0x30, der(0x30, der(0x06, [0x55, 0x1d, 0x11]), der(0x04, alternatives))),
  );
  const body = der(
    0x30,
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    nothing,
    distinguishedName(issuer),
    der(0x30, der(0x17, text(notBefore)), der(0x17, text(notAfter))),
    distinguishedName(subject),
    nothing,
    ...(names.length > 0 ? [extensions] : []),
  );
  return der(0x30, body, nothing, der(0x03, [0]));
}

function distinguishedName(commonName: string): number[] {
  const pair = der(0x30, der(0x06, [0x55, 0x04, 0x03]), der(0x0c, text(commonName)));
  return der(0x30, der(0x31, pair));
}

/** One element: tag, length, content (X.690, section 8.1). */
function der(tag: number, ...contents: readonly (readonly number[])[]): number[] {
  const content = contents.flat();
  const length = content.length < 0x80 ? [content.length] : [0x82, ...two(content.length)];
  return [tag, ...length, ...content];
}

function text(value: string): number[] {
  return Array.from(new TextEncoder().encode(value));
}

function two(value: number): number[] {
  return [value >> 8, value & 0xff];
}

function sized24(content: readonly number[]): number[] {
  return [content.length >> 16, ...two(content.length & 0xffff), ...content];
}
