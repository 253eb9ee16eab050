// Messages in conversations made here: what tshark has no opinion on, and what is cut and mixed.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { InitialKeys } from "../../../core/flow/messages/_quic_initial.ts";
import type { FlowEventName, FlowEvents } from "../../../core/flow/subscriber.ts";
import {
  ACK,
  CLIENT,
  type End,
  FIN,
  follow,
  Notebook,
  SERVER,
  Talk,
  tcp,
  type Timed,
  udp,
} from "./_network.ts";
import { clientHello, CONNECTION_ID, crypto, initial } from "./_hellos.ts";

const RESOLVER: End = { address: "192.0.2.53", port: 53 };

/** A DNS message with one question, and an A record where there is an answer. */
function dns(id: number, name: string, answer?: { code: number; address?: number[] }): Uint8Array {
  const labels = name.split(".").flatMap((label) => [
    label.length,
    ...new TextEncoder().encode(label),
  ]);
  const records = answer?.address === undefined
    ? []
    : [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...answer.address];
  return Uint8Array.of(
    ...[id >> 8, id & 0xff, answer ? 0x81 : 1, answer?.code ?? 0],
    ...[0, 1, 0, records.length > 0 ? 1 : 0, 0, 0, 0, 0],
    ...[...labels, 0, 0, 1, 0, 1, ...records],
  );
}

/** What one hook is given, as text. */
async function seenBy<Name extends FlowEventName>(
  name: Name,
  written: (message: FlowEvents[Name]) => unknown,
  frames: readonly Timed[],
): Promise<string[]> {
  const notebook = new Notebook({ [name]: written });
  const engine = await follow(frames, [notebook]);
  assertStrictEquals(engine.statistics.messageBytes, 0, "memory is given back");
  return notebook.seen;
}

function dnsLine(exchange: FlowEvents["dns"]): string {
  const { name, typeName, responseName, answers, latencyMs, server, queries } = exchange;
  const records = answers.map(({ a }) => a).join();
  return `${name} ${typeName} ${responseName} [${records}] ${latencyMs} ${server} ${queries}`;
}

const ask = (ms: number, bytes: Uint8Array) => ({ ms, bytes: udp(CLIENT, RESOLVER, bytes) });
const answer = (ms: number, bytes: Uint8Array) => ({ ms, bytes: udp(RESOLVER, CLIENT, bytes) });

for (
  const [does, frames, expected] of [
    [
      "pairs a question with its answer",
      [ask(10, dns(1, "a.nl")), answer(35, dns(1, "a.nl", { code: 0, address: [192, 0, 2, 9] }))],
      ["a.nl A NoError [192.0.2.9] 25 192.0.2.53 1"],
    ],
    [
      "pairs by identifier, in any order",
      [
        ask(10, dns(1, "a.nl")),
        ask(11, dns(2, "b.nl")),
        answer(15, dns(2, "b.nl", { code: 3 })),
        answer(20, dns(1, "a.nl", { code: 2 })),
      ],
      ["b.nl A NXDomain [] 4 192.0.2.53 1", "a.nl A ServFail [] 10 192.0.2.53 1"],
    ],
    [
      "counts from the first time that it was asked",
      [ask(10, dns(1, "a.nl")), ask(20, dns(1, "a.nl")), answer(30, dns(1, "a.nl", { code: 0 }))],
      ["a.nl A NoError [] 20 192.0.2.53 2"],
    ],
    [
      "takes an answer once",
      [
        ask(10, dns(1, "a.nl")),
        answer(30, dns(1, "a.nl", { code: 0 })),
        answer(31, dns(1, "a.nl", { code: 0 })),
      ],
      ["a.nl A NoError [] 20 192.0.2.53 1"],
    ],
    [
      "has an answer to a question from before the capture",
      [answer(30, dns(1, "a.nl", { code: 0 }))],
      ["a.nl A NoError [] undefined 192.0.2.53 0"],
    ],
    [
      "has a question without an answer, at the end",
      [ask(10, dns(1, "a.nl"))],
      ["a.nl A undefined [] undefined 192.0.2.53 1"],
    ],
  ] as const
) {
  Deno.test(`dns ${does}`, async () => {
    assertEquals(await seenBy("dns", dnsLine, frames), [...expected]);
  });
}

/** A message with its length before it, as over TCP. */
function prefixed(message: Uint8Array): Uint8Array {
  return Uint8Array.of(message.length >> 8, message.length & 0xff, ...message);
}

