import { assertEquals, assertStrictEquals } from "@std/assert";
import type { FlowOptions } from "../../../core/flow/engine.ts";
import type { StreamChunk } from "../../../core/flow/stream.ts";
import {
  ACK,
  CLIENT,
  FIN,
  follow,
  Notebook,
  random,
  RST,
  SERVER,
  SYN,
  Talk,
  tcp,
  type Timed,
} from "./_network.ts";

const TEXT = new TextDecoder();

/** `>` or `<`, the place, the gap before, and the bytes as text. */
function written(chunk: StreamChunk): string {
  const arrow = chunk.direction === "toServer" ? ">" : "<";
  const gap = chunk.gap === 0 ? "" : ` gap ${chunk.gap}`;
  return `${arrow} ${chunk.offset}${gap} ${TEXT.decode(chunk.bytes)}`;
}

async function streamsOf(frames: readonly Timed[], options?: FlowOptions): Promise<string[]> {
  const notebook = new Notebook({ stream: written });
  await follow(frames, [notebook], options);
  return notebook.seen;
}

/** Segments of the client by place and text, after a handshake, with what the server says about them. */
function segments(
  list: readonly (readonly [place: number, text: string, flags?: number] | { ack: number })[],
  initial = 1000,
): Timed[] {
  const talk = new Talk(CLIENT, SERVER, [initial, 5000]).open();
  const later = list.map((one, index) => {
    const ms = 2000 + index;
    if ("ack" in one) {
      const fields = { sequence: 5001, acknowledgment: initial + 1 + one.ack, flags: ACK };
      return { ms, bytes: tcp(SERVER, CLIENT, fields) };
    }
    const [place, payload, flags = ACK] = one;
    return { ms, bytes: tcp(CLIENT, SERVER, { sequence: initial + 1 + place, flags, payload }) };
  });
  return [...talk.frames, ...later];
}

const HUGE = 0xffff_fffc;

for (
  const [does, frames, expected] of [
    [
      "hands on both directions in order",
      new Talk().open().say(0, ACK, "GET").say(1, ACK, "OK").close().frames,
      ["> 0 GET", "< 0 OK"],
    ],
    [
      "hands on bytes once that were sent again",
      segments([[0, "abc"], [0, "abc"], [3, "d"]]),
      ["> 0 abc", "> 3 d"],
    ],
    [
      "waits for what comes late",
      segments([[3, "def"], [0, "abc"], [6, "g"]]),
      ["> 0 abc", "> 3 def", "> 6 g"],
    ],
    [
      "takes the first of bytes that come twice, handed on or waiting",
      segments([[0, "ab"], [1, "XYZ"], [6, "gh"], [4, "1234567"]]),
      ["> 0 ab", "> 2 YZ", "> 4 12", "> 6 gh", "> 8 567"],
    ],
    [
      "waits while nobody has acknowledged what is missing",
      segments([[3, "def"], { ack: 0 }, [0, "abc"]]),
      ["> 0 abc", "> 3 def"],
    ],
    [
      "marks a gap when the other side has what the capture missed",
      segments([[0, "abc"], [6, "ghi"], { ack: 9 }, [9, "j"]]),
      ["> 0 abc", "> 6 gap 3 ghi", "> 9 j"],
    ],
    [
      "marks a gap at once when it was acknowledged before",
      segments([[0, "abc"], { ack: 6 }, [6, "ghi"]]),
      ["> 0 abc", "> 6 gap 3 ghi"],
    ],
    [
      "drops bytes that come after they were a gap",
      segments([[6, "ghi"], { ack: 9 }, [0, "abc"], [9, "j"]]),
      ["> 6 gap 6 ghi", "> 9 j"],
    ],
    [
      "hands on what waits at the end",
      segments([[0, "abc"], [6, "ghi"], [12, "m"]]),
      ["> 0 abc", "> 6 gap 3 ghi", "> 12 gap 3 m"],
    ],
    [
      "marks what was missed before the FIN",
      segments([[0, "abc"], [9, "", ACK | FIN]]),
      ["> 0 abc", "> 9 gap 6 "],
    ],
    [
      "takes nothing after the FIN",
      segments([[0, "abc", ACK | FIN], [3, "def"]]),
      ["> 0 abc"],
    ],
    [
      "goes on past the greatest sequence number",
      segments([[6, "ghi"], [0, "abc"], [3, "def"]], HUGE),
      ["> 0 abc", "> 3 def", "> 6 ghi"],
    ],
    [
      "begins in the middle where the capture did",
      [
        { ms: 1, bytes: tcp(CLIENT, SERVER, { sequence: 77, payload: "abc" }) },
        { ms: 2, bytes: tcp(CLIENT, SERVER, { sequence: 80, payload: "d" }) },
        { ms: 3, bytes: tcp(SERVER, CLIENT, { sequence: 9, payload: "e" }) },
      ],
      ["> 0 abc", "> 3 d", "< 0 e"],
    ],
    [
      "takes no keep-alive for data",
      segments([[0, "abc"], [2, "?"], [2, ""], [3, "d"]]),
      ["> 0 abc", "> 3 d"],
    ],
    [
      "takes no text of a RST for data",
      segments([[0, "abc"], [3, "go away", RST]]),
      ["> 0 abc"],
    ],
    [
      "hands on data of a SYN",
      [
        { ms: 1, bytes: tcp(CLIENT, SERVER, { sequence: 10, flags: SYN, payload: "ab" }) },
        { ms: 2, bytes: tcp(CLIENT, SERVER, { sequence: 13, payload: "c" }) },
      ],
      ["> 0 ab", "> 2 c"],
    ],
    [
      "follows a simultaneous open",
      [
        { ms: 1, bytes: tcp(CLIENT, SERVER, { sequence: 10, flags: SYN }) },
        { ms: 2, bytes: tcp(SERVER, CLIENT, { sequence: 20, flags: SYN }) },
        { ms: 3, bytes: tcp(CLIENT, SERVER, { sequence: 10, flags: SYN | ACK }) },
        { ms: 4, bytes: tcp(SERVER, CLIENT, { sequence: 20, flags: SYN | ACK }) },
        { ms: 5, bytes: tcp(CLIENT, SERVER, { sequence: 11, payload: "a" }) },
        { ms: 6, bytes: tcp(SERVER, CLIENT, { sequence: 21, payload: "b" }) },
      ],
      ["> 0 a", "< 0 b"],
    ],
    [
      "begins anew when ports are used again",
      [
        ...new Talk().open().say(0, ACK, "one").frames,
        ...new Talk(CLIENT, SERVER, [90_000, 9]).open().say(0, ACK, "two").frames,
      ],
      ["> 0 one", "> 0 two"],
    ],
    [
      "takes no bytes from beyond any window",
      segments([[0, "abc"], [0x5000_0000, "wild"], [3, "d"]]),
      ["> 0 abc", "> 3 d"],
    ],
  ] as const
) {
  Deno.test(`stream ${does}`, async () => {
    assertEquals(await streamsOf(frames), [...expected]);
  });
}

