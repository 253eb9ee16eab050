// cli/host_modules.ts: our modules that hold rights, for locking them before a plugin comes.
//
// A module that is loaded already can be imported by its URL without any permission. What these
// export would be of no use to a plugin as it is, but replacing a method of theirs would: the
// host would call the plugin in its place.
import * as liveSource from "../core/capture/live.ts";
import * as pcapWriter from "../core/capture/pcap_writer.ts";
import * as pcapngWriter from "../core/capture/pcapng_writer.ts";
import * as rotate from "../core/capture/rotate.ts";
import * as addressText from "../ffi/address_text.ts";
import * as capabilities from "../ffi/capabilities.ts";
import * as environment from "../ffi/environment.ts";
import * as errno from "../ffi/errno.ts";
import * as files from "../ffi/files.ts";
import * as interfaces from "../ffi/interfaces.ts";
import * as libc from "../ffi/libc.ts";
import * as linkWatch from "../ffi/link_watch.ts";
import * as memory from "../ffi/memory.ts";
import * as netlink from "../ffi/netlink.ts";
import * as packetSocket from "../ffi/packet_socket.ts";
import * as poll from "../ffi/poll.ts";
import * as privileges from "../ffi/privileges.ts";
import * as promiscuous from "../ffi/promiscuous.ts";
import * as ring from "../ffi/ring.ts";
import * as ringCursor from "../ffi/ring_cursor.ts";
import * as structs from "../ffi/structs.ts";
import * as symbols from "../ffi/symbols.ts";
import * as tap from "../ffi/tap.ts";
import * as text from "../ffi/text.ts";
import * as users from "../ffi/users.ts";
import * as nativeDirectory from "./native_directory.ts";

/** All of `ffi/`, and what writes files or captures. */
export const HOST_MODULES: readonly object[] = [
  liveSource,
  rotate,
  pcapWriter,
  pcapngWriter,
  nativeDirectory,
  addressText,
  capabilities,
  environment,
  errno,
  files,
  interfaces,
  libc,
  linkWatch,
  memory,
  netlink,
  packetSocket,
  poll,
  privileges,
  promiscuous,
  ring,
  ringCursor,
  structs,
  symbols,
  tap,
  text,
  users,
];
