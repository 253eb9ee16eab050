// tests/live/tls_test.ts: TLS between curl, OpenSSL's client and OpenSSL's server, against tshark.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Scratch, WhiffCommand } from "./_command.ts";
import { type Fields, logged } from "./_events.ts";
import { Cable, liveTest } from "./_network.ts";
import { Program } from "./_program.ts";
import { tsharkHellos } from "./_tshark_tls.ts";

/** The second server takes a group that clients offer, but have not sent a share of. */
const PORT = 443, RETRY_PORT = 8443;
const NAME = "www.example.com";

/** A user's plugin: every message of a handshake with all that its hook says. */
const PLUGIN = `
import { defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "hellos",
  filter: "tcp",
  on: {
    tls({ kind, serverName, applicationProtocols, version, cipherSuites, ...hello }, { log }) {
      const { ja3, ja3s, ja4, latencyMs, isRetry } = hello;
      const names = hello.certificates.flatMap(({ names }) => names);
      log({
        kind, serverName, applicationProtocols, version, cipherSuites, ja3, ja3s, ja4,
        latencyMs, isRetry, names,
      });
    },
  },
});
`;

/** Clients in turn. */
function clients(): string[][] {
  const curl = (url: string, ...args: string[]) => [
    ...["curl", "--silent", "--show-error", "--insecure", "-o", "/dev/null", url, ...args],
  ];
  const resolved = ["--resolve", `${NAME}:${PORT}:192.0.2.2`];
  const url = `https://${NAME}/`;
  // So many protocols that the hello goes in two segments.
  const many = Array.from({ length: 99 }, (_, index) => `protocol-number-${index}`);
  const openssl = ["openssl", "s_client", "-connect", `[2001:db8::2]:${PORT}`];
  return [
    curl(url, ...resolved, "--tlsv1.2", "--tls-max", "1.2"),
    curl(url, ...resolved, "--tlsv1.3"),
    curl(url, ...resolved, "--no-alpn"),
    curl(`https://[2001:db8::2]/`),
    curl(`https://${NAME}:${RETRY_PORT}/`, "--resolve", `${NAME}:${RETRY_PORT}:192.0.2.2`),
    [...openssl, "-servername", "many.example.com", "-alpn", `${many},http/1.1`],
    [...openssl, "-noservername", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"],
  ];
}

/** The fields that tshark has, too. */
function compared(
  { kind, serverName, applicationProtocols, version, cipherSuites, ...one }: Fields,
) {
  const { ja3, ja3s, ja4 } = one;
  // What a server says of the client's name is only that it knows it.
  const name = kind === "clientHello" ? serverName : undefined;
  return { kind, serverName: name, applicationProtocols, version, cipherSuites, ja3, ja3s, ja4 };
}

liveTest(
  "tls tells the hellos of curl and OpenSSL as tshark reads them, by TLS 1.2 and 1.3",
  async () => {
    using cable = Cable.addressed();
    using scratch = new Scratch();
    const { sender, receiver } = cable;
    // Else the kernel leaves it to the interface to cut what is too long, and whiff sees it whole.
    sender.ip("link", "set", "dev", "tx", "gso_max_segs", "1");
    const inScratch = (name: string) => `${scratch.directory}/${name}`;
    const [certificate, key, capture] = ["certificate", "key", "tls.pcapng"].map(inScratch);
    receiver.run(
      ...["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", `/CN=${NAME}`],
      ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
      ...["-addext", `subjectAltName=DNS:${NAME}`, "-keyout", key, "-out", certificate],
    );
    const serve = (port: number, ...args: string[]) => [
      ...["openssl", "s_server", "-www", "-accept", `${port}`, "-alpn", "http/1.1"],
      ...["-cert", certificate, "-key", key, ...args],
    ];
    await using _server = await Program.serving(receiver, serve(PORT), "ACCEPT");
    const retrying = serve(RETRY_PORT, "-groups", "P-384");
    await using _retrying = await Program.serving(receiver, retrying, "ACCEPT");
    await using whiff = await WhiffCommand.listening(receiver, [
      ...["-i", "rx", "-w", capture, "--format", "ndjson"],
      ...["--plugin", scratch.write("hellos.ts", PLUGIN)],
    ]);
    const commands = clients();
    for (const command of commands) sender.run(...command);
    const { code, stdout, stderr } = await whiff.interrupt();
    assertStrictEquals(code, 0, stderr);

    const messages = logged(stdout, "hellos");
    const hellos = messages.filter(({ kind }) => kind !== "certificate");
    const theirs = tsharkHellos(capture, "-d", `tcp.port==${RETRY_PORT},tls`);
    assertEquals(hellos.map(compared), theirs.map((one) => compared({ ...one })));
    // One more of each where the server asked to say hello again.
    assertStrictEquals(hellos.length, 2 * (commands.length + 1));
    const servers = hellos.filter(({ kind }) => kind === "serverHello");
    assert(servers.every(({ latencyMs }) => Number(latencyMs) >= 0));
    assertEquals(servers.map(({ isRetry }) => isRetry).filter((retry) => retry), [true]);
    assertEquals(servers.map(({ version }) => version), [
      0x303,
      0x304,
      0x304,
      0x304,
      0x304,
      0x304,
      0x304,
      0x303,
    ]);
    // The hello with many protocols went in two segments.
    const first = tsharkHellos(capture, "-2", "-R", "tcp.segment.count == 2");
    assertEquals(first.map(({ serverName }) => serverName), ["many.example.com"]);
    // Certificates are in the clear up to TLS 1.2 only.
    const certificates = messages.filter(({ kind }) => kind === "certificate");
    assertEquals(certificates.map(({ names }) => names), [[NAME], [NAME]]);
  },
  "curl",
  "openssl",
  "tshark",
);
