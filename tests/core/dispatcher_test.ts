import { assertEquals, assertStrictEquals } from "@std/assert";
import { MemorySource } from "../../core/capture/memory.ts";
import { type Accepts, type Consumer, Dispatcher } from "../../core/dispatcher.ts";
import type { Packet } from "../../core/packet.ts";

/** A frame that says in its first byte which one it is. */
function frame(mark: number, seconds: number, nanoseconds = 0) {
  return { bytes: new Uint8Array(60).fill(mark, 0, 1), seconds, nanoseconds };
}

/** Writes down what it is given. */
class Notebook implements Consumer {
  readonly seen: string[] = [];
  dueMs = Infinity;
  constructor(readonly accepts?: Accepts, readonly intervalMs = Infinity) {}
  filterFor(_linkType?: number): Accepts | undefined {
    return this.accepts;
  }
  packet(packet: Packet): void {
    this.seen.push(`${packet.number}:${packet.bytes[packet.start]}`);
  }
  begin(timeMs: number): void {
    this.dueMs = timeMs + this.intervalMs;
  }
  tick(timeMs: number): void {
    this.seen.push(`tick ${timeMs}`);
    this.dueMs += this.intervalMs;
  }
}

Deno.test("Dispatcher hands every frame to a consumer without a filter", async () => {
  const notebook = new Notebook();
  const dispatcher = new Dispatcher({ consumers: [notebook] });
  await dispatcher.run(new MemorySource([frame(7, 1), frame(8, 2)]));
  assertEquals(notebook.seen, ["1:7", "2:8"]);
  assertStrictEquals(dispatcher.captured, 2);
});

Deno.test("Dispatcher routes by each consumer's filter, and numbers all frames", async () => {
  const odd = new Notebook((bytes, start) => bytes[start] % 2);
  const even = new Notebook((bytes, start) => bytes[start] % 2 === 0);
  await new Dispatcher({ consumers: [odd, even] })
    .run(new MemorySource([frame(1, 1), frame(2, 1), frame(3, 1)]));
  assertEquals(odd.seen, ["1:1", "3:3"]);
  assertEquals(even.seen, ["2:2"]);
});

Deno.test("Dispatcher counts only what the capture filter accepts", async () => {
  const notebook = new Notebook();
  const filterFor = () => (bytes: Uint8Array, start: number) => bytes[start] > 1;
  const dispatcher = new Dispatcher({ consumers: [notebook], filterFor });
  await dispatcher.run(new MemorySource([frame(1, 1), frame(2, 1)]));
  assertEquals(notebook.seen, ["1:2"]);
});

Deno.test("Dispatcher asks for a filter once for each link type, however often they change", async () => {
  const asked: number[] = [];
  const notebook = new Notebook();
  notebook.filterFor = (linkType?: number) => {
    asked.push(linkType!);
    return linkType === 101 ? () => false : undefined;
  };
  const source = new MemorySource(
    [0, 1, 0, 1, 0].map((interfaceId, at) => ({ ...frame(at, 1), interfaceId })),
    { interfaces: [1, 101].map((linkType) => ({ linkType, snapLength: 0 })) },
  );
  await new Dispatcher({ consumers: [notebook] }).run(source);
  assertEquals(asked, [1, 101]);
  assertEquals(notebook.seen, ["1:0", "3:2", "5:4"]);
});

Deno.test("Dispatcher.replace() routes anew, from the next frame on", async () => {
  const late = new Notebook((bytes, start) => bytes[start] > 2);
  const early = new Notebook();
  const dispatcher = new Dispatcher({ consumers: [early] });
  early.packet = (packet) => {
    early.seen.push(`${packet.number}`);
    dispatcher.replace([late]);
  };
  await dispatcher.run(new MemorySource([frame(1, 1), frame(2, 1), frame(3, 1)]));
  assertEquals([early.seen, late.seen], [["1"], ["3:3"]]);
});

Deno.test("Dispatcher decodes a frame once, and not at all for who takes it as it is", async () => {
  const counter: Consumer & { frames: number } = {
    frames: 0,
    dueMs: Infinity,
    filterFor: () => undefined,
    packet() {},
    frame() {
      this.frames++;
    },
    begin() {},
    tick() {},
  };
  const dispatcher = new Dispatcher({ consumers: [counter] });
  await dispatcher.run(new MemorySource([frame(1, 1), frame(2, 1)]));
  assertEquals([counter.frames, dispatcher.packet.generation], [2, 0]);
  dispatcher.replace([new Notebook(), counter, new Notebook()]);
  await dispatcher.run(new MemorySource([frame(3, 2)]));
  assertEquals([counter.frames, dispatcher.packet.generation], [3, 1]);
});

Deno.test("Dispatcher ends at the limit", async () => {
  const notebook = new Notebook();
  await new Dispatcher({ consumers: [notebook], limit: 2 })
    .run(new MemorySource([frame(1, 1), frame(2, 1), frame(3, 1)]));
  assertEquals(notebook.seen, ["1:1", "2:2"]);
});

Deno.test("Dispatcher ticks in packet time, before the packet that reaches it", async () => {
  const notebook = new Notebook(undefined, 1000);
  await new Dispatcher({ consumers: [notebook] })
    .run(new MemorySource([frame(1, 10), frame(2, 10, 999_000_000), frame(3, 11), frame(4, 10)]));
  assertEquals(notebook.seen, ["1:1", "2:2", "tick 11000", "3:3", "4:4"]);
});

Deno.test("Dispatcher.cease() from a tick ends the run before the packet that brought the time", async () => {
  const notebook = new Notebook(undefined, 1000);
  const dispatcher = new Dispatcher({ consumers: [notebook] });
  notebook.tick = () => dispatcher.cease();
  await dispatcher.run(new MemorySource([frame(1, 10), frame(2, 10), frame(3, 11), frame(4, 12)]));
  assertEquals(notebook.seen, ["1:1", "2:2"]);
  assertStrictEquals(dispatcher.captured, 2);
});

Deno.test("Dispatcher.cease() from a packet ends the run with that packet", async () => {
  const notebook = new Notebook();
  const dispatcher = new Dispatcher({ consumers: [notebook] });
  notebook.packet = (packet) => {
    notebook.seen.push(`${packet.number}`);
    dispatcher.cease();
  };
  await dispatcher.run(new MemorySource([frame(1, 10), frame(2, 10)]));
  assertEquals(notebook.seen, ["1"]);
});

Deno.test("Dispatcher.advance() moves time on without a packet, and never back", async () => {
  const notebook = new Notebook(undefined, 1000);
  const dispatcher = new Dispatcher({ consumers: [notebook] });
  dispatcher.advance(99_000);
  await dispatcher.run(new MemorySource([frame(1, 10)]));
  dispatcher.advance(10_500);
  dispatcher.advance(11_000);
  dispatcher.advance(10_000);
  assertEquals(notebook.seen, ["1:1", "tick 11000"]);
  assertStrictEquals(dispatcher.nowMs, 11_000);
});

Deno.test("Dispatcher counts faults by protocol", async () => {
  const consumers = [new Notebook()];
  const dispatcher = new Dispatcher({ consumers });
  await dispatcher.run(
    new MemorySource([{ bytes: new Uint8Array(5), seconds: 1, nanoseconds: 0 }]),
  );
  const { registry } = dispatcher.packet;
  assertStrictEquals(dispatcher.faults[registry.byName("ethernet")!.id], 1);
});
