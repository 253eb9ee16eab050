// plugins/testing/_tls_layer.ts: a TLS ClientHello, RFC 8446, section 4.1.2.
import { joined, type Layer, three, two } from "./_layer.ts";

/** Fields of a ClientHello; what is left out stands in brackets. */
export interface TlsClientHelloFields {
  /** The server's name, in clear; `undefined` to leave it out [`"example.com"`]. */
  readonly serverName?: string | undefined;
  /** Application protocols on offer [`["h2", "http/1.1"]`]. */
  readonly applicationProtocols?: readonly string[];
}

/** TLS 1.3, then TLS 1.2. */
const VERSIONS = [0x0304, 0x0303];
/** The three suites of TLS 1.3, and two of TLS 1.2 with ECDHE and AES-GCM. */
const CIPHER_SUITES = [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f];
/** x25519, secp256r1. */
const GROUPS = [0x001d, 0x0017];
/** ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256, rsa_pkcs1_sha256. */
const SIGNATURES = [0x0403, 0x0804, 0x0401];

/** Numbers of extensions (IANA "TLS ExtensionType Values"). */
const EXTENSION = {
  SERVER_NAME: 0,
  SUPPORTED_GROUPS: 10,
  SIGNATURE_ALGORITHMS: 13,
  APPLICATION_PROTOCOLS: 16,
  SUPPORTED_VERSIONS: 43,
  KEY_SHARE: 51,
} as const;

/** The same in every run, so that a made packet has the same bytes. */
const RANDOM = Uint8Array.from({ length: 32 }, (_, index) => index);

/** A ClientHello in one record. */
export class TlsClientHelloLayer implements Layer {
  readonly name = "tls";
  readonly port = 443;
  readonly #fields: TlsClientHelloFields;

  constructor(fields: TlsClientHelloFields) {
    this.#fields = { serverName: "example.com", ...fields };
  }

  encode(payload: Uint8Array): Uint8Array {
    const { serverName, applicationProtocols = ["h2", "http/1.1"] } = this.#fields;
    const hello = joined(
      two(0x0303),
      RANDOM,
      [RANDOM.length],
      RANDOM, // a session to resume, for middleboxes
      list(CIPHER_SUITES),
      [1, 0], // no compression
      sized(
        ...(serverName === undefined ? [] : [serverNameExtension(serverName)]),
        extension(EXTENSION.SUPPORTED_GROUPS, list(GROUPS)),
        extension(EXTENSION.SIGNATURE_ALGORITHMS, list(SIGNATURES)),
        extension(EXTENSION.APPLICATION_PROTOCOLS, sized(...applicationProtocols.map(short))),
        extension(EXTENSION.SUPPORTED_VERSIONS, [VERSIONS.length * 2, ...VERSIONS.flatMap(two)]),
        extension(EXTENSION.KEY_SHARE, sized(two(GROUPS[0]), sized(RANDOM))),
      ),
    );
    const handshake = joined([1], three(hello.length), hello);
    return joined([22], two(0x0301), sized(handshake), payload);
  }
}

/** RFC 6066, section 3. */
function serverNameExtension(name: string): Uint8Array {
  const entry = joined([0], sized(new TextEncoder().encode(name)));
  return extension(EXTENSION.SERVER_NAME, sized(entry));
}

function extension(type: number, data: readonly number[] | Uint8Array): Uint8Array {
  return joined(two(type), sized(data));
}

/** With the length in two bytes in front. */
function sized(...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const whole = joined(...parts);
  return joined(two(whole.length), whole);
}

/** Numbers of two bytes. */
function list(numbers: readonly number[]): Uint8Array {
  return sized(numbers.flatMap(two));
}

/** Text with its length in one byte in front. */
function short(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return joined([bytes.length], bytes);
}