Deno.test("stream gives up what is missing when more waits than it may", async () => {
  const late = Array.from({ length: 20 }, (_, k) => [10 + 100 * k, "x".repeat(100)] as const);
  const notebook = new Notebook({ stream: ({ offset, gap }) => `${offset} ${gap}` });
  const engine = await follow(segments([...late, [0, "too late"]]), [notebook], {
    maxWaitingBytes: 1000,
  });
  assertEquals(notebook.seen.slice(0, 2), ["10 10", "110 0"]);
  assertStrictEquals(notebook.seen.length, 20);
  const { missedStreamBytes, waitingBytes } = engine.statistics;
  assertEquals([missedStreamBytes, waitingBytes], [10, 0]);
});

Deno.test("stream keeps all connections together within their bound", async () => {
  const frames: Timed[] = [];
  for (let port = 1; port <= 200; port++) {
    const client = { ...CLIENT, port };
    frames.push(...new Talk(client).open().frames);
    const payload = "x".repeat(1000);
    frames.push({ ms: 2000, bytes: tcp(client, SERVER, { sequence: 2000, payload }) });
  }
  // Without the bound all of them would wait to the end.
  const handedOn: number[] = [];
  const notebook = new Notebook({ stream: ({ flow }) => void handedOn.push(flow.client.port) });
  const engine = await follow(frames, [notebook], { maxAllWaitingBytes: 50_000 });
  assertEquals(handedOn.slice(0, 3), [39, 40, 41]);
  assertStrictEquals(engine.statistics.missedStreamBytes, 200 * 999);
});

Deno.test("stream waits for a segment that was lost ahead of a whole window", async () => {
  const length = 1428, count = 9_000;
  const late = Array.from({ length: count }, (_, k) => [length * (k + 1), "x".repeat(length)]);
  const chunks: number[] = [];
  const notebook = new Notebook({ stream: ({ gap, offset }) => void chunks.push(gap, offset) });
  const frames = segments([...late as [number, string][], [0, "x".repeat(length)]]);
  await follow(frames, [notebook]);
  assertEquals(chunks.slice(0, 6), [0, 0, 0, length, 0, 2 * length]);
  assertEquals(chunks.slice(-2), [0, count * length]);
});

