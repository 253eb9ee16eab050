// docs/coming-from.md: what it tells users to type works.
import { assert, assertStrictEquals } from "@std/assert";
import { parseArguments } from "../../cli/arguments.ts";
import { makePlan } from "../../cli/plan.ts";
import { bytes, ipv4, tcp, udp } from "../core/output/_frames.ts";
import { pcapOf, type Seen } from "../golden/_conversation.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/coming-from.md", import.meta.url));
const MAIN = new URL("../../main.ts", import.meta.url).pathname;

const ACK = 16, PSH = 8, RST = 4, SYN = 2;
const GET = new TextEncoder().encode("GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n");
const QUESTION = bytes("1234 0100 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001");
const PING = bytes("0800 f7fd 0001 0001");

/** A little of everything that the page's filters ask for. */
const FRAMES: readonly Uint8Array[] = [
  ipv4(6, tcp({ ports: [50_000, 80], flags: SYN, sequence: 1 })),
  ipv4(6, tcp({ ports: [50_000, 80], flags: ACK | PSH, sequence: 2, payload: GET })),
  ipv4(6, tcp({ ports: [50_000, 80], flags: RST, sequence: 60 })),
  ipv4(17, udp(50_001, 53, QUESTION)),
  ipv4(1, PING),
];

const directory = Deno.makeTempDirSync();
addEventListener("unload", () => Deno.removeSync(directory, { recursive: true }));
const TRACE = pcapOf(FRAMES.map((frame, at): Seen => ({
  frame,
  originalLength: frame.length,
  seconds: 1_700_000_000 + at,
  nanoseconds: 0,
})));
Deno.writeFileSync(`${directory}/trace.pcap`, TRACE);
Deno.writeFileSync(`${directory}/more.pcap`, TRACE);
const zipped = new Blob([TRACE.slice()]).stream().pipeThrough(new CompressionStream("gzip"));
const archive = new Uint8Array(await new Response(zipped).arrayBuffer());
Deno.writeFileSync(`${directory}/trace.pcap.gz`, archive);

/** The last cell of each row, without the quotes that Markdown needs. */
function* ourCommands(): Generator<string> {
  for (const [, command] of PAGE.matchAll(/\| `(whiff [^`]+)` +\|$/gm)) {
    yield command.replaceAll("\\|", "|");
  }
}

/** The words as the shell sees them: quotes are single ones. */
function words(command: string): string[] {
  return (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

Deno.test("docs/coming-from.md has commands of ours", () => {
  assert([...ourCommands()].length > 25);
});

for (const command of ourCommands()) {
  const [, ...args] = words(command);
  if (args.includes("-i")) {
    Deno.test(`${command} is a command line that makes sense`, () => {
      makePlan(parseArguments(args));
    });
    continue;
  }
  Deno.test(`${command} does something`, async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", `--allow-read=${directory}`, `--allow-write=${directory}`, MAIN, ...args],
      cwd: directory,
      stdin: "null",
    }).output();
    assertStrictEquals(code, 0, new TextDecoder().decode(stderr));
    const written = args[args.indexOf("-w") + 1];
    const length = args.includes("-w")
      ? Deno.statSync(`${directory}/${written}`).size
      : stdout.length;
    assert(length > 0, "it is silent");
  });
}
