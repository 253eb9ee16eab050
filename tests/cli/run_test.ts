// Files as a user reads, prints and writes them: `deno run --allow-read main.ts -r …`.
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { bytesInput, MemoryOutput } from "../../core/capture/byte_stream.ts";
import { openCapture } from "../../core/capture/open.ts";
import { PcapngSource } from "../../core/capture/pcapng.ts";
import { PcapngWriter } from "../../core/capture/pcapng_writer.ts";
import { bytes, ipv4, tcp, udp } from "../core/output/_frames.ts";
import { pcapOf, type Seen } from "../golden/_conversation.ts";
import { concat, describedInterface, enhanced, section } from "../core/capture/_samples.ts";
import { testWith } from "../core/capture/_tools.ts";
import { type CommandEnd, whiff } from "./_whiff.ts";

const SECONDS = 1_700_000_000;

/** Five datagrams, a second apart. */
const PACKETS: readonly Seen[] = Array.from({ length: 5 }, (_, at) => {
  const frame = ipv4(17, udp(50_000 + at, 9, Uint8Array.of(0x61 + at)));
  return { frame, originalLength: frame.length, seconds: SECONDS + at, nanoseconds: 123_456_789 };
});
const SYN: Seen = {
  frame: ipv4(6, tcp({ ports: [50_000, 80], flags: 2, sequence: 7, window: 100 })),
  originalLength: 54,
  seconds: SECONDS + 2,
  nanoseconds: 0,
};

const FILE = pcapOf(PACKETS);

const directory = Deno.makeTempDirSync();
const files: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ["five.pcap", FILE],
  ["syn.pcap", pcapOf([SYN])],
  ["cut.pcap", FILE.subarray(0, FILE.length - 3)],
  ["empty.pcap", new Uint8Array(0)],
  ["text.pcap", new TextEncoder().encode("this is no capture file at all")],
  ["five.pcap.gz", await packed("gzip")],
  ["files.txt", new TextEncoder().encode("five.pcap\nsyn.pcap\n")],
  ["none.txt", new TextEncoder().encode("\n\n")],
  ["filter.txt", new TextEncoder().encode("udp src port 50003 # only this\n")],
  ["broken.ts", new TextEncoder().encode("export default 7;\n")],
];
for (const [name, content] of files) Deno.writeFileSync(`${directory}/${name}`, content);
Deno.symlinkSync("five.pcap", `${directory}/link`);
addEventListener("unload", () => Deno.removeSync(directory, { recursive: true }));

