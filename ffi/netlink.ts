// ffi/netlink.ts: what the kernel tells of interfaces, addresses and routes, rtnetlink(7).
import { check, Errno, SyscallError } from "./errno.ts";
import { errno, libc } from "./libc.ts";
import { NLMSGHDR, SOCKADDR_NL, struct } from "./structs.ts";

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_ROUTE = 0;
const MSG_DONTWAIT = 0x40;
const NLM_F_REQUEST = 0x01;
const NLM_F_DUMP = 0x300;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;

/** Kinds of message, {@linkcode NetlinkMessage.type} (linux/rtnetlink.h). */
export const MessageType = {
  NewLink: 16,
  DelLink: 17,
  GetLink: 18,
  NewAddress: 20,
  GetAddress: 22,
  NewRoute: 24,
  GetRoute: 26,
} as const;

/** Groups to listen to, for {@linkcode NetlinkSocket.open} (linux/rtnetlink.h, RTMGRP_). */
export const NetlinkGroup = { None: 0, Link: 1 } as const;

/** One message, without its header. It holds until the socket is asked again. */
export interface NetlinkMessage {
  /** One of {@linkcode MessageType}. */
  readonly type: number;
  readonly body: DataView<ArrayBuffer>;
}

/** A conversation with the kernel's routing tables. Needs no privilege. */
export class NetlinkSocket implements Disposable {
  /** The file descriptor, for `poll`; -1 after disposal. */
  fd: number;
  readonly #libc = libc();
  /** The kernel fills at most 32 KiB at once (net/netlink/af_netlink.c, netlink_dump). */
  readonly #buffer = new Uint8Array(32_768);

  private constructor(fd: number) {
    this.fd = fd;
  }

  /** @param groups Of {@linkcode NetlinkGroup}: what to be told of without asking. */
  static open(groups: number): NetlinkSocket {
    using undo = new DisposableStack();
    const type = SOCK_RAW | SOCK_CLOEXEC;
    const fd = libc().socket(AF_NETLINK, type, NETLINK_ROUTE);
    check("socket", "ask the kernel for its interfaces", fd);
    const socket = undo.use(new NetlinkSocket(fd));
    const address = struct(SOCKADDR_NL.SIZE);
    address.setUint16(SOCKADDR_NL.FAMILY, AF_NETLINK, true);
    address.setUint32(SOCKADDR_NL.GROUPS, groups, true);
    const bound = libc().bind(fd, address, SOCKADDR_NL.SIZE);
    check("bind", "listen to the kernel's interface events", bound);
    undo.move();
    return socket;
  }

  /**
   * Asks for a whole table and yields its rows.
   *
   * @param type `GetLink`, `GetAddress` or `GetRoute`.
   * @param headerLength Bytes of that table's own header; all zero asks for every row.
   */
  *dump(type: number, headerLength: number): Generator<NetlinkMessage> {
    const request = struct(NLMSGHDR.SIZE + headerLength);
    request.setUint32(NLMSGHDR.LEN, request.byteLength, true);
    request.setUint16(NLMSGHDR.TYPE, type, true);
    request.setUint16(NLMSGHDR.FLAGS, NLM_F_REQUEST | NLM_F_DUMP, true);
    const sent = this.#libc.send(this.fd, request, BigInt(request.byteLength), 0);
    check("send", "ask the kernel for its interfaces", sent);
    while (true) {
      for (const message of this.#receive(0)) {
        if (message.type === NLMSG_DONE) return;
        if (message.type === NLMSG_ERROR) {
          const number = -message.body.getInt32(0, true);
          throw new SyscallError("netlink", "list the interfaces", number);
        }
        yield message;
      }
    }
  }

  /**
   * The messages that came in by themselves, without waiting.
   *
   * @throws {SyscallError} `ENOBUFS` when there were too many to keep. What is kept is the oldest:
   * {@linkcode discard} it, then ask for all anew.
   */
  *events(): Generator<NetlinkMessage> {
    while (true) {
      const before = this.#receive(MSG_DONTWAIT);
      if (before === NOTHING) return;
      yield* before;
    }
  }

  /** Throws away what came in by itself. */
  discard(): void {
    const buffer = this.#buffer;
    while (true) {
      const length = this.#libc.recv(this.fd, buffer, BigInt(buffer.length), MSG_DONTWAIT);
      if (length === -1n && errno() !== Errno.ENOBUFS) return;
    }
  }

  [Symbol.dispose](): void {
    if (this.fd === -1) return;
    this.#libc.close(this.fd);
    this.fd = -1;
  }

  #receive(flags: number): readonly NetlinkMessage[] {
    const buffer = this.#buffer;
    const length = Number(this.#libc.recv(this.fd, buffer, BigInt(buffer.length), flags));
    if (length === -1) {
      const number = errno();
      if (number === Errno.EAGAIN) return NOTHING;
      throw new SyscallError("recv", "hear of the kernel's interfaces", number);
    }
    return [...messages(new DataView(buffer.buffer, 0, length))];
  }
}

const NOTHING: readonly NetlinkMessage[] = [];

/** Splits what one `recv` gave into messages; a length that cannot be ends it. */
function* messages(bytes: DataView<ArrayBuffer>): Generator<NetlinkMessage> {
  let at = 0;
  while (at + NLMSGHDR.SIZE <= bytes.byteLength) {
    const length = bytes.getUint32(at + NLMSGHDR.LEN, true);
    if (length < NLMSGHDR.SIZE || at + length > bytes.byteLength) return;
    yield {
      type: bytes.getUint16(at + NLMSGHDR.TYPE, true),
      body: new DataView(bytes.buffer, at + NLMSGHDR.SIZE, length - NLMSGHDR.SIZE),
    };
    at += aligned(length);
  }
}

/**
 * The attributes of a message by number, copied out of it (struct rtattr, rtnetlink(7)).
 *
 * @param from Where they begin: behind the table's own header.
 */
export function attributes(body: DataView<ArrayBuffer>, from: number): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  let at = from;
  while (at + 4 <= body.byteLength) {
    const length = body.getUint16(at, true);
    if (length < 4 || at + length > body.byteLength) break;
    // The two high bits tell of nesting and byte order (NLA_TYPE_MASK).
    const type = body.getUint16(at + 2, true) & 0x3fff;
    const start = body.byteOffset + at + 4;
    found.set(type, new Uint8Array(body.buffer.slice(start, start + length - 4)));
    at += aligned(length);
  }
  return found;
}

/** Messages and attributes begin on multiples of four bytes. */
function aligned(length: number): number {
  return (length + 3) & ~3;
}
