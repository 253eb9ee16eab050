// ffi/packet_socket.ts: a socket that sees frames as the driver does, packet(7).
import { Capability, capabilityHint } from "./capabilities.ts";
import { check, Errno, SyscallError } from "./errno.ts";
import { errno, libc } from "./libc.ts";
import { PACKET_MREQ, SOCK_FILTER, SOCK_FPROG, SOCKADDR_LL, struct } from "./structs.ts";
import { TPACKET_REQ3, TPACKET_STATS_V3 } from "./structs.ts";

// linux/socket.h, bits/socket_type.h, asm-generic/socket.h
const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const SO_ATTACH_FILTER = 26;
const SO_DETACH_FILTER = 27;

// linux/if_packet.h, linux/if_ether.h
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_RX_RING = 5;
const PACKET_STATISTICS = 6;
const PACKET_VERSION = 10;
const PACKET_RESERVE = 12;
const PACKET_IGNORE_OUTGOING = 23;
const TPACKET_V3 = 2;
const PACKET_MR_PROMISC = 1;
const ETH_P_ALL = 0x0003;

/** Bytes left free before each frame, over what is free anyway: one VLAN tag. */
const RING_RESERVE = 4;

/** What the kernel counted since the socket was opened. */
export interface PacketStatistics {
  /** Frames that passed the filter, those dropped later included. */
  packets: number;
  /** Of these, the ones that found the ring full. */
  drops: number;
}

/** The size of a ring and how long a block may wait for more frames. */
export interface RingSize {
  /** Bytes of a block: a multiple of the page size, and above the largest frame. */
  readonly blockSize: number;
  readonly blockCount: number;
  /** After this many milliseconds a block is handed over though it is not full; 1 or more. */
  readonly retireMs: number;
}

/**
 * A packet socket. It sees nothing until {@linkcode bind}: what is set before
 * that (filter, ring) holds from the first frame on.
 *
 * Needs `CAP_NET_RAW` in the user namespace of the network namespace.
 */
export class PacketSocket implements Disposable {
  /** The file descriptor, for `poll`; -1 after disposal. */
  fd: number;
  readonly #name: string;
  readonly #libc = libc();
  /** The kernel resets its counts when they are read, so they are added up here. */
  readonly #statistics: PacketStatistics = { packets: 0, drops: 0 };

  private constructor(name: string, fd: number) {
    this.#name = name;
    this.fd = fd;
  }

  /**
   * @param name What is to be captured on, for the message when that fails.
   * @param cooked True for frames without their link header (`SOCK_DGRAM`): what several kinds of
   * interface have in common. The kernel's filter then counts from the network header.
   */
  static open(name: string, cooked: boolean): PacketSocket {
    const type = (cooked ? SOCK_DGRAM : SOCK_RAW) | SOCK_CLOEXEC;
    // Protocol 0: nothing is received before bind names one.
    const fd = libc().socket(AF_PACKET, type, 0);
    if (fd === -1) {
      const number = errno();
      const hint = number === Errno.EPERM ? capabilityHint(Capability.NetRaw) : undefined;
      throw new SyscallError("socket", `capture on ${name}`, number, hint);
    }
    return new PacketSocket(name, fd);
  }

  /** Begins to receive from the interface with this index, or from all for 0. */
  bind(interfaceIndex: number): void {
    const address = struct(SOCKADDR_LL.SIZE);
    address.setUint16(SOCKADDR_LL.FAMILY, AF_PACKET, true);
    address.setUint16(SOCKADDR_LL.PROTOCOL, ETH_P_ALL);
    address.setInt32(SOCKADDR_LL.IFINDEX, interfaceIndex, true);
    const result = this.#libc.bind(this.fd, address, SOCKADDR_LL.SIZE);
    check("bind", `capture on ${this.#name}`, result);
  }

