// tests/live/command_test.ts: the documented command, on a real interface, with --allow-ffi alone.
import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { type CommandEnd, Scratch, WhiffCommand } from "./_command.ts";
import { send } from "./_follow.ts";
import { ARP, ethernet, ipv4, ipv6 } from "./_frames.ts";
import { Cable, liveTest } from "./_network.ts";

const ICMP = 1, UDP = 17;
/** The interface at the receiver's end of the cable. */
const ON_RX = ["-i", "rx"];

const TALKERS = `
import { type Address, defineAnalyzer, TopK } from "whiff";
export default defineAnalyzer({
  name: "my-talkers",
  filter: "ip or ip6",
  state: () => ({ bytes: new TopK<Address>(100) }),
  on: {
    packet(packet, { state }) {
      state.bytes.add(packet.ip!.source, packet.originalLength);
    },
  },
  report: ({ state }) => ({
    title: "My talkers",
    tables: [{
      columns: [{ key: "key", label: "Host" }, { key: "hits", label: "Packets" }],
      rows: state.bytes.top(10),
    }],
  }),
});
`;

/** A report's values, by their keys. */
type Values = Record<string, { readonly value: unknown }>;

/** The reports of a run with --format ndjson, by analyzer. */
function reports(end: CommandEnd): Map<string, Record<string, unknown>> {
  const lines = end.stdout.split("\n").filter((line) => line !== "").map((line) =>
    JSON.parse(line)
  );
  return new Map(
    lines.filter(({ type }) => type === "report").map((line) => [line.analyzer, line]),
  );
}

liveTest(
  "whiff loads a plugin by path with --allow-ffi alone, and reports exactly what was sent",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const plugin = scratch.write("mytalkers.ts", TALKERS);
    await using command = await WhiffCommand.listening(cable.receiver, [
      ...[...ON_RX, "--format", "ndjson", "-c", "30", "--plugin", plugin],
    ]);
    await send(cable.sender, "tx", [
      ethernet(ipv4(UDP, 40)),
      ethernet(ARP),
      ethernet(ipv6(UDP, 40)),
    ], 45);
    const end = await command.end();
    assertStrictEquals(end.code, 0, end.stderr);
    const report = reports(end).get("my-talkers")!;
    const [{ rows }] = report.tables as [{ rows: { key: string; hits: number }[] }];
    assertEquals(rows.map(({ key, hits }) => [key, hits]).sort(), [
      ["192.0.2.1", 15],
      ["2001:db8::1", 15],
    ]);
    assertStringIncludes(end.stderr, "30 packets captured");
    assertStringIncludes(end.stderr, "0 packets dropped by kernel");
  },
);

liveTest("whiff loads a plugin from a folder that is closed to who it becomes", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  scratch.write("my talkers, 50%#1.ts", TALKERS);
  Deno.chmodSync(scratch.directory, 0o700);
  await using command = await WhiffCommand.listening(cable.receiver, [
    ...[...ON_RX, "--plugin", "./my talkers, 50%#1.ts"],
  ], { directory: scratch.directory });
  const { code, stdout, stderr } = await command.interrupt();
  assertStrictEquals(code, 0, stderr);
  assertStringIncludes(stdout, "My talkers");
});

liveTest("whiff says what to do where Deno may not open a plugin any more", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const plugin = scratch.write("mytalkers.ts", TALKERS);
  Deno.chmodSync(scratch.directory, 0o700);
  await using command = WhiffCommand.start(cable.receiver, [...ON_RX, "--plugin", plugin], {
    permissions: ["--allow-ffi", `--allow-read=${scratch.directory}`],
  });
  const { code, stderr } = await command.end();
  assertStringIncludes(stderr, "or stay root with --keep-root");
  assertStrictEquals(code, 4);
});

liveTest("whiff runs on as an ordinary user in all its threads", async () => {
  using cable = new Cable();
  await using command = await WhiffCommand.listening(cable.receiver, ON_RX);
  const tasks = [...Deno.readDirSync(`/proc/${command.pid}/task`)];
  for (const { name } of tasks) {
    const status = Deno.readTextFileSync(`/proc/${command.pid}/task/${name}/status`);
    assertStringIncludes(status, "Uid:\t65534\t65534\t65534\t65534\n");
    assertStringIncludes(status, "CapEff:\t0000000000000000\n");
    assertStringIncludes(status, "NoNewPrivs:\t1\n");
  }
  assert(tasks.length > 1);
  assertStrictEquals((await command.interrupt()).code, 0);
});