Deno.test("dns reads messages of a stream however they are cut", async () => {
  const questions = Uint8Array.of(...prefixed(dns(1, "a.nl")), ...prefixed(dns(2, "b.nl")));
  const answers = Uint8Array.of(
    ...prefixed(dns(2, "b.nl", { code: 3 })),
    ...prefixed(dns(1, "a.nl", { code: 0 })),
  );
  for (const size of [1, 2, 7, 100]) {
    const talk = new Talk(CLIENT, RESOLVER).open();
    for (const [side, bytes] of [[0, questions], [1, answers]] as const) {
      for (let at = 0; at < bytes.length; at += size) {
        talk.say(side, ACK, bytes.subarray(at, at + size));
      }
    }
    const names = await seenBy("dns", ({ name, overTcp }) => `${name} ${overTcp}`, talk.frames);
    assertEquals(names, ["b.nl true", "a.nl true"], `${size} bytes at a time`);
  }
});

function httpLine({ method, host, target, status, latencyMs }: FlowEvents["http"]): string {
  return `${method} ${host}${target} ${status} ${latencyMs}`;
}

const GET = (target: string) => `GET ${target} HTTP/1.1\r\nHost: a.nl\r\n\r\n`;

for (
  const [does, said, expected] of [
    [
      "pairs requests with responses",
      [[0, GET("/1")], [1, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"], [0, GET("/2")], [
        1,
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
      ]],
      ["GET a.nl/1 200 1", "GET a.nl/2 404 1"],
    ],
    [
      "pairs pipelined requests in their order",
      [[0, GET("/1") + GET("/2")], [
        1,
        "HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
      ]],
      ["GET a.nl/1 304 1", "GET a.nl/2 200 1"],
    ],
    [
      "steps over chunks and their trailer",
      [
        [0, GET("/1")],
        [
          1,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nHTTP/\r\n0\r\nA: b\r\n\r\n",
        ],
        [0, GET("/2")],
        [1, "HTTP/1.1 204 No Content\r\n\r\n"],
      ],
      ["GET a.nl/1 200 1", "GET a.nl/2 204 1"],
    ],
    [
      "does not wait for the body of a response to HEAD",
      [
        [0, "HEAD / HTTP/1.1\r\nHost: a.nl\r\n\r\n"],
        [
          1,
          "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n",
        ],
        [0, GET("/2")],
        [1, "HTTP/1.1 200 OK\r\n\r\nto the end"],
      ],
      ["HEAD a.nl/ 200 1", "GET a.nl/2 200 1"],
    ],
    [
      "steps over interim responses",
      [[0, GET("/1")], [1, "HTTP/1.1 100 Continue\r\n\r\n"], [
        1,
        "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
      ]],
      ["GET a.nl/1 201 2"],
    ],
    [
      "reads nothing after a change of protocol",
      [[0, GET("/ws")], [1, "HTTP/1.1 101 Switching Protocols\r\n\r\n"], [0, GET("/no")]],
      ["GET a.nl/ws 101 1"],
    ],
    [
      "has requests without a response, at the end",
      [[0, GET("/1")]],
      ["GET a.nl/1 undefined undefined"],
    ],
    [
      "has responses to requests from before the capture",
      [[1, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]],
      ["undefined undefinedundefined 200 undefined"],
    ],
  ] as const
) {
  Deno.test(`http ${does}`, async () => {
    const talk = new Talk().open();
    for (const [side, text] of said) talk.say(side, ACK, text);
    assertEquals(await seenBy("http", httpLine, talk.frames), [...expected]);
  });

  Deno.test(`http ${does}, byte by byte`, async () => {
    const talk = new Talk().open();
    for (const [side, text] of said) for (const one of text) talk.say(side, ACK, one);
    const lines = await seenBy("http", httpLine, talk.frames);
    const untimed = (line: string) => line.replace(/ \S+$/, "");
    assertEquals(lines.map(untimed), expected.map(untimed));
  });
}

Deno.test("http finds its place again after a gap", async () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
  const talk = new Talk().open().say(0, ACK, GET("/1")).say(1, ACK, head + "12");
  // Bytes 3 to 6 of the body are missed; the client acknowledges them.
  talk.next[1] += 4;
  talk.say(1, ACK, "7890").say(0, ACK, GET("/2")).say(1, ACK, "HTTP/1.1 204 No Content\r\n\r\n");
  assertEquals(await seenBy("http", httpLine, talk.frames), [
    "GET a.nl/1 200 1",
    "GET a.nl/2 204 1",
  ]);
});

