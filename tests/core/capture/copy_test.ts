import { assertEquals, assertStrictEquals } from "@std/assert";
import type { CaptureWriter } from "../../../core/capture/capture_writer.ts";
import { Copy, type CopyOptions } from "../../../core/capture/copy.ts";
import { type MemoryFrame, MemorySource } from "../../../core/capture/memory.ts";

/** A frame that says in its first byte which one it is. */
function frame(mark: number, seconds: number, nanoseconds = 0): MemoryFrame {
  return { bytes: new Uint8Array(60).fill(mark, 0, 1), seconds, nanoseconds };
}

const FRAMES = [frame(1, 10), frame(2, 10, 999_999_999), frame(3, 11), frame(4, 12)];

/** Writes down the marks of what it is given, and takes no more than `room`. */
class Notebook implements CaptureWriter {
  readonly marks: number[] = [];
  readonly length = 0;
  readonly #room: number;
  constructor(room = Infinity) {
    this.#room = room;
  }
  get packets(): number {
    return this.marks.length;
  }
  full = false;
  write({ bytes, start }: { bytes: Uint8Array; start: number }): void {
    this.full = this.marks.length >= this.#room;
    if (!this.full) this.marks.push(bytes[start]);
  }
  flush(): void {
    this.marks.push(0);
  }
  close(): void {}
  [Symbol.dispose](): void {}
}

const odd = (bytes: Uint8Array, start: number) => bytes[start] % 2;

for (
  const [does, options, marks] of [
    ["takes every frame", {}, [1, 2, 3, 4]],
    ["leaves what the filter does not accept", { filterFor: () => odd }, [1, 3]],
    ["ends at the limit", { limit: 2 }, [1, 2]],
    ["counts to the limit what the filter accepts", { limit: 2, filterFor: () => odd }, [1, 3]],
    ["ends before the first frame that is late", { forMs: 1_000 }, [1, 2]],
    ["takes the time from the first frame that is accepted", {
      forMs: 1_000,
      filterFor: () => (bytes: Uint8Array, start: number) => bytes[start] > 1,
    }, [2, 3]],
  ] as const satisfies readonly (readonly [string, CopyOptions, readonly number[]])[]
) {
  Deno.test(`Copy ${does}`, async () => {
    const writer = new Notebook();
    const copy = new Copy({ ...options, writer });
    await copy.run(new MemorySource(FRAMES));
    assertEquals(writer.marks, [...marks]);
    assertStrictEquals(copy.captured, marks.length);
  });
}

Deno.test("Copy hands on after each batch when somebody waits", async () => {
  const writer = new Notebook();
  await new Copy({ writer, flushes: true }).run(new MemorySource(FRAMES, { batchLength: 2 }));
  assertEquals(writer.marks, [1, 2, 0, 3, 4, 0]);
});

Deno.test("Copy asks for a filter once for each run of a link type", async () => {
  const asked: number[] = [];
  const interfaces = [1, 101].map((linkType) => ({ linkType, snapLength: 0 }));
  const frames = [0, 0, 1, 0].map((interfaceId) => ({ ...frame(1, 1), interfaceId }));
  const filterFor = (linkType: number) => (asked.push(linkType), undefined);
  await new Copy({ filterFor }).run(new MemorySource(frames, { interfaces }));
  assertEquals(asked, [1, 101, 1]);
});

Deno.test("Copy ends when the writer is full, and does not count what it refused", async () => {
  const copy = new Copy({ writer: new Notebook(3) });
  await copy.run(new MemorySource(FRAMES));
  assertStrictEquals(copy.captured, 3);
});