Deno.test("stream leaves room for others beside a connection that waits for ever", async () => {
  const greedy = Array.from({ length: 60 }, (_, k) => [10 + 2000 * k, "x".repeat(1000)] as const);
  const other = { ...CLIENT, port: 1 };
  const say = (place: number, payload: string): Timed => ({
    ms: 3000 + place,
    bytes: tcp(other, SERVER, { sequence: 1001 + place, payload }),
  });
  const seen: string[] = [];
  const notebook = new Notebook({
    stream({ flow, gap, offset }) {
      if (flow.client.port === other.port) seen.push(`${offset} ${gap}`);
    },
  });
  await follow(
    [
      ...segments(greedy),
      ...new Talk(other).open().frames,
      say(1000, "y".repeat(1000)),
      say(0, "y".repeat(1000)),
    ],
    [notebook],
    { maxAllWaitingBytes: 50_000 },
  );
  assertEquals(seen, ["0 0", "1000 0"]);
});

Deno.test("stream keeps room for connections that both sides speak in", async () => {
  function* frames(): Generator<Timed> {
    for (let n = 0; n < 500; n++) {
      const from = { address: `10.0.${n >> 8}.${n & 255}`, port: 1 };
      yield { ms: 1, bytes: tcp(from, SERVER, { flags: SYN }) };
      yield { ms: 2, bytes: tcp(from, SERVER, { sequence: 100, payload: "x" }) };
    }
    yield* segments([[1000, "y".repeat(1000)], [0, "y".repeat(1000)]]);
  }
  const seen: string[] = [];
  const notebook = new Notebook({
    stream({ flow, gap, offset }) {
      if (flow.client.port === CLIENT.port) seen.push(`${offset} ${gap}`);
    },
  });
  await follow(frames(), [notebook], { maxAllWaitingBytes: 20_000 });
  assertEquals(seen, ["0 0", "1000 0"]);
});

Deno.test("stream gives back a byte string however it was cut, ordered and repeated", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const below = random(seed);
    const whole = Uint8Array.from({ length: 1 + below(4000) }, () => below(256));
    const initial = seed % 3 === 0 ? 0xffff_ffff - below(4000) : below(0x7fff_ffff);
    const list: [number, Uint8Array][] = [];
    for (let at = 0; at < whole.length;) {
      const length = 1 + below(seed % 2 === 0 ? 700 : 20);
      list.push([at, whole.subarray(at, at + length)]);
      at += length;
    }
    // Pieces again, cut elsewhere, and all of it in any order.
    for (let k = below(50); k > 0; k--) {
      const at = below(whole.length);
      list.push([at, whole.subarray(at, at + 1 + below(900))]);
    }
    for (let k = list.length - 1; k > 0; k--) {
      const other = below(k + 1);
      [list[k], list[other]] = [list[other], list[k]];
    }
    const frames = [
      ...new Talk(CLIENT, SERVER, [initial, 1]).open().frames,
      ...list.map(([at, payload]) => ({
        ms: 2000,
        bytes: tcp(CLIENT, SERVER, { sequence: initial + 1 + at, payload }),
      })),
    ];
    const got: number[] = [];
    let gaps = 0;
    const notebook = new Notebook({
      stream: (chunk) => {
        assertStrictEquals(chunk.offset, got.length);
        gaps += chunk.gap;
        got.push(...chunk.bytes);
      },
    });
    await follow(frames, [notebook]);
    assertStrictEquals(gaps, 0);
    assertEquals(Uint8Array.from(got), whole, `seed ${seed}`);
  }
});

Deno.test("stream goes on for who joins after nobody wanted more", async () => {
  const talk = new Talk().open().say(0, ACK, "no protocol").say(1, ACK, "that anybody knows");
  const joins = talk.frames.length + 1;
  talk.say(0, ACK, "unheard").say(0, ACK, "heard").say(1, ACK, "as well").close();
  let frame = 0;
  const hello = new Notebook({ tls: () => "a hello" });
  const late = new Notebook({ stream: written }, () => ++frame > joins);
  await follow(talk.frames, [hello, late]);
  assertEquals(hello.seen, []);
  assertEquals(late.seen, ["> 18 heard", "< 18 as well"]);
});