/** A ServerHello that chooses TLS 1.3. */
const SERVER_HELLO = Uint8Array.of(
  ...[2, 0, 0, 46, 3, 3, ...new Uint8Array(32), 0, 0x13, 1, 0],
  ...[0, 6, 0, 43, 0, 2, 3, 4],
);

/** Handshake bytes as records of at most `size` bytes. */
function records(handshake: Uint8Array, size: number): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < handshake.length; at += size) {
    const piece = handshake.subarray(at, at + size);
    bytes.push(22, 3, 1, piece.length >> 8, piece.length & 0xff, ...piece);
  }
  return Uint8Array.from(bytes);
}

for (const [record, segment] of [[1000, 1000], [1000, 1], [20, 33], [7, 5], [4, 1]] as const) {
  Deno.test(`tls reads hellos from records of ${record} and segments of ${segment} bytes`, async () => {
    const talk = new Talk(CLIENT, { ...SERVER, port: 443 }).open();
    for (const [side, hello] of [[0, clientHello("a.nl")], [1, SERVER_HELLO]] as const) {
      const bytes = records(hello, record);
      for (let at = 0; at < bytes.length; at += segment) {
        talk.say(side, ACK, bytes.subarray(at, at + segment));
      }
    }
    const lines = await seenBy("tls", (hello) => {
      const { kind, serverName, applicationProtocols, versionName, cipherSuites, ja4 } = hello;
      return [kind, serverName, applicationProtocols, versionName, cipherSuites, ja4].join(" ");
    }, talk.frames);
    assertEquals(lines, [
      "clientHello a.nl h2 TLS 1.3 4865 t13d0103h2_0f2cb44170f4_b9a491fefe05",
      "serverHello a.nl  TLS 1.3 4865 ",
    ]);
  });
}

Deno.test("ssh has the first lines of both sides, once", async () => {
  const talk = new Talk(CLIENT, { ...SERVER, port: 2222 }).open()
    .say(1, ACK, "SSH-2.0-Serv").say(0, ACK, "SSH-2.0-Client\r\nrest")
    .say(1, ACK, "er\r\n").say(1, ACK, "SSH-").close();
  const lines = await seenBy("ssh", ({ client, server }) => `${client} ${server}`, talk.frames);
  assertEquals(lines, ["SSH-2.0-Client SSH-2.0-Server"]);
});

/** An NTP message: mode, stratum, and the times of the server in seconds since 1970. */
function ntp(mode: number, stratum = 0, received = 0, sent = 0): Uint8Array {
  const message = new Uint8Array(48);
  const view = new DataView(message.buffer);
  view.setUint8(0, 0x20 | mode);
  view.setUint8(1, stratum);
  message.set(new TextEncoder().encode(stratum === 1 ? "GPS" : ""), 12);
  for (const [at, time] of [[32, received], [40, sent]]) {
    if (time === 0) continue;
    view.setUint32(at, Math.floor(time) + 2_208_988_800);
    view.setUint32(at + 4, (time % 1) * 0x1_0000_0000);
  }
  return message;
}

Deno.test("ntp pairs request and answer, and tells how far the clock is off", async () => {
  const server = { ...SERVER, port: 123 };
  const lines = await seenBy("ntp", (exchange) => {
    const { stratum, reference, latencyMs, offsetMs, answered } = exchange;
    return [stratum, reference, latencyMs, offsetMs, answered].join(" ");
  }, [
    { ms: 10_000, bytes: udp(CLIENT, server, ntp(3)) },
    { ms: 10_500, bytes: udp(server, CLIENT, ntp(4, 1, 12.25, 12.25)) },
    { ms: 20_000, bytes: udp(CLIENT, server, ntp(3)) },
  ]);
  assertEquals(lines, ["1 GPS 500 2000 true", "    false"]);
});

Deno.test("dhcp has each message with its names", async () => {
  const message = new Uint8Array(260);
  message.set([1, 1, 6, 0, 0, 0, 0, 7]);
  message.set([2, 0, 0, 0, 0, 9], 28);
  message.set([99, 130, 83, 99, 53, 1, 1, 12, 2, 0x70, 0x63, 255], 236);
  const from = { address: "0.0.0.0", port: 68 }, to = { address: "255.255.255.255", port: 67 };
  const lines = await seenBy(
    "dhcp",
    ({ messageName, transactionId, clientHardwareAddress, hostName, fromClient }) =>
      `${messageName} ${transactionId} ${clientHardwareAddress} ${hostName} ${fromClient}`,
    [{ ms: 1, bytes: udp(from, to, message) }],
  );
  assertEquals(lines, ["Discover 7 02:00:00:00:00:09 pc true"]);
});

