// tests/live/http_test.ts: HTTP/1.1 between curl and a server, as the hook and the analyzer tell it.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Scratch, WhiffCommand } from "./_command.ts";
import { type Fields, logged, reported } from "./_events.ts";
import { Cable, liveTest } from "./_network.ts";

const PORT = 8081;
const UPLOAD = 2_000_000;

/** A user's plugin: every exchange with all that its hook says. */
const PLUGIN = `
import { defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "exchanges",
  filter: "tcp",
  on: {
    http(exchange, { log }) {
      const { flow, method, host, target, version, status, latencyMs } = exchange;
      const names = (list) => list.map(({ name }) => name.toLowerCase());
      log({
        connection: flow.id,
        told: [method, host, target, version, status].join(" "),
        latencyMs,
        requestMs: exchange.requestMs,
        requestHeaders: names(exchange.requestHeaders),
        responseHeaders: names(exchange.responseHeaders),
      });
    },
  },
});
`;

const V4 = `192.0.2.2:${PORT}`, V6 = `[2001:db8::2]:${PORT}`;

/** Five requests before the first answer, by a shell: curl does not do it any more. */
const PIPELINED = ["/bytes/3", "/chunks/70000", "/status/404", "/status/204", "/bytes/100000"];

function pipelining(): string {
  const requests = PIPELINED.map((target, index) => {
    const connection = index === PIPELINED.length - 1 ? "Connection: close\\r\\n" : "";
    return `GET ${target} HTTP/1.1\\r\\nHost: pipe\\r\\n${connection}\\r\\n`;
  });
  return `exec 3<>/dev/tcp/192.0.2.2/${PORT}; printf '${
    requests.join("")
  }' >&3; cat <&3 >/dev/null`;
}

/** Clients in turn, and what each of them is to be told of. */
function clients(upload: string): [command: string[], told: string[]][] {
  const curl = (...args: string[]) => ["curl", "--silent", "--show-error", ...args];
  const gets = (host: string, targets: readonly string[]) =>
    curl(...targets.flatMap((target) => ["-o", "/dev/null", `http://${host}${target}`]));
  const kept = [
    "/bytes/5",
    "/chunks/300000",
    "/status/204",
    "/bytes/0",
    "/status/404",
    "/chunks/1",
  ];
  const status = (target: string) => target.startsWith("/status/") ? target.slice(8) : "200";
  return [
    [gets(V4, kept), kept.map((target) => `GET ${V4} ${target} HTTP/1.1 ${status(target)}`)],
    [gets(V6, ["/bytes/9"]), [`GET ${V6} /bytes/9 HTTP/1.1 200`]],
    [
      curl("--head", `http://${V4}/bytes/7`, "--next", "-o", "/dev/null", `http://${V4}/bytes/6`),
      [`HEAD ${V4} /bytes/7 HTTP/1.1 200`, `GET ${V4} /bytes/6 HTTP/1.1 200`],
    ],
    [
      curl("-H", "Expect: 100-continue", "--data-binary", `@${upload}`, `http://${V4}/up`),
      [`POST ${V4} /up HTTP/1.1 200`],
    ],
    [
      curl("-H", "Transfer-Encoding: chunked", "-T", upload, `http://${V4}/chunked`),
      [`PUT ${V4} /chunked HTTP/1.1 200`],
    ],
    [curl("--http1.0", `http://${V4}/bytes/4`), [`GET ${V4} /bytes/4 HTTP/1.0 200`]],
    [
      ["bash", "-c", pipelining()],
      PIPELINED.map((target) => `GET pipe ${target} HTTP/1.1 ${status(target)}`),
    ],
  ];
}

for (const name of ["rx", "any"]) {
  liveTest(
    `http on ${name} tells each exchange of curl and of a pipelining client once, with its response`,
    async () => {
      using cable = Cable.addressed();
      using scratch = new Scratch();
      const upload = scratch.write("upload", "x".repeat(UPLOAD));
      await using _server = await cable.receiver.startScript("./_web_server.ts", `${PORT}`);
      await using whiff = await WhiffCommand.listening(cable.receiver, [
        ...["-i", name, "--format", "ndjson", "--plugin", scratch.write("exchanges.ts", PLUGIN)],
        ...["--plugin", "http"],
      ]);
      const expected = clients(upload);
      for (const [command] of expected) cable.sender.run(...command);
      const { code, stdout, stderr } = await whiff.interrupt();
      assertStrictEquals(code, 0, stderr);

      const exchanges = logged(stdout, "exchanges");
      assertEquals(exchanges.map(({ told }) => told), expected.flatMap(([, told]) => told));
      for (const { told, latencyMs, requestMs, requestHeaders, responseHeaders } of exchanges) {
        assert(Number(latencyMs) >= 0 && Number(requestMs) > 0, `${told}: ${latencyMs}`);
        assert((requestHeaders as string[]).includes("host"), `${told}`);
        assert((responseHeaders as string[]).includes("date"), `${told}`);
      }
      // A client's requests go by one connection.
      const connections = Map.groupBy(exchanges, ({ connection }) => connection);
      assertEquals(
        [...connections.values()].map((list) => list.length),
        expected.map(([, told]) => told.length),
      );
      assertEquals(hostsOf(reported(stdout, "http", "Hosts")), [
        [V4, 11, 1],
        ["pipe", 5, 1],
        [V6, 1, 0],
      ]);
    },
    "curl",
    "bash",
  );
}

/** Host, requests and errors of each row. */
function hostsOf(rows: readonly Fields[]): unknown[][] {
  return rows.map(({ host, requests, errors, unanswered, median }) => {
    assert(unanswered === 0 && Number(median) >= 0, `${host}`);
    return [host, requests, errors];
  });
}
