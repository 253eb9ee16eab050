import { assertStrictEquals, assertThrows } from "@std/assert";
import { check, errnoName, SyscallError } from "../../ffi/errno.ts";
import { libc } from "../../ffi/libc.ts";

for (
  const [errno, name] of [
    [1, "EPERM"],
    [11, "EAGAIN"],
    [22, "EINVAL"],
    [28, "ENOSPC"],
    [38, "ENOSYS"],
    [41, "errno 41"], // EWOULDBLOCK was to have it, and is EAGAIN
    [58, "errno 58"], // EDEADLOCK, and is EDEADLK
    [59, "EBFONT"],
    [88, "ENOTSOCK"],
    [100, "ENETDOWN"],
    [105, "ENOBUFS"],
    [110, "ETIMEDOUT"],
    [133, "EHWPOISON"],
    [134, "errno 134"],
    [0, "errno 0"],
  ] as const
) {
  Deno.test(`errnoName() of ${errno} is ${name}`, () => {
    assertStrictEquals(errnoName(errno), name);
  });
}

Deno.test("check() hands on a result", () => {
  assertStrictEquals(check("x", "x", 3), 3);
  assertStrictEquals(check("x", "x", 3n), 3);
});

Deno.test("check() throws what errno says, of calls that return int or long", () => {
  const bytes = new Uint8Array(1);
  assertThrows(() => check("close", "close", libc().close(-1)), SyscallError, "EBADF");
  assertThrows(() => check("read", "read", libc().read(-1, bytes, 1n)), SyscallError, "EBADF");
});

Deno.test("SyscallError has the hint it is given, before the name's own meaning", () => {
  const error = new SyscallError("socket", "capture on eth0", 1, "needs CAP_NET_RAW");
  assertStrictEquals(error.message, "Cannot capture on eth0: EPERM, needs CAP_NET_RAW");
});

Deno.test("SyscallError of a number without a meaning ends with its name", () => {
  assertStrictEquals(new SyscallError("x", "do it", 59).message, "Cannot do it: EBFONT");
});
