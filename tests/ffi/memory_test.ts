import { assertStrictEquals, assertThrows } from "@std/assert";
import { SharedMemory } from "../../ffi/memory.ts";
import { check } from "../../ffi/errno.ts";
import { libc } from "../../ffi/libc.ts";
import { cString } from "../../ffi/text.ts";

const LENGTH = 65_536;
const O_RDWR = 2;

/** A file of zeros, open. */
function withFile(run: (fd: number, path: string) => void): void {
  const path = Deno.makeTempFileSync();
  Deno.truncateSync(path, LENGTH);
  const fd = check("open", "open", libc().open(cString(path), O_RDWR, 0));
  try {
    run(fd, path);
  } finally {
    libc().close(fd);
    Deno.removeSync(path);
  }
}

Deno.test("SharedMemory shows what is written by either side", () => {
  withFile((fd, path) => {
    using memory = SharedMemory.map(fd, LENGTH);
    memory.words[1] = 0x01020304;
    assertStrictEquals(Deno.readFileSync(path)[4], 4);
    Deno.writeFileSync(path, Uint8Array.of(9, 8, 7), { create: false, append: false });
    // writeFile truncates: what is behind the new end may not be touched, so grow again first.
    Deno.truncateSync(path, LENGTH);
    assertStrictEquals(memory.bytes[1], 8);
  });
});

Deno.test("SharedMemory reads as empty after disposal, also through a view made before", () => {
  withFile((fd, path) => {
    const memory = SharedMemory.map(fd, LENGTH);
    const kept = memory.bytes.subarray(10, 20);
    memory.bytes[10] = 1;
    memory[Symbol.dispose]();
    memory[Symbol.dispose]();
    assertStrictEquals(kept.length, 0);
    assertStrictEquals(kept[0], undefined);
    assertStrictEquals(memory.words.length, 0);
    assertStrictEquals(Deno.readFileSync(path)[10], 1);
  });
});

for (
  const [does, take] of [
    ["transferred", (buffer: ArrayBuffer) => buffer.transfer()],
    ["cloned away", (buffer: ArrayBuffer) => structuredClone(buffer, { transfer: [buffer] })],
    ["sent away", (buffer: ArrayBuffer) => new MessageChannel().port1.postMessage(0, [buffer])],
  ] as const
) {
  Deno.test(`SharedMemory cannot be ${does} by who has a view of it`, () => {
    withFile((fd) => {
      using memory = SharedMemory.map(fd, LENGTH);
      assertThrows(() => take(memory.bytes.buffer), TypeError);
      assertStrictEquals(memory.bytes.length, LENGTH);
    });
  });
}
