// tests/live/_sender.ts: puts frames on an interface as they are, as fast as it goes.
//
//   deno run --allow-ffi _sender.ts '{"interface":"tx","frames":["ffff…"],"count":1}'
import { check, Errno, SyscallError } from "../../ffi/errno.ts";
import { listInterfaces } from "../../ffi/interfaces.ts";
import { errno, libc } from "../../ffi/libc.ts";
import { SOCKADDR_LL, struct } from "../../ffi/structs.ts";

/** What to send. */
export interface SendOrder {
  readonly interface: string;
  /** Whole frames in hexadecimal, sent in turn. */
  readonly frames: readonly string[];
  /** How many frames in all. */
  readonly count: number;
}

const AF_PACKET = 17;
const SOCK_RAW = 3;
/** struct mmsghdr and struct iovec of recvmmsg(2), readv(2) on 64-bit Linux. */
const MMSGHDR = { SIZE: 64, IOV: 16, IOVLEN: 24 };
const IOVEC = { SIZE: 16, BASE: 0, LEN: 8 };
/** Frames handed to the kernel by one call. */
const BATCH = 64;

if (import.meta.main) send(JSON.parse(Deno.args[0]));

function send({ interface: name, frames, count }: SendOrder): void {
  const path = ["libc.so.6", `libc.musl-${Deno.build.arch}.so.1`].find(canOpen)!;
  const { symbols: { sendmmsg } } = Deno.dlopen(path, {
    // int sendmmsg(int fd, struct mmsghdr *messages, unsigned int n, int flags); sendmmsg(2)
    sendmmsg: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  });
  const fd = openSender(name);
  const buffers = frames.map((text) => Uint8Array.fromHex(text));
  const messages = struct(BATCH * MMSGHDR.SIZE);
  const vectors = struct(buffers.length * IOVEC.SIZE);
  const vectorsAt = libc().memmove(vectors, vectors, 0n);
  buffers.forEach((bytes, index) => {
    const address = libc().memmove(bytes, bytes, 0n);
    vectors.setBigUint64(index * IOVEC.SIZE + IOVEC.BASE, address, true);
    vectors.setBigUint64(index * IOVEC.SIZE + IOVEC.LEN, BigInt(bytes.length), true);
  });
  let sent = 0;
  while (sent < count) {
    const batch = Math.min(BATCH, count - sent);
    for (let index = 0; index < batch; index++) {
      const vector = vectorsAt + BigInt(((sent + index) % buffers.length) * IOVEC.SIZE);
      messages.setBigUint64(index * MMSGHDR.SIZE + MMSGHDR.IOV, vector, true);
      messages.setBigUint64(index * MMSGHDR.SIZE + MMSGHDR.IOVLEN, 1n, true);
    }
    const done = sendmmsg(fd, messages, batch, 0);
    if (done > 0) sent += done;
    else if (errno() !== Errno.ENOBUFS) throw new SyscallError("sendmmsg", "send", errno());
  }
  libc().close(fd);
}

/** A packet socket that sends on the interface and receives nothing. */
export function openSender(name: string): number {
  const fd = check("socket", "open a packet socket", libc().socket(AF_PACKET, SOCK_RAW, 0));
  const address = struct(SOCKADDR_LL.SIZE);
  const index = listInterfaces().find((link) => link.name === name)?.index ?? -1;
  address.setUint16(SOCKADDR_LL.FAMILY, AF_PACKET, true);
  address.setInt32(SOCKADDR_LL.IFINDEX, index, true);
  check("bind", `send on ${name}`, libc().bind(fd, address, SOCKADDR_LL.SIZE));
  return fd;
}

function canOpen(path: string): boolean {
  try {
    Deno.dlopen(path, { getpid: { parameters: [], result: "i32" } }).close();
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
