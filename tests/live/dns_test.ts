// tests/live/dns_test.ts: DNS between dig and dnsmasq, as the hook and the analyzer tell it.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Scratch, WhiffCommand } from "./_command.ts";
import { logged, reported } from "./_events.ts";
import { Cable, liveTest } from "./_network.ts";
import { Program } from "./_program.ts";

/** A user's plugin: every exchange in a line, and what does not come twice the same. */
const PLUGIN = `
import { defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "questions",
  filter: "port 53",
  on: {
    dns(exchange, { log }) {
      const { name, typeName, responseName, answers, queries, latencyMs, server } = exchange;
      const texts = answers.map(({ a, aaaa, cname, name }) => a ?? aaaa ?? cname ?? name);
      const ways = [exchange.overTcp && "tcp", exchange.truncated && "cut"].filter(Boolean);
      // Of an answer that was cut, the server decides what is left.
      const shown = exchange.truncated ? [] : texts;
      const told = [name, typeName, responseName, ...shown, ...ways].join(" ");
      log({ told, queries, latencyMs, server: String(server), connection: exchange.flow.id });
    },
  },
});
`;

const WWW = "www.example.com", ALIAS = "alias.example.com", BIG = "big.example.com";
/** Together more than a datagram without EDNS may have, and more than a frame has. */
const TEXTS = Array.from({ length: 10 }, (_, index) => String(index).repeat(200));
const BIG_ANSWERS = TEXTS.map(() => BIG).join(" ");

const DNSMASQ = [
  ...["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--pid-file=", "--user=root"],
  ...["--no-resolv", "--no-hosts", "--bind-interfaces", "--edns-packet-max=4096"],
  ...["--listen-address=192.0.2.2", "--listen-address=2001:db8::2", "--local=/example.com/"],
  `--host-record=${WWW},192.0.2.80,2001:db8::80`,
  `--cname=${ALIAS},${WWW}`,
  ...TEXTS.map((text) => `--txt-record=${BIG},${text}`),
];

const V4 = "@192.0.2.2", V6 = "@2001:db8::2";
const A = "192.0.2.80", AAAA = "2001:db8::80";

// What dig is asked, what it says in short, and each exchange that is to be told.
const ASKED: readonly (readonly [question: string[], said: string[], told: string[]])[] = [
  [[V4, "+noedns", WWW, "A"], [A], [`${WWW} A NoError ${A}`]],
  [[V4, WWW, "AAAA"], [AAAA], [`${WWW} AAAA NoError ${AAAA}`]],
  [[V6, ALIAS, "A"], [`${WWW}.`, A], [`${ALIAS} A NoError ${WWW} ${A}`]],
  [[V4, "none.example.com", "A"], [], ["none.example.com A NXDomain"]],
  [[V4, WWW, "MX"], [], [`${WWW} MX NoError`]],
  [[V4, "elsewhere.test", "A"], [], ["elsewhere.test A Refused"]],
  // Too long for a datagram: asked again by TCP.
  [[V4, "+noedns", BIG, "TXT"], TEXTS.map((text) => `"${text}"`), [
    `${BIG} TXT NoError cut`,
    `${BIG} TXT NoError ${BIG_ANSWERS} tcp`,
  ]],
  // In one datagram, which goes in two fragments.
  [[V4, "+bufsize=4096", BIG, "TXT"], TEXTS.map((text) => `"${text}"`), [
    `${BIG} TXT NoError ${BIG_ANSWERS}`,
  ]],
  [[V6, "+bufsize=4096", BIG, "TXT"], TEXTS.map((text) => `"${text}"`), [
    `${BIG} TXT NoError ${BIG_ANSWERS}`,
  ]],
  // Two questions in one connection.
  [[V4, "+tcp", "+keepopen", WWW, "A", WWW, "AAAA"], [A, AAAA], [
    `${WWW} A NoError ${A} tcp`,
    `${WWW} AAAA NoError ${AAAA} tcp`,
  ]],
];

/** dnsmasq gives the records of a name in any order. */
const sorted = (lines: readonly string[]) => lines.toSorted();

liveTest(
  "dns tells each question of dig once, with what dnsmasq answers",
  async () => {
    using cable = Cable.addressed();
    using scratch = new Scratch();
    const { sender, receiver } = cable;
    await using whiff = await WhiffCommand.listening(receiver, [
      ...["-i", "rx", "--format", "ndjson", "--plugin", "dns"],
      ...["--plugin", scratch.write("questions.ts", PLUGIN)],
    ]);
    await using server = await Program.serving(receiver, DNSMASQ, "started");
    for (const [question, said] of ASKED) {
      const short = sender.run("dig", "+short", "+tries=1", ...question);
      assertEquals(sorted(short.split("\n").filter((line) => line !== "")), sorted(said));
    }
    // Nobody is there any more.
    server.kill("SIGKILL");
    await server.end();
    sender.run("sh", "-c", `dig +tries=1 +time=1 ${V4} late.example.com || true`);
    const { code, stdout, stderr } = await whiff.interrupt();
    assertStrictEquals(code, 0, stderr);

    const questions = logged(stdout, "questions");
    const told = [...ASKED.flatMap(([, , told]) => told), "late.example.com A"];
    assertEquals(questions.map((one) => String(one.told).trimEnd()), told);
    const [late, ...answered] = questions.toReversed();
    assertStrictEquals(late.latencyMs, undefined);
    for (const { latencyMs, told } of answered) assert(Number(latencyMs) >= 0, `${told}`);
    assert(questions.every(({ queries }) => queries === 1));
    // Both of the last answered ones came by one connection.
    assertStrictEquals(answered[0].connection, answered[1].connection);
    assertEquals(
      questions.map(({ server }) => server).filter((address) => address === "2001:db8::2").length,
      2,
    );
    const servers = reported(stdout, "dns", "Servers");
    assertEquals(
      servers.map(({ server, queries, answered, failed }) => [server, queries, answered, failed]),
      [
        ["192.0.2.2", 11, 10, 3],
        ["2001:db8::2", 2, 2, 0],
      ],
    );
  },
  "dig",
  "dnsmasq",
);
