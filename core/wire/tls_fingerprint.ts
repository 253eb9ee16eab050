// core/wire/tls_fingerprint.ts: JA3, JA3S and JA4 of hellos.
import { md5 } from "./_md5.ts";
import { remembering } from "./_recent.ts";
import { sha256 } from "./_sha256.ts";

/** What of a ClientHello its fingerprints are made from. Lists are in the order of the wire. */
export interface ClientHelloParts {
  /** The version in the hello itself. */
  readonly version: number;
  readonly cipherSuites: readonly number[];
  /** Extension types. */
  readonly extensions: readonly number[];
  readonly supportedGroups: readonly number[];
  readonly ecPointFormats: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  readonly supportedVersions: readonly number[];
  /** There is a server name. */
  readonly hasServerName: boolean;
  /** The first protocol of the ALPN list, where there is one. */
  readonly firstAlpn: Uint8Array | undefined;
}

/** What carries the hello: TLS over TCP, DTLS, or TLS in QUIC. */
export type HelloTransport = "t" | "d" | "q";

const ASCII = new TextEncoder();

/** Digests of texts, for a few hundred programs: each has three texts and a hundred bytes in them. */
const hashed = {
  md5: remembering(1_024, (text) => md5(ASCII.encode(text))),
  sha256: remembering(1_024, (text) => sha256(ASCII.encode(text)).slice(0, 12)),
};

/**
 * Whether a number is one of those that clients strew in to keep servers
 * tolerant (RFC 8701): 0x0a0a, 0x1a1a … 0xfafa.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(isGrease(0x2a2a), true);
 * assertStrictEquals(isGrease(0x1301), false);
 * ```
 */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** The text that JA3 hashes: version, ciphers, extensions, groups, point formats. */
export function ja3Text(hello: ClientHelloParts): string {
  return [
    hello.version,
    joined(hello.cipherSuites),
    joined(hello.extensions),
    joined(hello.supportedGroups),
    hello.ecPointFormats.join("-"),
  ].join(",");
}

/** The text that JA3S hashes: version, cipher, extensions. */
export function ja3sText(version: number, cipherSuite: number, extensions: readonly number[]) {
  return `${version},${cipherSuite},${extensions.join("-")}`;
}

/**
 * The hash of either text, as 32 hexadecimal digits.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(ja3Hash("769,4-5-10-9-100-98-3-6-19-18-99,,,"), "de350869b8c85de67a350c8d186f11e6");
 * ```
 */
export function ja3Hash(text: string): string {
  return hashed.md5(text);
}

/**
 * JA4: transport, version, server name, counts and ALPN in the clear, then the
 * hashes of the sorted ciphers and of the sorted extensions with the signature
 * algorithms (FoxIO, "JA4: TLS Client Fingerprinting", technical details).
 */
export function ja4(hello: ClientHelloParts, transport: HelloTransport): string {
  const ciphers = hello.cipherSuites.filter(isMeant);
  const extensions = hello.extensions.filter(isMeant);
  const versions = hello.supportedVersions.filter(isMeant);
  const open = transport + versionText(versions, hello.version) +
    (hello.hasServerName ? "d" : "i") + count(ciphers) + count(extensions) +
    alpnText(hello.firstAlpn);
  // Server name and ALPN change with the destination, so they are only counted.
  const hashed = sortedHex(extensions.filter((type) => type !== 0 && type !== 16));
  const algorithms = hello.signatureAlgorithms.filter(isMeant).map(hex4).join();
  const tail = algorithms === "" ? hashed : `${hashed}_${algorithms}`;
  return [
    open,
    shortHash(ciphers.length === 0 ? "" : sortedHex(ciphers)),
    shortHash(extensions.length === 0 ? "" : tail),
  ].join("_");
}

function isMeant(value: number): boolean {
  return !isGrease(value);
}

function joined(values: readonly number[]): string {
  return values.filter(isMeant).join("-");
}

function count(values: readonly number[]): string {
  return String(Math.min(values.length, 99)).padStart(2, "0");
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, "0");
}

function sortedHex(values: readonly number[]): string {
  return values.map(hex4).sort().join();
}

function shortHash(text: string): string {
  return text === "" ? "000000000000" : hashed.sha256(text);
}

const VERSIONS: { readonly [version: number]: string } = {
  0x0002: "s2",
  0x0300: "s3",
  0x0301: "10",
  0x0302: "11",
  0x0303: "12",
  0x0304: "13",
  0xfeff: "d1",
  0xfefd: "d2",
  0xfefc: "d3",
};

/** The newest version that is offered; DTLS counts downwards. */
function versionText(offered: readonly number[], inHello: number): string {
  const newest = offered.length === 0
    ? inHello
    : offered.reduce((a, b) => (a > 0xfe00 ? b < a : b > a) ? b : a);
  return VERSIONS[newest] ?? "00";
}

/** The first and the last character, or of the hexadecimal digits where those are no letters or digits. */
function alpnText(protocol: Uint8Array | undefined): string {
  if (protocol === undefined || protocol.length === 0) return "00";
  const first = protocol[0], last = protocol[protocol.length - 1];
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return (first >> 4).toString(16) + (last & 0xf).toString(16);
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a);
}