async function packed(format: CompressionFormat): Promise<Uint8Array> {
  const stream = new Blob([FILE.slice()]).stream().pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const LINE = "IP 192.0.2.1.50000 > 198.51.100.2.9: UDP, length 1\n";
const FIRST = ["-t", "-c", "1", "-r", "five.pcap"];

for (
  const [args, stdout] of [
    [FIRST, LINE],
    [["-nt", "-c1", "-r", "five.pcap"], LINE],
    [[...FIRST, "-q"], LINE],
    [[...FIRST, "-l"], LINE],
    [[...FIRST, "--number"], `    1  ${LINE}`],
    [[...FIRST, "-e"], /^02:.+, ethertype IPv4 \(0x0800\), length 43: 192\.0\.2\.1\.50000 > .+\n$/],
    [[...FIRST, "-v"], /^IP \(tos 0x0, ttl 64, .+\)\n {4}192\.0\.2\.1\.50000 > .+\n$/],
    [[...FIRST, "-x"], /\n\t0x0000: {2}4500 001d .+\n\t0x0010: {2}.+61\n$/],
    [[...FIRST, "-xx"], /\n\t0x0000: {2}0200 /],
    [[...FIRST, "-X"], / {2}E\.\.\..+\n/],
    [[...FIRST, "-A"], /\nE\.\.\..+a\n$/],
    [["-tt", "-c1", "-r", "five.pcap"], /^1700000000\.123456 IP /],
    [["-tt", "--nano", "-c1", "-r", "five.pcap"], /^1700000000\.123456789 IP /],
    [["-tt", "--micro", "-c1", "-r", "five.pcap"], /^1700000000\.123456 IP /],
    [["-ttt", "-c2", "-r", "five.pcap"], /\n ?00:00:01\.000000 IP /],
    [["-tttt", "-c1", "-r", "five.pcap"], /^2023-11-1[45] \d\d:\d\d:20\.123456 IP /],
    [["-ttttt", "-c3", "-r", "five.pcap"], /\n ?00:00:02\.000000 IP /],
    [["-t", "-r", "syn.pcap"], /Flags \[S\], seq 7, win 100, length 0\n$/],
    [["-t", "-S", "-r", "syn.pcap"], /Flags \[S\], seq 7, /],
    [["--count", "-r", "five.pcap"], "5 packets\n"],
    [["--count", "-r", "five.pcap", "-r", "syn.pcap"], "6 packets\n"],
    [["--count", "-V", "files.txt"], "6 packets\n"],
    [["--count", "-r", "five.pcap.gz"], "5 packets\n"],
    [["--count", "-F", "filter.txt", "-r", "five.pcap"], "1 packet\n"],
    [["--count", "-r", "five.pcap", "udp", "port", "50002"], "1 packet\n"],
    [["--count", "-r", "five.pcap", "tcp"], "0 packets\n"],
    [
      ["--format", "csv", "--fields", "frame.number,udp.sourcePort", "-c2", "-r", "five.pcap"],
      "frame.number,udp.sourcePort\n1,50000\n2,50001\n",
    ],
    [["--list-fields"], /^ipv4\.timeToLive +integer +.+$/m],
    [["--version"], /^whiff \d+\.\d+\.\d+, Deno /],
    [["-d", "udp"], /^\(000\) ldh {2}/],
    [["-w", "-", "--pcap", "-c1", "-r", "five.pcap"], /^M</],
  ] as readonly (readonly [readonly string[], string | RegExp])[]
) {
  Deno.test(`whiff ${args.join(" ")} prints what it should`, async () => {
    const end = await whiff(directory, args);
    assertStrictEquals(end.code, 0, end.stderr);
    if (typeof stdout === "string") assertStrictEquals(end.stdout.replaceAll("\r", ""), stdout);
    else assertMatch(end.stdout, stdout);
  });
}

Deno.test("whiff -r -r merges files in the order of time", async () => {
  const { stdout } = await whiff(directory, ["-tt", "-r", "five.pcap", "-r", "syn.pcap"]);
  const seconds = stdout.trim().split("\n").map((line) => parseFloat(line));
  assertEquals(seconds, seconds.toSorted());
  assertStrictEquals(seconds.length, 6);
});

Deno.test("whiff --format ndjson prints an object per line, json one array of the same", async () => {
  const lines = await whiff(directory, ["--format", "ndjson", "-r", "five.pcap"]);
  const array = await whiff(directory, ["--format", "json", "-r", "five.pcap"]);
  const objects = lines.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(objects, JSON.parse(array.stdout));
  assertEquals(objects.map(({ udp }) => udp.sourcePort), [50_000, 50_001, 50_002, 50_003, 50_004]);
});

Deno.test("whiff --for ends by packet time, whether it prints, writes or counts", async () => {
  // The packets of the file are a second apart.
  const read = ["-r", "five.pcap", "--for", "2s"];
  const printed = await whiff(directory, ["-t", ...read]);
  assertStrictEquals(printed.stdout.trim().split("\n").length, 2);
  assertMatch(printed.stderr, /^2 packets captured$/m);
  assertStrictEquals((await whiff(directory, ["--count", ...read])).stdout, "2 packets\n");
});

for (
  const [what, args] of [
    ["a field", ["--format", "csv", "--fields", "ipv4.sorce"]],
    ["a protocol", ["--decode-as", "udp:9=nonsense"]],
    ["a filter", ["udp prt 9"]],
  ] as const
) {
  Deno.test(`whiff leaves the file of -w as it was when ${what} is misspelt`, async () => {
    const path = `${directory}/kept.pcap`;
    Deno.writeTextFileSync(path, "kept");
    const permissions = [`--allow-read=${directory}`, `--allow-write=${directory}`];
    const run = ["-r", "five.pcap", "--print", "-w", "kept.pcap", ...args];
    const { code } = await whiff(directory, run, permissions);
    assertStrictEquals(code, 2);
    assertStrictEquals(Deno.readTextFileSync(path), "kept");
  });
}

Deno.test("whiff -Q leaves out what a file tells no direction of, and counts it", async () => {
  const { code, stdout, stderr } = await whiff(directory, ["-r", "five.pcap", "-Q", "in"]);
  assertEquals([code, stdout], [0, ""]);
  assertMatch(stderr, /^whiff: 5 packets left out: their direction \(-Q\) is not told$/m);
});

for (
  const [does, flags] of [["copies", ["-w"]], ["prints and copies", ["--print", "-w"]]] as const
) {
  Deno.test(`whiff -r -s ${does} packets cut, when the filter has seen them whole`, async () => {
    const permissions = [`--allow-read=${directory}`, `--allow-write=${directory}`];
    const args = ["-r", "five.pcap", "-s", "20", ...flags, "cut.pcapng", "ip"];
    assertStrictEquals((await whiff(directory, args, permissions)).code, 0);
    using source = await openCapture(bytesInput(Deno.readFileSync(`${directory}/cut.pcapng`)));
    const lengths: number[] = [];
    for await (const batch of source) while (batch.next()) lengths.push(batch.capturedLength);
    assertEquals(lengths, Array(5).fill(20));
    assertStrictEquals(source.interfaces[0].snapLength, 20);
  });
}

Deno.test("whiff names a link type that it does not decode, prints lengths, and copies it", async () => {
  const file = FILE.slice();
  new DataView(file.buffer).setUint32(20, 195, true);
  Deno.writeFileSync(`${directory}/zigbee.pcap`, file);
  const printed = await whiff(directory, ["-t", "-c1", "-r", "zigbee.pcap"]);
  assertStrictEquals(printed.stdout, "link-type IEEE802_15_4, length 43\n");
  assertMatch(printed.stderr, /^whiff: IEEE802_15_4 \(IEEE 802\.15\.4 with FCS\) is not decoded/m);
  const filtered = await whiff(directory, ["-r", "zigbee.pcap", "tcp"]);
  assertStrictEquals(filtered.code, 2);
  assertMatch(filtered.stderr, /packets of link type IEEE802_15_4 .* cannot be filtered/);
  const copied = await whiff(directory, ["-r", "zigbee.pcap", "-w", "-", "--pcap"]);
  assertStrictEquals(copied.stderr.includes("not decoded"), false);
});

Deno.test("whiff says how many packets there were on standard error, and nothing else there", async () => {
  const { stderr } = await whiff(directory, ["-r", "five.pcap"]);
  assertEquals(stderr.trim().split("\n"), [
    "reading from file five.pcap, link-type EN10MB (Ethernet)",
    "5 packets captured",
    "5 packets received by filter",
    "0 packets dropped by kernel",
  ]);
});

for (
  const [what, args, code, message] of [
    ["an unknown flag", ["--cuont"], 2, /no flag --cuont; did you mean --count\?/],
    [
      "a filter",
      ["-r", "five.pcap", "tcp prt 80"],
      2,
      /did you mean port\?\n {2}tcp prt 80\n +\^\^\^/,
    ],
    ["a number", ["-r", "five.pcap", "-c", "0"], 2, /from 1 on/],
    ["a format", ["-r", "five.pcap", "--format", "jsn"], 2, /did you mean json\?/],
    [
      "a field",
      ["-r", "five.pcap", "--format", "csv", "--fields", "ipv4.sorce"],
      2,
      /did you mean ipv4\.source\?/,
    ],
    ["csv without fields", ["-r", "five.pcap", "--format", "csv"], 2, /needs --fields/],
    ["fields without csv", ["-r", "five.pcap", "--fields", "ipv4.source"], 2, /--format csv/],
    ["-i with -r", ["-r", "five.pcap", "-i", "lo"], 2, /give one of them/],
    ["-C without -w", ["-r", "five.pcap", "-C", "1"], 2, /there is none/],
    ["-W without -C or -G", ["-r", "five.pcap", "-w", "x", "-W", "2"], 2, /-C or -G/],
    ["-z", ["-r", "five.pcap", "-z", "gzip"], 2, /inotifywait/],
    ["-w - with lines", ["-r", "five.pcap", "-w", "-", "--print"], 2, /no room/],
    ["-w over what it reads", ["-r", "five.pcap", "-w", "./five.pcap"], 2, /overwrite/],
    [
      "-w over what it reads by another name",
      ["-r", "five.pcap", "-w", "link"],
      2,
      /is five\.pcap/,
    ],
    [
      "csv lines without fields",
      ["-r", "five.pcap", "--print", "-w", "keep", "--format", "csv"],
      2,
      /needs/,
    ],
    ["two filters", ["-r", "five.pcap", "-F", "filter.txt", "tcp"], 2, /give one of them/],
    ["no name", ["-r", ""], 2, /needs the name/],
    ["a missing file", ["-r", "nosuch.pcap"], 1, /^whiff: Cannot open nosuch\.pcap: No such file/],
    ["a missing list", ["-V", "nosuch.txt"], 1, /^whiff: Cannot open nosuch\.txt: No such file/],
    ["a list of nothing", ["-V", "none.txt"], 2, /names no file/],
    ["a directory", ["-r", "."], 1, /Cannot read \.: it is a directory/],
    ["no permission to write", ["-r", "five.pcap", "-w", "new.pcapng"], 3, /--allow-write/],
    [
      "a plugin of the wrong shape",
      ["-r", "five.pcap", "--plugin", "./broken.ts"],
      4,
      /broken\.ts/,
    ],
    ["an empty file", ["-r", "empty.pcap"], 5, /past byte 0: found nothing: it is empty/],
    ["a file of another kind", ["-r", "text.pcap"], 5, /past byte 0/],
  ] as readonly (readonly [string, readonly string[], number, RegExp])[]
) {
  Deno.test(`whiff refuses ${what} with exit code ${code}`, async () => {
    const end = await whiff(directory, args);
    assertStrictEquals(end.code, code, end.stderr);
    assertMatch(end.stderr, message);
    assertStrictEquals(end.stdout, "");
  });
}

Deno.test("whiff without read permission says which flag is missing, with exit code 3", async () => {
  const { code, stderr } = await whiff(directory, ["-r", "five.pcap"], []);
  assertStrictEquals(code, 3);
  assertMatch(stderr, /five\.pcap.*; put --allow-read before main\.ts/);
});

const isRoot = Deno.uid() === 0;

Deno.test({
  name: `whiff says that a file may not be read, with exit code 3${
    isRoot ? " (skipped: root may read everything)" : ""
  }`,
  ignore: isRoot,
  async fn() {
    Deno.writeFileSync(`${directory}/secret.pcap`, FILE, { mode: 0 });
    const { code, stderr } = await whiff(directory, ["-r", "secret.pcap"]);
    assertStrictEquals(code, 3);
    assertMatch(stderr, /Cannot open secret\.pcap: Permission denied/);
  },
});

Deno.test("whiff prints all whole packets of a damaged file, then its message, with exit code 5", async () => {
  const { code, stdout, stderr } = await whiff(directory, ["-r", "cut.pcap"]);
  assertStrictEquals(code, 5);
  assertStrictEquals(stdout.trim().split("\n").length, 4);
  assertMatch(stderr, /Cannot read cut\.pcap past byte 260: found a packet record of 59 bytes/);
});

Deno.test("whiff -w writes what -r read", async () => {
  const permissions = [`--allow-read=${directory}`, `--allow-write=${directory}`];
  for (const name of ["again.pcap", "again.pcapng"]) {
    const { code } = await whiff(directory, ["-r", "five.pcap", "-w", name], permissions);
    assertStrictEquals(code, 0);
    const { stdout } = await whiff(directory, ["-tt", "--nano", "-r", name]);
    assertStrictEquals(
      stdout,
      (await whiff(directory, ["-tt", "--nano", "-r", "five.pcap"])).stdout,
    );
  }
  const magic = Deno.readFileSync(`${directory}/again.pcap`).subarray(0, 4);
  assertEquals(magic, bytes("4d3cb2a1"));
});

Deno.test("whiff -w keeps what a pcapng file says of where it comes from", async () => {
  const output = new MemoryOutput();
  const about = { comment: "from the lab", hardware: "a box", os: "Windows 3.11" };
  const interfaces = [{ name: "Wi-Fi", linkType: 1, snapLength: 0 }];
  new PcapngWriter(output, interfaces, { ...about, application: "another" }).close();
  Deno.writeFileSync(`${directory}/lab.pcapng`, output.bytes());
  const permissions = [`--allow-read=${directory}`, `--allow-write=${directory}`];
  const { code } = await whiff(directory, ["-r", "lab.pcapng", "-w", "lab2.pcapng"], permissions);
  assertStrictEquals(code, 0);
  using source = await openCapture(bytesInput(Deno.readFileSync(`${directory}/lab2.pcapng`)));
  if (!(source instanceof PcapngSource)) throw new TypeError("it is no pcapng");
  const { application, ...kept } = source.section;
  assertEquals(kept, about);
  assertMatch(application ?? "", /^whiff /);
  assertStrictEquals(source.interfaces[0].name, "Wi-Fi");
});

Deno.test("whiff -w x.pcap ends where a further link type comes, with what it has written", async () => {
  const late = concat(
    section(),
    describedInterface(true, { linkType: 1 }),
    enhanced(true, { time: 1n }),
    describedInterface(true, { linkType: 113 }),
    enhanced(true, { time: 2n, id: 1 }),
  );
  Deno.writeFileSync(`${directory}/late.pcapng`, late);
  const permissions = [`--allow-read=${directory}`, `--allow-write=${directory}`];
  const args = ["-r", "late.pcapng", "-w", "late.pcap"];
  const { code, stderr } = await whiff(directory, args, permissions);
  assertStrictEquals(code, 1);
  assertMatch(stderr, /^whiff: Cannot write a frame of LINUX_SLL .* pcapng several$/m);
  const counted = await whiff(directory, ["-r", "late.pcap", "--count"]);
  assertStrictEquals(counted.stdout, "1 packet\n");
});

Deno.test("whiff -G -W writes files by packet time, offline too", async () => {
  const permissions = [`--allow-read=${directory}`, `--allow-write=${directory}`];
  const args = ["-r", "five.pcap", "-w", "part-%s.pcap", "-G", "2", "-W", "2"];
  const { code, stderr } = await whiff(directory, args, permissions);
  assertStrictEquals(code, 0, stderr);
  const parts = [...Deno.readDirSync(directory)].filter(({ name }) => name.startsWith("part-"));
  assertStrictEquals(parts.length, 2);
});

Deno.test("whiff --print -G -W prints and counts what it writes: not the packet that comes too late", async () => {
  const permissions = [`--allow-read=${directory}`, `--allow-write=${directory}`];
  const args = ["-r", "five.pcap", "-w", "told-%s.pcap", "-G", "2", "-W", "1", "--print"];
  const { stdout, stderr } = await whiff(directory, args, permissions);
  const [told] = [...Deno.readDirSync(directory)].filter(({ name }) => name.startsWith("told-"));
  const written = await whiff(directory, ["-r", told.name, "--count"]);
  assertStrictEquals(written.stdout, "2 packets\n");
  assertStrictEquals(stdout.split("\n").length - 1, 2);
  assertMatch(stderr, /^2 packets captured$/m);
});

/** Runs with standard input and output in the test's hands. */
function child(args: readonly string[]): Deno.ChildProcess {
  const main = new URL("../../main.ts", import.meta.url).pathname;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", `--allow-read=${directory}`, main, ...args],
    cwd: directory,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

Deno.test("whiff -r - -w - hands packets on while the pipe grows", async () => {
  await using process = child(["-r", "-", "-w", "-", "--pcap"]);
  const input = process.stdin.getWriter();
  const output = process.stdout.getReader();
  await input.write(FILE.subarray(0, 24 + 59));
  // The rest is not written before the first packet has come through.
  let length = 0;
  while (length < 24 + 59) length += (await output.read()).value?.length ?? 0;
  await input.write(FILE.subarray(24 + 59));
  await input.close();
  for (let end = await output.read(); !end.done; end = await output.read()) {
    length += end.value.length;
  }
  assertStrictEquals(length, FILE.length);
});

Deno.test("whiff -r - prints packets while the pipe grows", async () => {
  await using process = child(["-r", "-", "-t", "-l"]);
  const input = process.stdin.getWriter();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  await input.write(FILE.subarray(0, 24 + 59));
  // The rest is not written before the first packet's line has come.
  assertStrictEquals((await lines.read()).value, LINE);
  await input.write(FILE.subarray(24 + 59));
  await input.close();
  let rest = "";
  for (let part = await lines.read(); !part.done; part = await lines.read()) rest += part.value;
  assertStrictEquals(rest.trim().split("\n").length, 4);
  assertStrictEquals((await process.status).code, 0);
});

for (const args of [["-r", "many.pcap"], ["-r", "many.pcap", "-w", "-"]]) {
  Deno.test(`whiff ${args.join(" ")} ends quietly when its reader goes away`, async () => {
    const many = Array.from({ length: 5_000 }, () => PACKETS).flat();
    Deno.writeFileSync(`${directory}/many.pcap`, pcapOf(many));
    await using process = child(args);
    await process.stdin.close();
    const reader = process.stdout.getReader();
    assert(!(await reader.read()).done);
    await reader.cancel();
    assertStrictEquals((await process.status).code, 0);
  });
}

Deno.test("whiff --help fits a screen of 80 columns", async () => {
  const { stdout }: CommandEnd = await whiff(directory, ["--help"]);
  const lines = stdout.trimEnd().split("\n");
  assert(lines.length <= 62, `${lines.length} lines`);
  assertEquals(lines.filter((line) => line.length > 80), []);
});

/** Gives a program a standard output that does not wait, and reads none of it before the end. */
const NOT_WAITING = `
import fcntl, os, subprocess, sys
reader, writer = os.pipe()
fcntl.fcntl(writer, fcntl.F_SETFL, os.O_WRONLY | os.O_NONBLOCK)
program = subprocess.Popen(sys.argv[1:], stdout=writer)
os.close(writer)
code = program.wait()
sys.stdout.buffer.write(os.read(reader, 1 << 20))
sys.exit(code)
`;

testWith(
  "python3",
  "whiff ends, and prints nothing twice, where its output does not wait",
  async () => {
    const many = Array.from({ length: 2_000 }, () => PACKETS).flat();
    Deno.writeFileSync(`${directory}/many.pcap`, pcapOf(many));
    const main = new URL("../../main.ts", import.meta.url).pathname;
    const whiffArgs = ["run", `--allow-read=${directory}`, main, "-r", "many.pcap", "-t"];
    const { code, stdout, stderr } = await new Deno.Command("python3", {
      args: ["-c", NOT_WAITING, Deno.execPath(), ...whiffArgs],
      cwd: directory,
      env: { NO_COLOR: "1" },
    }).output();
    assertStrictEquals(code, 1);
    assertMatch(new TextDecoder().decode(stderr), /does not wait for its reader.*`\| cat`/);
    const { stdout: whole } = await whiff(directory, ["-r", "many.pcap", "-t"]);
    assertStrictEquals(stdout.length > 0, true);
    assertStrictEquals(new TextDecoder().decode(stdout), whole.slice(0, stdout.length));
  },
);