  /** Makes the ring of TPACKET_V3 blocks that `mmap` on the socket then shows. */
  openRing({ blockSize, blockCount, retireMs }: RingSize): void {
    this.#set("PACKET_VERSION", PACKET_VERSION, TPACKET_V3);
    this.#set("PACKET_RESERVE", PACKET_RESERVE, RING_RESERVE);
    const request = struct(TPACKET_REQ3.SIZE);
    request.setUint32(TPACKET_REQ3.BLOCK_SIZE, blockSize, true);
    request.setUint32(TPACKET_REQ3.BLOCK_NR, blockCount, true);
    // Version 3 packs frames of any size; the kernel still checks that these two agree.
    request.setUint32(TPACKET_REQ3.FRAME_SIZE, 2048, true);
    request.setUint32(TPACKET_REQ3.FRAME_NR, (blockSize / 2048) * blockCount, true);
    request.setUint32(TPACKET_REQ3.RETIRE_BLK_TOV, retireMs, true);
    const size = `a ring of ${blockCount} x ${blockSize} bytes`;
    this.#option(`set up ${size}`, PACKET_RX_RING, request);
  }

  /** Promiscuous mode while this socket is open: the kernel ends it with the process. */
  addPromiscuousMembership(interfaceIndex: number): void {
    const request = struct(PACKET_MREQ.SIZE);
    request.setInt32(PACKET_MREQ.IFINDEX, interfaceIndex, true);
    request.setUint16(PACKET_MREQ.TYPE, PACKET_MR_PROMISC, true);
    this.#option("turn promiscuous mode on", PACKET_ADD_MEMBERSHIP, request);
  }

  /** Leaves out what this host sends (Linux 4.20 and later). */
  ignoreOutgoing(): void {
    this.#set("PACKET_IGNORE_OUTGOING", PACKET_IGNORE_OUTGOING, 1);
  }

  /**
   * Lets through what `program` accepts, cut to the length that it returns. The
   * kernel replaces one program by the next between two frames, so none is lost
   * or judged by half of each; frames in the ring were judged by the one before.
   *
   * @param program Instructions of classic BPF, struct sock_filter each, 1 to 4,096 of them.
   */
  attachFilter(program: Uint8Array<ArrayBuffer>): void {
    const header = struct(SOCK_FPROG.SIZE);
    header.setUint16(SOCK_FPROG.LEN, program.length / SOCK_FILTER.SIZE, true);
    header.setBigUint64(SOCK_FPROG.FILTER, this.#libc.memmove(program, program, 0n), true);
    const result = this.#libc.setsockopt(
      this.fd,
      SOL_SOCKET,
      SO_ATTACH_FILTER,
      header,
      SOCK_FPROG.SIZE,
    );
    check("setsockopt", "attach the filter", result);
  }

  /** Lets everything through again. */
  detachFilter(): void {
    const result = this.#libc.setsockopt(this.fd, SOL_SOCKET, SO_DETACH_FILTER, struct(4), 4);
    check("setsockopt", "detach the filter", result);
  }

  /** Counts since the socket was opened. */
  statistics(): PacketStatistics {
    const counts = struct(TPACKET_STATS_V3.SIZE);
    this.#get("read packet counts", SOL_PACKET, PACKET_STATISTICS, counts);
    this.#statistics.packets += counts.getUint32(TPACKET_STATS_V3.PACKETS, true);
    this.#statistics.drops += counts.getUint32(TPACKET_STATS_V3.DROPS, true);
    return { ...this.#statistics };
  }

  /** The error that waits on the socket (`SO_ERROR`), `ENETDOWN` say, and clears it; 0 for none. */
  takeError(): number {
    const number = struct(4);
    this.#get("read the socket's error", SOL_SOCKET, SO_ERROR, number);
    return number.getInt32(0, true);
  }

  /** Closes the socket, and with it ends promiscuous mode. Unmap the ring before. */
  [Symbol.dispose](): void {
    if (this.fd === -1) return;
    this.#libc.close(this.fd);
    this.fd = -1;
  }

  #set(name: string, option: number, value: number): void {
    const argument = struct(4);
    argument.setInt32(0, value, true);
    this.#option(`set ${name}`, option, argument);
  }

  #option(action: string, option: number, value: DataView<ArrayBuffer>): void {
    const result = this.#libc.setsockopt(this.fd, SOL_PACKET, option, value, value.byteLength);
    check("setsockopt", action, result);
  }

  #get(action: string, level: number, option: number, value: DataView<ArrayBuffer>): void {
    const length = struct(4);
    length.setUint32(0, value.byteLength, true);
    check("getsockopt", action, this.#libc.getsockopt(this.fd, level, option, value, length));
  }
}