for (
  const [version, key, iv, headerKey] of [
    [
      1,
      "1f369613dd76d5467730efcbe3b1a22d",
      "fa044b2f42a3fd3b46fb255c",
      "9f50449e04a0e810283a1e9933adedd2",
    ],
    [
      0x6b3343cf,
      "8b1a0bc121284290a29e0971b5cd045d",
      "91f73e2351d8fa91660e909f",
      "45b95e15235d6f45a6b19cbcb0294ba9",
    ],
  ] as const
) {
  Deno.test(`InitialKeys.derive() gives the keys of the RFC for version ${version.toString(16)}`, () => {
    const keys = InitialKeys.derive(version, CONNECTION_ID);
    const hex = [keys?.key, keys?.iv, keys?.headerKey].map((bytes) => bytes?.toHex());
    assertEquals(hex, [key, iv, headerKey]);
  });
}

Deno.test("quic reads a hello in pieces, in packets and datagrams of any order", async () => {
  const hello = clientHello("a.nl");
  const server = { ...SERVER, port: 443 };
  const [a, b, c] = [hello.subarray(0, 10), hello.subarray(10, 30), hello.subarray(30)];
  const datagrams = [
    Uint8Array.of(
      ...initial(0, Uint8Array.of(1, ...crypto(10, b), 0, 0)),
      ...initial(1, Uint8Array.of(2, 0, 0, 0, 0, ...crypto(0, a))),
    ),
    initial(2, Uint8Array.of(...crypto(30, c), ...new Uint8Array(50))),
    initial(3, Uint8Array.of(...crypto(0, hello))),
  ];
  const lines = await seenBy(
    "quic",
    ({ serverName, applicationProtocols, versionName, quicVersion, ja4 }) =>
      [serverName, applicationProtocols, versionName, quicVersion, ja4].join(" "),
    datagrams.map((bytes, ms) => ({ ms, bytes: udp(CLIENT, server, bytes) })),
  );
  assertEquals(lines, ["a.nl h2 TLS 1.3 1 q13d0103h2_0f2cb44170f4_b9a491fefe05"]);
});

const RETRY_HELLO = Uint8Array.from(SERVER_HELLO);
RETRY_HELLO.set(
  Uint8Array.fromHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"),
  6,
);

for (
  const [does, answers, expected] of [
    [
      "reads a server's hello",
      [SERVER_HELLO],
      ["clientHello a.nl 0x1301 TLS 1.3", "serverHello a.nl 0x1301 TLS 1.3 20"],
    ],
    [
      "reads the hello after a request to try again",
      [RETRY_HELLO, SERVER_HELLO],
      [
        "clientHello a.nl 0x1301 TLS 1.3",
        "serverHello a.nl 0x1301 TLS 1.3 20 again",
        "serverHello a.nl 0x1301 TLS 1.3 20",
      ],
    ],
  ] as const
) {
  Deno.test(`quic ${does}`, async () => {
    const server = { ...SERVER, port: 443 };
    const asked = initial(0, Uint8Array.of(...crypto(0, clientHello("a.nl"))));
    const all = Uint8Array.from(answers.flatMap((bytes) => [...bytes]));
    const answered = initial(0, Uint8Array.of(2, 0, 0, 0, 0, ...crypto(0, all)), "server");
    const lines = await seenBy(
      "quic",
      ({ kind, serverName, cipherSuites, versionName, latencyMs, isRetry }) => {
        const suites = cipherSuites.map((suite) => `0x${suite.toString(16)}`).join();
        return [kind, serverName, suites, versionName, latencyMs, isRetry ? "again" : undefined]
          .filter((part) => part !== undefined).join(" ");
      },
      [
        { ms: 10, bytes: udp(CLIENT, server, asked) },
        { ms: 30, bytes: udp(server, CLIENT, answered) },
      ],
    );
    assertEquals(lines, expected);
  });
}

