import { assert, assertStrictEquals } from "@std/assert";
import { check } from "../../ffi/errno.ts";
import { libc } from "../../ffi/libc.ts";
import { NO_TIMEOUT, Poller } from "../../ffi/poll.ts";

/** A descriptor that is ready when `value` is not zero. */
function eventfd(value: number): Disposable & { readonly fd: number } {
  const fd = check("eventfd", "make one", libc().eventfd(value, 0));
  return { fd, [Symbol.dispose]: () => void libc().close(fd) };
}

Deno.test("Poller.wait() tells which descriptor is ready", async () => {
  using idle = eventfd(0);
  using ready = eventfd(1);
  using poller = new Poller([idle.fd, ready.fd]);
  await poller.wait(NO_TIMEOUT);
  assertStrictEquals(poller.ready(0), false);
  assertStrictEquals(poller.ready(1), true);
  assertStrictEquals(poller.failed(1), false);
});

Deno.test("Poller.wait() ends by wake(), before it or during it, once", async () => {
  using poller = new Poller([]);
  poller.wake();
  poller.wake();
  await poller.wait(NO_TIMEOUT);
  const during = poller.wait(NO_TIMEOUT);
  assert(poller.waiting);
  poller.wake();
  await during;
  assert(!poller.waiting);
});

Deno.test("Poller.look() tells which descriptor is ready, and does not wait for one", () => {
  using idle = eventfd(0);
  using ready = eventfd(1);
  using poller = new Poller([idle.fd, ready.fd]);
  poller.look();
  assertStrictEquals(poller.ready(0), false);
  assertStrictEquals(poller.ready(1), true);
  poller.forget(1);
  poller.look();
  assertStrictEquals(poller.ready(1), false);
});

Deno.test("Poller.wait() lets timers run while it waits", async () => {
  using poller = new Poller([]);
  const timer = setTimeout(() => poller.wake(), 1);
  await poller.wait(NO_TIMEOUT);
  clearTimeout(timer);
});

Deno.test("Poller.wait() waits no longer for what was forgotten", async () => {
  using ready = eventfd(1);
  using poller = new Poller([ready.fd]);
  poller.forget(0);
  await poller.wait(0);
  assertStrictEquals(poller.ready(0), false);
});
