import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { SyscallError } from "../../ffi/errno.ts";
import { Files } from "../../ffi/files.ts";

const files = new Files();
const bytes = (text: string) => new TextEncoder().encode(text);

/** Runs with the path of a file that does not exist, in a folder of its own. */
function inFolder(run: (path: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    run(`${folder}/a b`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

for (
  const [mode, before, expected] of [
    ["truncate", undefined, "new"],
    ["truncate", "old and long", "new"],
    ["append", "old ", "old new"],
    ["exclusive", undefined, "new"],
  ] as const
) {
  Deno.test(`Files.open() to ${mode} ${before === undefined ? "nothing" : "a file"}`, () => {
    inFolder((path) => {
      if (before !== undefined) Deno.writeTextFileSync(path, before);
      {
        using file = files.open(path, mode);
        file.write(bytes("ne"));
        file.write(bytes("w"));
      }
      assertStrictEquals(Deno.readTextFileSync(path), expected);
    });
  });
}

Deno.test("Files.open() gives a new file the rights it is told", () => {
  inFolder((path) => {
    using _file = files.open(path, "exclusive", 0o600);
    assertStrictEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  });
});

for (
  const [does, path, mode, code] of [
    ["does not find what is not there", "/no/such/file", "read", "ENOENT"],
    ["does not write into what is a folder", "/proc", "truncate", "EISDIR"],
    ["does not replace what must be new", "/proc/self/comm", "exclusive", "EEXIST"],
    ["does not follow a file as if it were a folder", "/proc/self/comm/x", "read", "ENOTDIR"],
  ] as const
) {
  Deno.test(`Files.open() ${does}`, () => {
    const error = assertThrows(() => files.open(path, mode), SyscallError);
    assertStrictEquals(error.code, code);
  });
}

Deno.test("Files.read() gives a file longer than one read", () => {
  inFolder((path) => {
    const expected = crypto.getRandomValues(new Uint8Array(65_536));
    const twice = new Uint8Array(131_073).fill(7);
    twice.set(expected);
    Deno.writeFileSync(path, twice);
    assertEquals(files.read(path), twice);
  });
});

Deno.test("NativeFile.truncate() cuts, and writing goes on there", () => {
  inFolder((path) => {
    using file = files.open(path, "truncate");
    file.write(bytes("one two"));
    file.truncate(4);
    file.write(bytes("six"));
    assertStrictEquals(Deno.readTextFileSync(path), "one six");
  });
});

Deno.test("NativeFile.write() says when the disk is full", () => {
  using file = files.open("/dev/full", "append");
  assertThrows(() => file.write(bytes("x")), SyscallError, "ENOSPC, no space left on the device");
});

Deno.test("NativeFile refuses to work once it is disposed", () => {
  const file = files.open("/dev/null", "append");
  file[Symbol.dispose]();
  file[Symbol.dispose]();
  assertThrows(() => file.write(bytes("x")), SyscallError, "EBADF");
});

const needsRoot = Deno.uid() !== 0;

Deno.test({
  name: `NativeFile.giveTo() changes the owner${needsRoot ? " (skipped: needs root)" : ""}`,
  ignore: needsRoot,
  fn() {
    inFolder((path) => {
      using file = files.open(path, "exclusive");
      file.giveTo({ uid: 54321, gid: 54322 });
      const { uid, gid } = Deno.statSync(path);
      assertEquals([uid, gid], [54321, 54322]);
    });
  },
});