Deno.test("service is told once, of what the first bytes say, whatever the port", async () => {
  const web = new Talk({ ...CLIENT, port: 1 }, { ...SERVER, port: 9 }).open()
    .say(0, ACK, GET("/")).say(1, ACK, "HTTP/1.1 204 x\r\n\r\n").say(0, ACK, GET("/")).close();
  const other = new Talk().open().say(0, ACK, "no protocol").say(1, ACK, "that anybody knows");
  const frames = [...web.frames, ...other.frames, ask(1, dns(1, "a.nl"))];
  const notebook = new Notebook({
    service: (flow) => `${flow.service} ${flow}`,
    flowEnd: ({ protocol, service }) => `${protocol} ${service}`,
  });
  const engine = await follow(frames, [notebook]);
  assertEquals(notebook.seen, [
    "http tcp 192.0.2.1:1 > 192.0.2.2:9",
    "dns udp 192.0.2.1:50000 > 192.0.2.53:53",
    "tcp http",
    "udp dns",
    "tcp undefined",
  ]);
  assertStrictEquals(engine.statistics.messageBytes, 0, "memory is given back");
});

Deno.test("service is known at the end where messages of its protocol were read", async () => {
  const talk = new Talk().open().say(0, ACK, GET("/")).close();
  const [readsHttp, readsTls] = ["http", "tls"].map((hook) =>
    new Notebook({ [hook]: () => undefined, flowEnd: ({ service }) => `${hook}: ${service}` })
  );
  await follow(talk.frames, [readsHttp]);
  await follow(talk.frames, [readsTls]);
  assertEquals([...readsHttp.seen, ...readsTls.seen], ["http: http", "tls: undefined"]);
});

Deno.test("quic leaves alone what its keys do not open", async () => {
  const bytes = initial(0, Uint8Array.of(...crypto(0, clientHello("a.nl"))));
  bytes[bytes.length - 1] ^= 1;
  const frames = [{ ms: 1, bytes: udp(CLIENT, { ...SERVER, port: 443 }, bytes) }];
  assertEquals(await seenBy("quic", () => "opened", frames), []);
});

Deno.test("messages that nobody wants are not read", async () => {
  const ends = new Notebook({ flowEnd: () => undefined });
  const engine = await follow([ask(1, dns(1, "a.nl"))], [ends]);
  assertStrictEquals(engine.statistics.refusedMessages, 0);
  assertStrictEquals(engine.statistics.messageBytes, 0);
});

Deno.test("messages are refused when their memory is at its bound", async () => {
  const frames: Timed[] = [];
  for (let port = 1; port <= 100; port++) {
    const from = { ...CLIENT, port };
    frames.push({ ms: port, bytes: udp(from, RESOLVER, dns(1, "a.nl")) });
  }
  const notebook = new Notebook({ dns: ({ name }) => name });
  const engine = await follow(frames, [notebook], { maxMessageBytes: 10_000 });
  // Nobody has answered: half of it is for those who were.
  assertStrictEquals(notebook.seen.length, Math.floor(5_000 / 256));
  assert(engine.statistics.refusedMessages > 0);
});

Deno.test("messages have room where both sides speak, whatever others begin", async () => {
  const frames: Timed[] = [];
  for (let port = 1; port <= 100; port++) {
    const fields = { sequence: 1, payload: `GET /${"x".repeat(400)}` };
    frames.push({ ms: 1, bytes: tcp({ ...CLIENT, port }, SERVER, fields) });
  }
  const talk = new Talk().open().say(0, ACK, "GET /1 HTTP/1.1\r\nHost: a.nl\r\n\r\n")
    .say(1, ACK, "HTTP/1.1 204 x\r\n\r\n");
  const answered = new Notebook({ http: ({ status }) => status });
  const engine = await follow([...frames, ...talk.frames], [answered], { maxMessageBytes: 20_000 });
  assertEquals(answered.seen, ["204"]);
  assert(engine.statistics.refusedMessages > 0);
});

Deno.test("messages come only from beginnings: what joins in the middle is nobody's", async () => {
  const frames = [
    { ms: 1, bytes: tcp(SERVER, CLIENT, { sequence: 1, payload: new Uint8Array(600).fill(1) }) },
    { ms: 2, bytes: tcp(CLIENT, SERVER, { sequence: 1, payload: GET("/1") }) },
    { ms: 3, bytes: tcp(SERVER, CLIENT, { sequence: 601, payload: "HTTP/1.1 204 x\r\n\r\n" }) },
    { ms: 4, bytes: tcp(SERVER, CLIENT, { sequence: 619, flags: FIN | ACK }) },
  ];
  assertEquals(await seenBy("http", httpLine, frames), ["GET a.nl/1 204 1"]);
});
