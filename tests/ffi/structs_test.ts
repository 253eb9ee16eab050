import { assertEquals } from "@std/assert";
import * as structs from "../../ffi/structs.ts";

/** What C calls a table's structure, and each of its fields. */
interface Layout {
  readonly table: Readonly<Record<string, number>>;
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
}

const LAYOUTS: readonly Layout[] = [
  {
    table: structs.SOCKADDR_LL,
    type: "struct sockaddr_ll",
    fields: fields("sll_", "FAMILY PROTOCOL IFINDEX HATYPE PKTTYPE HALEN ADDR"),
  },
  {
    table: structs.TPACKET_REQ3,
    type: "struct tpacket_req3",
    fields: {
      ...fields("tp_", "BLOCK_SIZE BLOCK_NR FRAME_SIZE FRAME_NR"),
      ...fields("tp_", "RETIRE_BLK_TOV SIZEOF_PRIV FEATURE_REQ_WORD"),
    },
  },
  {
    table: structs.TPACKET_BLOCK,
    type: "struct tpacket_block_desc",
    fields: fields("hdr.bh1.", "BLOCK_STATUS NUM_PKTS OFFSET_TO_FIRST_PKT"),
  },
  {
    table: structs.TPACKET3,
    type: "struct tpacket3_hdr",
    fields: {
      ...fields("tp_", "NEXT_OFFSET SEC NSEC SNAPLEN LEN STATUS MAC NET"),
      ...fields("hv1.tp_", "VLAN_TCI VLAN_TPID"),
    },
  },
  {
    table: structs.TPACKET_STATS_V3,
    type: "struct tpacket_stats_v3",
    fields: fields("tp_", "PACKETS DROPS"),
  },
  { table: structs.PACKET_MREQ, type: "struct packet_mreq", fields: fields("mr_", "IFINDEX TYPE") },
  { table: structs.SOCK_FPROG, type: "struct sock_fprog", fields: fields("", "LEN FILTER") },
  { table: structs.SOCK_FILTER, type: "struct sock_filter", fields: fields("", "CODE JT JF K") },
  { table: structs.POLLFD, type: "struct pollfd", fields: fields("", "FD EVENTS REVENTS") },
  {
    table: structs.IFREQ,
    type: "struct ifreq",
    fields: { NAME: "ifr_name", FLAGS: "ifr_flags", INDEX: "ifr_ifindex" },
  },
  {
    table: structs.SOCKADDR_NL,
    type: "struct sockaddr_nl",
    fields: fields("nl_", "FAMILY GROUPS"),
  },
  {
    table: structs.NLMSGHDR,
    type: "struct nlmsghdr",
    fields: fields("nlmsg_", "LEN TYPE FLAGS SEQ PID"),
  },
  {
    table: structs.IFINFOMSG,
    type: "struct ifinfomsg",
    fields: fields("ifi_", "TYPE INDEX FLAGS"),
  },
  {
    table: structs.IFADDRMSG,
    type: "struct ifaddrmsg",
    fields: fields("ifa_", "FAMILY PREFIXLEN INDEX"),
  },
  {
    table: structs.RTMSG,
    type: "struct rtmsg",
    fields: fields("rtm_", "FAMILY DST_LEN TABLE TYPE"),
  },
  { table: structs.RTNEXTHOP, type: "struct rtnexthop", fields: fields("rtnh_", "IFINDEX") },
  { table: structs.UTSNAME, type: "struct utsname", fields: fields("", "NODENAME") },
];

const HEADERS = [
  ...["stddef.h", "stdio.h", "poll.h", "sys/utsname.h"],
  ...["linux/filter.h", "linux/if.h", "linux/if_packet.h", "linux/netlink.h", "linux/rtnetlink.h"],
];

function fields(prefix: string, rows: string): Record<string, string> {
  return Object.fromEntries(rows.split(" ").map((row) => [row, prefix + row.toLowerCase()]));
}

/** A C program that prints a line for the size and each field of each structure above. */
function program(): string {
  const lines = LAYOUTS.flatMap(({ type, fields }) => [
    `printf("${type} SIZE %zu\\n", sizeof(${type}));`,
    ...Object.entries(fields).map(([field, name]) =>
      `printf("${type} ${field} %zu\\n", offsetof(${type}, ${name}));`
    ),
  ]);
  const includes = HEADERS.map((header) => `#include <${header}>\n`).join("");
  return `#define _GNU_SOURCE\n${includes}int main(void) {\n${lines.join("\n")}\n}\n`;
}

const reason = compiler() ? undefined : "needs cc and the kernel's headers";

Deno.test({
  name: `structs.ts has the C compiler's offsets${
    reason === undefined ? "" : ` (skipped: ${reason})`
  }`,
  ignore: reason !== undefined,
  fn() {
    const expected = run().trim().split("\n").sort();
    const ours = LAYOUTS.flatMap(({ table, type, fields }) =>
      ["SIZE", ...Object.keys(fields)].map((field) => `${type} ${field} ${table[field]}`)
    );
    assertEquals(ours.sort(), expected);
  },
});

function compiler(): boolean {
  try {
    return new Deno.Command("cc", { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function run(): string {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/a.c`, program());
    const built = new Deno.Command("cc", { args: ["-o", `${folder}/a`, `${folder}/a.c`] })
      .outputSync();
    if (!built.success) throw new Error(new TextDecoder().decode(built.stderr));
    return new TextDecoder().decode(new Deno.Command(`${folder}/a`).outputSync().stdout);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
