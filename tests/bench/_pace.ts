// tests/bench/_pace.ts: a frame each millisecond on an interface, until it is killed.
//
//     deno run --allow-ffi tests/bench/_pace.ts INTERFACE FRAME
import { check } from "../../ffi/errno.ts";
import { openSender } from "../live/_sender.ts";

const INTERVAL_MS = 1;

const { symbols: { send } } = Deno.dlopen("libc.so.6", {
  // ssize_t send(int fd, const void *bytes, size_t length, int flags); send(2)
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
});

const [name, frame] = Deno.args;
const fd = openSender(name), bytes = Uint8Array.fromHex(frame);
setInterval(
  () => check("send", `send on ${name}`, Number(send(fd, bytes, BigInt(bytes.length), 0))),
  INTERVAL_MS,
);
