// cli/flags.ts: every flag, once: parsing, help and the reference are made from this table.

/** One flag. */
export interface Flag {
  /** The long name, without hyphens. */
  readonly name: string;
  /** The letter, tcpdump's where tcpdump has it. */
  readonly letter?: string;
  /** What its argument is called in the help; no argument when left out. */
  readonly argument?: string;
  /** It may be given several times: values add up, or for a switch the number of times counts. */
  readonly repeatable?: true;
  readonly group: FlagGroup;
  /** What it does, as a phrase. */
  readonly help: string;
  /** What the reference says beyond that, in sentences. */
  readonly more?: string;
  /** Why whiff does not have it, where tcpdump does. Using it is refused with this. */
  readonly refused?: string;
}

/** The groups of the help, in its order. */
export const FLAG_GROUPS = [
  "Capture",
  "Files",
  "Analyzers",
  "Packet lines",
  "Reports",
  "Filter",
  "Other",
] as const;
/** One of {@linkcode FLAG_GROUPS}. */
export type FlagGroup = typeof FLAG_GROUPS[number];

/** All flags, in the order of the help. */
export const FLAGS = [
  {
    name: "interface",
    letter: "i",
    argument: "NAME",
    repeatable: true,
    group: "Capture",
    help: "capture there; any for all; the default route's when not given",
    more: "`any` is all of them, with one kind of link header; `-e` and " +
      "JSON tell the interface. Without `-i` it says which one it took.",
  },
  {
    name: "list-interfaces",
    letter: "D",
    group: "Capture",
    help: "list the interfaces",
    more: "With state, addresses and link types.",
  },
  {
    name: "limit",
    letter: "c",
    argument: "N",
    group: "Capture",
    help: "end after N packets",
    more: "Counts packets that pass the filter.",
  },
  {
    name: "for",
    argument: "TIME",
    group: "Capture",
    help: "end after 30s, 5m, 1h",
    more: "By the packets' time when a file is read.",
  },
  {
    name: "snapshot-length",
    letter: "s",
    argument: "BYTES",
    group: "Capture",
    help: "keep so many bytes of each frame; 0 for all",
    more: "The wire length is kept beside it. The kernel copies no more than the analyzers " +
      "need, by `snapLength` of each. With `-r` packets are cut after the filter saw them.",
  },
  {
    name: "no-promiscuous-mode",
    letter: "p",
    group: "Capture",
    help: "only this host's frames",
    more: "Otherwise the interface takes every frame that it hears, for as long as the capture " +
      "lasts.",
  },
  {
    name: "promisc",
    argument: "HOW",
    group: "Capture",
    help: "member (default) or ioctl, seen in ip link; implies --keep-root",
    more: "`member` is a membership of the socket, which ends with the process however that " +
      "dies. `ioctl` sets the interface's flag, which `ip link` shows, and restores it at " +
      "the end.",
  },
  {
    name: "buffer-size",
    letter: "B",
    argument: "KIB",
    group: "Capture",
    help: "the kernel's ring",
    more: "Where it is too small the kernel drops packets, and the summary says how many.",
  },
  {
    name: "direction",
    letter: "Q",
    argument: "DIR",
    group: "Capture",
    help: "in, out or inout",
    more: "With `-r` by what the file tells: pcapng, or a Linux cooked header. Packets of which " +
      "it does not tell are left out, and counted at the end.",
  },
  {
    name: "relinquish-privileges",
    letter: "Z",
    argument: "USER",
    group: "Capture",
    help: "run on as USER; by default as who ran sudo, else nobody",
    more: "Root is given up as soon as the socket and the files are open, before any plugin is " +
      "loaded.",
  },
  {
    name: "keep-root",
    group: "Capture",
    help: "stay root",
    more: "For what the drop of privileges stands in the way of. Plugins still have no rights " +
      "of their own.",
  },
  {
    name: "read",
    letter: "r",
    argument: "FILE",
    repeatable: true,
    group: "Files",
    help: "read pcap or pcapng, .gz, .zst; - for standard input",
    more: "Several files are merged in the order of time. `-` reads a pipe while it grows. The " +
      "format is known by the first bytes, not by the name: see [files.md](files.md).",
  },
  {
    name: "read-list",
    letter: "V",
    argument: "FILE",
    group: "Files",
    help: "read the files listed",
    more: "One name a line; `-` for a list on standard input.",
  },
  {
    name: "write",
    letter: "w",
    argument: "FILE",
    group: "Files",
    help: "write pcapng (pcap by the name .pcap); - for standard output",
    more: "Nothing is printed then, unless `--print` asks for it. With `-` the packets go to " +
      "standard output, which takes nothing else.",
  },
  {
    name: "save",
    argument: "FILE",
    group: "Files",
    help: "write what analyzers save, and nothing else",
    more: "`savePacket` of an analyzer writes there, with a comment that names the analyzer and " +
      "its reason.",
  },
  { name: "pcap", group: "Files", help: "pcap whatever the name" },
  {
    name: "file-size",
    letter: "C",
    argument: "MB",
    group: "Files",
    help: "a new file after so many millions of bytes",
    more: "A million is 1,000,000, as in tcpdump.",
  },
  {
    name: "rotate-seconds",
    letter: "G",
    argument: "SECONDS",
    group: "Files",
    help: "a new file every so often; the name by strftime(3)",
    more: "By the packets' time. `-w trace-%H%M.pcapng` names the files by the time at which " +
      "each begins.",
  },
  {
    name: "file-count",
    letter: "W",
    argument: "N",
    group: "Files",
    help: "so many files: overwrite the oldest (-C), or end (-G)",
    more: "With `-C` the files are a ring; with `-G` the capture ends with the time of the last.",
  },
  {
    name: "packet-buffered",
    letter: "U",
    group: "Files",
    help: "write packets at once",
    more: "Then the file holds all packets up to the last one, however the program ends.",
  },
  {
    name: "postrotate-command",
    letter: "z",
    argument: "COMMAND",
    group: "Files",
    help: "run COMMAND on each finished file",
    refused: "whiff gives up the right to run programs; watch the directory instead (inotifywait)",
  },
  {
    name: "plugin",
    argument: "PATH|URL|NAME",
    repeatable: true,
    group: "Analyzers",
    help: "run an analyzer; with --help, its options",
    more: "A path, a URL, `npm:` or `jsr:`, or the name of one of our own. Several may be " +
      "given, and all get every packet once.",
  },
  {
    name: "set",
    argument: "[PLUGIN.]OPTION=VALUE",
    repeatable: true,
    group: "Analyzers",
    help: "set an analyzer's option",
    more: "`--set rows=3` is for every analyzer that has the option, `--set top-talkers.rows=3` " +
      "for one.",
  },
  {
    name: "eval",
    argument: "CODE",
    repeatable: true,
    group: "Analyzers",
    help: "an analyzer here: 'p => p.tcp?.flags.rst && log(p.ip.source)'",
    more: "The function gets each packet; `log`, `alert` and `metric` are at hand.",
  },
  {
    name: "grant",
    argument: "PLUGIN:RIGHT=WHAT",
    repeatable: true,
    group: "Analyzers",
    help: "allow what a plugin asks for",
    more: "See [security.md](security.md).",
  },
  {
    name: "state",
    argument: "DIR",
    group: "Analyzers",
    help: "analyzers remember in files there, from run to run",
    more: "What they remember is taken up at the start and left there at the end.",
  },
  {
    name: "watch",
    group: "Analyzers",
    help: "reload plugins that change",
    more: "The new one goes on with what the old one has counted.",
  },
  {
    name: "max-flows",
    argument: "N",
    group: "Analyzers",
    help: "conversations at a time; 262,144 when not given",
    more: "1 to 16,777,216, for analyzers that follow conversations. When there is no room, the " +
      "one that is worth the least goes, and the summary says how many went: see " +
      "[flows.md](flows.md).",
  },
  { name: "fail-on-alert", group: "Analyzers", help: "exit 10 on an alert" },
  { name: "list-analyzers", group: "Analyzers", help: "list our own, by name" },
  {
    name: "print",
    group: "Packet lines",
    help: "packet lines beside -w or analyzers",
    more: "With `-w` or with analyzers, which otherwise print no packets.",
  },
  {
    name: "link-header",
    letter: "e",
    group: "Packet lines",
    help: "link layer's header too",
    more: "MAC addresses, EtherType, VLAN tags and the length of the frame.",
  },
  { name: "quiet", letter: "q", group: "Packet lines", help: "less" },
  {
    name: "verbose",
    letter: "v",
    repeatable: true,
    group: "Packet lines",
    help: "more; -vv, -vvv",
    more: "`-v` adds the IP header and checksums, `-vv` more of DNS and right checksums too.",
  },
  {
    name: "time",
    letter: "t",
    repeatable: true,
    group: "Packet lines",
    help: "no time; -tt epoch, -ttt delta, -tttt date, -ttttt since first",
  },
  {
    name: "hex",
    letter: "x",
    repeatable: true,
    group: "Packet lines",
    help: "bytes; -xx link too",
    more: "Of the network layer; `-xx` begins at the link header.",
  },
  {
    name: "hex-ascii",
    letter: "X",
    repeatable: true,
    group: "Packet lines",
    help: "and text; -XX link too",
    more: "Of the network layer; `-XX` begins at the link header.",
  },
  { name: "ascii", letter: "A", group: "Packet lines", help: "text" },
  {
    name: "absolute-tcp-sequence-numbers",
    letter: "S",
    group: "Packet lines",
    help: "TCP numbers as sent",
    more: "Otherwise they count from the connection's first. 65,536 connections are known at a " +
      "time.",
  },
  { name: "number", letter: "#", group: "Packet lines", help: "packet numbers" },
  {
    name: "numeric",
    letter: "n",
    repeatable: true,
    group: "Packet lines",
    help: "numbers: always so",
    more: "Names are never looked up, so it changes nothing; it is there for habit and for " +
      "scripts.",
  },
  {
    name: "line-buffered",
    letter: "l",
    group: "Packet lines",
    help: "write each line at once",
    more: "For a pipe to a program that reacts. Otherwise lines go out in blocks, and live " +
      "after each batch of packets.",
  },
  { name: "micro", group: "Packet lines", help: "microseconds: always so" },
  { name: "nano", group: "Packet lines", help: "nanoseconds" },
  { name: "count", group: "Packet lines", help: "only how many there are" },
  {
    name: "format",
    argument: "FORMAT",
    group: "Reports",
    help: "text, ndjson, json, csv",
    more: "See [output.md](output.md). Analyzers' reports and events are written in it too.",
  },
  {
    name: "fields",
    argument: "LIST",
    group: "Reports",
    help: "for csv: ipv4.source,tcp.flags.syn",
    more: "Paths as `--list-fields` has them, with commas between.",
  },
  {
    name: "list-fields",
    group: "Reports",
    help: "list all fields",
    more: "With type and meaning, those of the protocols that a `--plugin` brings too; " +
      "[protocols.md](protocols.md) is the same as a page.",
  },
  {
    name: "every",
    argument: "TIME",
    group: "Reports",
    help: "report so often: 2s, 1m",
    more: "On a terminal a report is refreshed every second in any case.",
  },
  { name: "stats", group: "Reports", help: "how analyzers did" },
  {
    name: "color",
    argument: "WHEN",
    group: "Reports",
    help: "auto, always or never",
    more: "`auto` is a terminal without `NO_COLOR`.",
  },
  {
    name: "dump-filter",
    letter: "d",
    repeatable: true,
    group: "Filter",
    help: "print the compiled filter; -dd as C, -ddd as numbers",
    more: "What `tcpdump -d` prints, from our own compiler. See [filter.md](filter.md).",
  },
  { name: "explain", group: "Filter", help: "the filter in words" },
  {
    name: "filter-file",
    letter: "F",
    argument: "FILE",
    group: "Filter",
    help: "the filter is in FILE",
    more: "A line may end in a comment after `#`.",
  },
  {
    name: "filter-compat",
    group: "Filter",
    help: "libpcap's very meaning",
    more: "Where libpcap's meaning surprises, ours differs; this turns ours off: " +
      "[filter.md](filter.md).",
  },
  {
    name: "linktype",
    letter: "y",
    argument: "TYPE",
    group: "Filter",
    help: "for -d without an interface: EN10MB, RAW, LINUX_SLL2 …",
  },
  {
    name: "decode-as",
    argument: "udp:PORT=NAME",
    repeatable: true,
    group: "Packet lines",
    help: "take a port's payload for a protocol: udp:5004=rtp",
  },
  { name: "fail-on-loss", group: "Other", help: "exit 11 on a loss" },
  { name: "list-link-types", letter: "L", group: "Other", help: "list link types of -i" },
  { name: "help", letter: "h", group: "Other", help: "this" },
  { name: "version", group: "Other", help: "the version" },
  {
    name: "monitor-mode",
    letter: "I",
    group: "Other",
    help: "802.11 monitor mode",
    refused: "set it with `iw dev NAME set type monitor`, then capture on NAME",
  },
  {
    name: "esp-secret",
    letter: "E",
    argument: "KEY",
    group: "Other",
    help: "decrypt ESP",
    refused: "whiff does not decrypt; write with -w and give the file to tshark",
  },
  {
    name: "smi-module",
    letter: "m",
    argument: "MODULE",
    group: "Other",
    help: "load a MIB",
    refused: "whiff does not read MIBs; write with -w and give the file to tshark",
  },
] as const satisfies readonly Flag[];

/** The long names. */
export type FlagName = typeof FLAGS[number]["name"];
