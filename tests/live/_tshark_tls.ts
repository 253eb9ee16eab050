// tests/live/_tshark_tls.ts: the hellos of a capture file as tshark reads them.
import { createHash } from "node:crypto";

/** A hello; numbers as tshark writes them, `0x1301`. */
export interface TsharkHello {
  readonly kind: "clientHello" | "serverHello";
  readonly serverName: string | undefined;
  readonly applicationProtocols: readonly string[];
  readonly version: number;
  readonly cipherSuites: readonly number[];
  readonly ja3: string | undefined;
  readonly ja3s: string | undefined;
  /** Of a client: computed here from tshark's fields; its version 4.0 does not know JA4 yet. */
  readonly ja4: string | undefined;
}

const FIELDS = [
  "tls.handshake.type",
  "tls.handshake.extensions_server_name",
  "tls.handshake.extensions_alpn_str",
  "tls.handshake.extensions.supported_version",
  "tls.handshake.version",
  "tls.handshake.ciphersuite",
  "tls.handshake.extension.type",
  "tls.handshake.sig_hash_alg",
  "tls.handshake.ja3",
  "tls.handshake.ja3s",
] as const;

/** All hellos, in order. */
export function tsharkHellos(path: string, ...args: string[]): TsharkHello[] {
  const { success, stdout, stderr } = new Deno.Command("tshark", {
    args: [
      ...["-r", path, "-Y", "tls.handshake.type <= 2", "-T", "fields", ...args],
      ...FIELDS.flatMap((field) => ["-e", field]),
    ],
  }).outputSync();
  const text = new TextDecoder().decode(success ? stdout : stderr);
  if (!success) throw new Error(text);
  return text.split("\n").filter((line) => line !== "").map(helloOf);
}

function helloOf(line: string): TsharkHello {
  const [types, name, alpn, supported, version, ciphers, extensions, algorithms, ja3, ja3s] = line
    .split("\t").map((values) => values === "" ? [] : values.split(","));
  const isClient = types[0] === "1";
  const numbers = (values: readonly string[]) => values.map(Number);
  const hello = {
    version: Math.max(...numbers(supported.length > 0 ? supported : version)),
    serverName: name[0],
    applicationProtocols: alpn,
    cipherSuites: numbers(ciphers),
  };
  return {
    ...hello,
    kind: isClient ? "clientHello" : "serverHello",
    ja3: ja3[0],
    ja3s: ja3s[0],
    ja4: isClient ? ja4({ ...hello, extensions: numbers(extensions), algorithms }) : undefined,
  };
}

/** FoxIO's JA4, by its technical details, of a client that sends no GREASE. */
function ja4(
  hello: Pick<TsharkHello, "version" | "serverName" | "applicationProtocols" | "cipherSuites"> & {
    readonly extensions: readonly number[];
    readonly algorithms: readonly string[];
  },
): string {
  const { version, serverName, applicationProtocols: [first], cipherSuites, extensions } = hello;
  const hex = (list: readonly number[]) => list.map((one) => one.toString(16).padStart(4, "0"));
  const two = (count: number) => String(count).padStart(2, "0");
  const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
  const alpn = first === undefined ? "00" : first[0] + first[first.length - 1];
  // Server name and ALPN are in the first part already.
  const sorted = hex(extensions.filter((one) => one !== 0 && one !== 16)).sort().join();
  const algorithms = hello.algorithms.map((one) => one.slice(2)).join();
  return [
    `t${version - 0x0303 + 12}${serverName === undefined ? "i" : "d"}` +
    two(cipherSuites.length) + two(extensions.length) + alpn,
    digest(hex(cipherSuites).sort().join()),
    digest(`${sorted}_${algorithms}`),
  ].join("_");
}
