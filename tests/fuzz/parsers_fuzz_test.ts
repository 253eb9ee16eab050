// tests/fuzz/parsers_fuzz_test.ts: every parser of messages, given what lies, is cut and has holes.
import { assert, assertEquals } from "@std/assert";
import { Flow } from "../../core/flow/flow.ts";
import { FlowKey } from "../../core/flow/_key.ts";
import { CryptoStream } from "../../core/flow/messages/_quic_crypto_stream.ts";
import { MESSAGE_PROTOCOLS } from "../../core/flow/messages/mod.ts";
import { MessageBudget, type MessageOutlet } from "../../core/flow/messages/parser.ts";
import { FlowTable } from "../../core/flow/table.ts";
import { Packet } from "../../core/packet.ts";
import { crypto } from "../core/flow/_hellos.ts";
import { CLIENT, SERVER, udp } from "../core/flow/_network.ts";
import { type Dialogue, DIALOGUES, type Said } from "./_dialogues.ts";
import { mutate, Random } from "./_mutate.ts";

const RUNS = 1500;
const BUDGET = 200_000;

/** Something said, and how many bytes of a stream are missing before it. */
type Piece = readonly [...said: Said, gap: number];

/** Where a parser's messages go; all of them are read. */
class Listener implements MessageOutlet {
  readonly flow: Flow;
  readonly budget = new MessageBudget(BUDGET);
  readonly messages: string[] = [];
  timeMs = 1000;

  constructor(port: number) {
    const packet = new Packet().setBytes(udp(CLIENT, { ...SERVER, port }, "x"));
    const key = new FlowKey(packet.registry);
    key.set(packet, 0, 0);
    key.finish();
    const table = new FlowTable(1);
    this.flow = new Flow(table);
    this.flow.at(table.add(key, false));
  }

  emit(name: string, message: object): void {
    // Lent things are read now; a view of the whole message says more than a line has room for.
    const { flow: _flow, handshake: _handshake, dhcp: _dhcp, ...told } = message as {
      [field: string]: unknown;
    };
    this.messages.push(`${name} ${JSON.stringify(told)}`);
  }
}

/** Gives a new parser of the dialogue's protocol all pieces; what it told, and that it gave all back. */
function listen({ protocol, over, port }: Dialogue, pieces: readonly Piece[]): string[] {
  const listener = new Listener(port);
  const found = MESSAGE_PROTOCOLS.find((one) => one.name === protocol && one.over === over);
  if (found === undefined) throw new TypeError(`${protocol} over ${over} has no parser`);
  const parser = found.open(listener);
  for (const [side, bytes, gap] of pieces) {
    listener.timeMs++;
    // With bytes of others around, as in a frame.
    const frame = new Uint8Array(bytes.length + 20).fill(0x31);
    frame.set(bytes, 10);
    for (const probe of [found.probe, found.probeOnPorts]) probe?.(frame, 10, 10 + bytes.length);
    if (!parser.data(side, frame, 10, 10 + bytes.length, gap)) break;
    frame.fill(0xff);
    assert(listener.budget.used <= BUDGET, "more memory than there is");
  }
  parser.end();
  assertEquals(listener.budget.used, 0, "memory is given back");
  return listener.messages;
}

/** What is said, a stream's in pieces of any size: those of one side in a row may run together. */
function cut(said: readonly Said[], random: Random): Piece[] {
  const pieces: Piece[] = [];
  for (const [side, bytes] of said) {
    for (let at = 0; at < bytes.length;) {
      const until = Math.min(bytes.length, at + 1 + random.below(1 + random.below(100)));
      pieces.push([side, bytes.subarray(at, until), 0]);
      at = until;
    }
  }
  return pieces;
}

for (const dialogue of DIALOGUES) {
  const { protocol, over, port, said } = dialogue;
  const whole = listen(dialogue, said.map(([side, bytes]) => [side, bytes, 0]));

  Deno.test(`${protocol} over ${over}, port ${port}, tells messages at all`, () => {
    assert(whole.length > 0);
  });

  if (over === "stream") {
    Deno.test(`${protocol} tells the same however its stream is cut`, () => {
      // Time is what differs: it goes on with each piece.
      const told = (messages: readonly string[]) =>
        messages.map((text) => text.replaceAll(/"(latencyMs|requestMs)":\d+/g, "$1"));
      const random = new Random(3);
      for (let run = 0; run < 200; run++) {
        assertEquals(told(listen(dialogue, cut(said, random))), told(whole), `run ${run}`);
      }
    });
  }

  Deno.test(`${protocol} over ${over}, port ${port}, stands whatever is said`, () => {
    const random = new Random(5);
    const any = () => said[random.below(said.length)][1];
    let told = 0;
    for (let run = 0; run < RUNS; run++) {
      const bent = Array.from({ length: said.length * 2 }, (_, index): Said => {
        const [side, bytes] = said[index % said.length];
        if (random.below(3) > 0) return [side, bytes];
        const mutant = mutate(bytes, any(), random);
        return [random.below(10) === 0 ? 1 : side, mutant];
      });
      const pieces = over === "stream" && random.below(2) === 0
        ? cut(bent, random)
        : bent.map(([side, bytes]): Piece => [side, bytes, 0]);
      const withGaps = pieces.map(([side, bytes]): Piece => {
        const isGap = over === "stream" && random.below(30) === 0;
        return [side, bytes, isGap ? 1 + random.below(1 << random.below(31)) : 0];
      });
      told += listen(dialogue, withGaps).length;
    }
    // A fuzz that reaches nothing proves nothing.
    assert(told > RUNS / 4, `${told} messages`);
  });
}

Deno.test("quic stands whatever frames are under its seal", () => {
  const random = new Random(7);
  const hello = Uint8Array.from({ length: 300 }, (_, at) => at);
  const frames = Uint8Array.of(
    ...[1, 0, ...crypto(100, hello.subarray(100)), 0, 0],
    ...[2, 0x40, 9, 0, 1, 0, 0, 3, 0, 0, 0, 0, 1, 1, 1, ...crypto(0, hello)],
  );
  const budget = new MessageBudget(BUDGET);
  let reached = 0;
  for (let run = 0; run < 5 * RUNS; run++) {
    const stream = new CryptoStream(budget);
    for (let packet = 0; packet < 3; packet++) {
      stream.readFrames(random.below(3) === 0 ? frames : mutate(frames, frames, random));
    }
    reached += stream.contiguous.length;
    stream.clear();
    assertEquals(budget.used, 0, "memory is given back");
  }
  assert(reached > RUNS * hello.length, `${reached} bytes`);
});