liveTest("whiff stays root with --keep-root, and becomes who -Z names", async () => {
  using cable = new Cable();
  for (const [flags, uid] of [[["--keep-root"], 0], [["-Z", "daemon"], 1]] as const) {
    await using command = await WhiffCommand.listening(cable.receiver, [...ON_RX, ...flags]);
    const status = Deno.readTextFileSync(`/proc/${command.pid}/status`);
    assertStringIncludes(status, `Uid:\t${uid}\t${uid}\t`);
  }
});

liveTest("whiff prints a line per packet without a plugin", async () => {
  using cable = new Cable();
  await using command = await WhiffCommand.listening(cable.receiver, [...ON_RX, "-t", "-c", "2"]);
  await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40)), ethernet(ARP)]);
  const { code, stdout } = await command.end();
  assertStrictEquals(code, 0);
  const lines = stdout.trimEnd().split("\n");
  assertStrictEquals(lines.length, 2);
  assertStringIncludes(lines[0], "IP 192.0.2.1.0 > 192.0.2.2.0: UDP");
  assertStringIncludes(lines[1], "ARP, Request who-has 192.0.2.2 tell 192.0.2.1");
});

liveTest("whiff hands the kernel the union of its analyzers' filters", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const analyzer = (name: string, filter: string) =>
    scratch.write(
      `${name}.ts`,
      `import { defineAnalyzer } from "whiff";
       let packets = 0;
       export default defineAnalyzer({ name: "${name}", filter: "${filter}",
         on: { packet() { packets++; } },
         report: () => ({ title: "${name}", values: [{ key: "n", label: "n", value: packets }] }) });`,
    );
  await using command = await WhiffCommand.listening(cable.receiver, [
    ...[...ON_RX, "--format", "ndjson"],
    ...["--plugin", analyzer("pings", "icmp"), "--plugin", analyzer("arps", "arp")],
  ]);
  const frames = [ethernet(ipv4(ICMP, 40)), ethernet(ipv4(UDP, 40)), ethernet(ARP)];
  await send(cable.sender, "tx", frames, 300);
  const end = await command.interrupt();
  assertStringIncludes(end.stderr, "200 packets received by filter");
  for (const name of ["pings", "arps"]) {
    const { n } = reports(end).get(name)!.values as Values;
    assertStrictEquals(n.value, 100, name);
  }
});

liveTest(
  "whiff says a thrown error with the plugin's file, line and column, and goes on",
  async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const plugin = scratch.write(
      "throws.ts",
      `export default (packet: { tcp?: { window: number } }) => {\n  packet.tcp!.window;\n};\n`,
    );
    for (const permissions of [["--allow-ffi"], ["--allow-ffi", "--allow-read"]]) {
      await using command = await WhiffCommand.listening(
        cable.receiver,
        [...ON_RX, "--plugin", plugin, "--plugin", "protocol-counts", "--format", "ndjson"],
        { permissions },
      );
      await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 50);
      const end = await command.interrupt();
      assertStrictEquals(end.code, 0);
      assertStringIncludes(
        end.stderr,
        `${plugin}:2:15: TypeError: Cannot read properties of undefined`,
      );
      assertStringIncludes(end.stderr, "throws failed 10 times and was set aside");
      const [{ rows }] = reports(end).get("protocol-counts")!.tables as [
        { rows: { packets: number }[] },
      ];
      assertStrictEquals(rows[0].packets, 50);
    }
  },
);

