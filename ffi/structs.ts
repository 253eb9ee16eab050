// ffi/structs.ts: the C structures that whiff reads and writes, as byte offsets.
//
// Every layout here is the same on x86_64 and aarch64 Linux, glibc and musl: the structures are
// made of integers of fixed width, and both processors are little-endian there. The tests compare
// the table with what the C compiler of the machine says, where there is one.

/** struct sockaddr_ll, packet(7). `PROTOCOL` alone is in network byte order. */
export const SOCKADDR_LL = {
  SIZE: 20,
  FAMILY: 0, // u16
  PROTOCOL: 2, // u16, network byte order
  IFINDEX: 4, // i32
  HATYPE: 8, // u16
  PKTTYPE: 10, // u8
  HALEN: 11, // u8
  ADDR: 12, // 8 bytes
} as const;

/** struct tpacket_req3, linux/if_packet.h: seven 32-bit numbers. */
export const TPACKET_REQ3 = {
  SIZE: 28,
  BLOCK_SIZE: 0,
  BLOCK_NR: 4,
  FRAME_SIZE: 8,
  FRAME_NR: 12,
  RETIRE_BLK_TOV: 16, // milliseconds
  SIZEOF_PRIV: 20,
  FEATURE_REQ_WORD: 24,
} as const;

/** struct tpacket_block_desc with its struct tpacket_hdr_v1, linux/if_packet.h. */
export const TPACKET_BLOCK = {
  SIZE: 48,
  BLOCK_STATUS: 8, // u32
  NUM_PKTS: 12, // u32
  OFFSET_TO_FIRST_PKT: 16, // u32
} as const;

/** struct tpacket3_hdr, linux/if_packet.h; a struct sockaddr_ll follows at `SOCKADDR`. */
export const TPACKET3 = {
  SIZE: 48,
  NEXT_OFFSET: 0, // u32
  SEC: 4, // u32
  NSEC: 8, // u32
  SNAPLEN: 12, // u32
  LEN: 16, // u32
  STATUS: 20, // u32
  MAC: 24, // u16
  NET: 26, // u16
  VLAN_TCI: 32, // u32
  VLAN_TPID: 36, // u16
  SOCKADDR: 48,
} as const;

/** struct tpacket_stats_v3, linux/if_packet.h: three 32-bit numbers. */
export const TPACKET_STATS_V3 = { SIZE: 12, PACKETS: 0, DROPS: 4 } as const;

/** struct packet_mreq, packet(7). */
export const PACKET_MREQ = { SIZE: 16, IFINDEX: 0, TYPE: 4 } as const;

/** struct sock_fprog, linux/filter.h: the count, and the address of that many struct sock_filter. */
export const SOCK_FPROG = { SIZE: 16, LEN: 0, FILTER: 8 } as const;

/** struct sock_filter, linux/filter.h: one instruction of classic BPF. */
export const SOCK_FILTER = { SIZE: 8, CODE: 0, JT: 2, JF: 3, K: 4 } as const;

/** struct pollfd, poll(2). */
export const POLLFD = { SIZE: 8, FD: 0, EVENTS: 4, REVENTS: 6 } as const;

/** struct ifreq, netdevice(7): a name and a union. */
export const IFREQ = { SIZE: 40, NAME: 0, NAME_SIZE: 16, FLAGS: 16, INDEX: 16 } as const;

/** struct sockaddr_nl, netlink(7). */
export const SOCKADDR_NL = { SIZE: 12, FAMILY: 0, GROUPS: 8 } as const;

/** struct nlmsghdr, netlink(7). */
export const NLMSGHDR = { SIZE: 16, LEN: 0, TYPE: 4, FLAGS: 6, SEQ: 8, PID: 12 } as const;

/** struct ifinfomsg, rtnetlink(7). */
export const IFINFOMSG = { SIZE: 16, TYPE: 2, INDEX: 4, FLAGS: 8 } as const;

/** struct ifaddrmsg, rtnetlink(7). */
export const IFADDRMSG = { SIZE: 8, FAMILY: 0, PREFIXLEN: 1, INDEX: 4 } as const;

/** struct rtmsg, rtnetlink(7). */
export const RTMSG = { SIZE: 12, FAMILY: 0, DST_LEN: 1, TABLE: 4, TYPE: 7 } as const;

/** struct rtnexthop, linux/rtnetlink.h. */
export const RTNEXTHOP = { SIZE: 8, IFINDEX: 4 } as const;

/** struct utsname, uname(2): six texts of 65 bytes. */
export const UTSNAME = { SIZE: 390, FIELD_SIZE: 65, NODENAME: 65 } as const;

/** A structure of zeros to fill in. All numbers are little-endian, as the two processors are. */
export function struct(size: number): DataView<ArrayBuffer> {
  return new DataView(new ArrayBuffer(size));
}