liveTest("whiff goes on when a plugin throws in promises and timers of its own", async () => {
  using cable = new Cable();
  using scratch = new Scratch();
  const plugin = scratch.write(
    "stray.ts",
    `let tried = false;
export default (_packet: unknown, { log }: { log(text: string): void }) => {
  log("a packet");
  if (tried) return;
  tried = true;
  Promise.reject(new Error("in a promise"));
  setTimeout(() => { throw new Error("in a timer"); });
};\n`,
  );
  await using command = await WhiffCommand.listening(cable.receiver, [
    ...[...ON_RX, "--plugin", plugin, "-c", "5"],
  ]);
  await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 2);
  await command.until("of its own");
  await send(cable.sender, "tx", [ethernet(ipv4(UDP, 40))], 3);
  const { code, stdout, stderr } = await command.end();
  assertStrictEquals(code, 0, stderr);
  assertStrictEquals(stdout.split("a packet").length, 6);
  assertStringIncludes(stderr, `${plugin}:6:18: Error: in a promise (stray, in a promise`);
});

for (
  const [does, source, message] of [
    ["a syntax error", "export default (\n  p => p..x\n);\n", "plugin.ts:2:10: "],
    ["a missing default export", "export const x = 1;\n", "plugin.ts: has no default export"],
    [
      "a misspelt hook",
      `import { defineAnalyzer } from "whiff";
       export default defineAnalyzer({ name: "x", on: { pakcet() {} } as object });`,
      "does not know `on.pakcet`; did you mean `on.packet`?",
    ],
    [
      "a relative import",
      `import { x } from "./other.ts";\nexport default () => x;\n`,
      "imports ./other.ts, which needs read permission; add --allow-read=",
    ],
    ["an error at import", `throw new Error("not today");\n`, "plugin.ts:1:7: Error: not today"],
    [
      "a wrong filter",
      `import { defineAnalyzer } from "whiff";
       export default defineAnalyzer({ name: "x", filter: "prot 80", on: { packet() {} } });`,
      "plugin.ts: Cannot compile the filter: ",
    ],
  ] as const
) {
  liveTest(`whiff ends with code 4 for a plugin with ${does}`, async () => {
    using cable = new Cable();
    using scratch = new Scratch();
    const plugin = scratch.write("plugin.ts", source);
    await using command = WhiffCommand.start(cable.receiver, [...ON_RX, "--plugin", plugin]);
    const { code, stderr } = await command.end();
    assertStringIncludes(stderr, message);
    assertStrictEquals(code, 4);
  });
}

for (
  const [does, args, code, message] of [
    ["an unknown flag", ["--plugn", "x"], 2, "There is no flag --plugn; did you mean --plugin?"],
    ["a wrong filter", [...ON_RX, "prot", "80"], 2, "^"],
    ["an interface that is not there", ["-i", "nosuch0"], 1, "Cannot capture on nosuch0"],
    [
      "a wrong option",
      [...ON_RX, "--plugin", "top-talkers", "--set", "row=3"],
      2,
      "did you mean rows?",
    ],
    [
      "a value that the option refuses",
      [...ON_RX, "--plugin", "top-talkers", "--set", "rows=many"],
      2,
      "rows to show",
    ],
    [
      "a plugin's file that does not exist",
      [...ON_RX, "--plugin", "./nosuch.ts"],
      4,
      "./nosuch.ts: Cannot read /nosuch.ts: ENOENT, no such file",
    ],
    [
      "an analyzer that does not exist",
      [...ON_RX, "--plugin", "top-talker"],
      4,
      "did you mean top-talkers?",
    ],
  ] as const
) {
  liveTest(`whiff ends with code ${code} for ${does}`, async () => {
    using cable = new Cable();
    await using command = WhiffCommand.start(cable.receiver, args);
    const end = await command.end();
    assertStringIncludes(end.stderr, message);
    assertStrictEquals(end.code, code);
  });
}

liveTest("whiff without the right to capture ends with code 3 and says what gives it", async () => {
  using cable = new Cable();
  const { code, stderr } = await new Deno.Command("ip", {
    args: [
      ...["netns", "exec", cable.receiver.name, "setpriv", "--bounding-set=-net_raw"],
      ...[Deno.execPath(), "run", "--allow-ffi"],
      ...[new URL("../../main.ts", import.meta.url).pathname, ...ON_RX],
    ],
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stderr);
  assertStringIncludes(text, "CAP_NET_RAW");
  assertStrictEquals(code, 3);
});
