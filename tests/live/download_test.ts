// tests/live/download_test.ts: large downloads over a path that loses, reorders and repeats.
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { bodyBytes } from "./_body.ts";
import { Scratch, WhiffCommand } from "./_command.ts";
import { coverageOf } from "./_coverage.ts";
import { type Fields, logged } from "./_events.ts";
import { liveTest } from "./_network.ts";
import { BadPath } from "./_path.ts";

const LENGTH = 20_000_000;
const PORT = 80;
const CLIENTS = ["192.0.2.2", "2001:db8::2"];
/** The ring, in KiB: it holds all that comes, even where whiff gets no turn meanwhile. */
const RING = "131072";
/** Runs until in one of them the kernel drops nothing: on a busy machine it may all the same. */
const ATTEMPTS = 3;
const TARGET = `/bytes/${LENGTH}`;

const fileOf = (path: string) => new URL(path, import.meta.url).pathname;

/** What one whiff has seen of the downloads, and the file that it has written. */
interface Sniffed {
  /** What arrived of each client's download, and of what file. */
  readonly downloads: Map<unknown, Fields>;
  readonly exchanges: Fields[];
  readonly capture: string;
}

interface Run {
  /** The downloads as curl has written them, in hexadecimal SHA-256. */
  readonly received: string[];
  readonly far: Sniffed;
  readonly mirror: Sniffed;
  /** Whether the kernel kept every frame for both. */
  readonly isWhole: boolean;
}

/** Downloads by IPv4 and IPv6 at once, seen by one whiff at their end and one at the mirror. */
async function run(scratch: Scratch): Promise<Run> {
  await using path = await BadPath.open();
  await using _server = await path.near.startScript("./_web_server.ts", `${PORT}`);
  const captures = ["far", "mirror"].map((name) => `${scratch.directory}/${name}.pcapng`);
  const start = (name: "far" | "mirror", capture: string) =>
    WhiffCommand.listening(path[name], [
      ...["-i", name, "-B", RING, "-w", capture, "--format", "ndjson"],
      ...["--plugin", fileOf("./_download.ts"), "--plugin", "http", "--set", "http.log=true"],
    ], { permissions: ["--allow-ffi", `--allow-read=${fileOf("../../")}`] });
  await using far = await start("far", captures[0]);
  await using mirror = await start("mirror", captures[1]);
  const files = ["4", "6"].map((version) => `${scratch.directory}/${version}`);
  path.far.run("curl", "--silent", "--show-error", "--fail", "--parallel", ...[
    ...["-o", files[0], `http://192.0.2.1${TARGET}`],
    ...["-o", files[1], `http://[2001:db8::1]${TARGET}`],
  ]);
  const ends = [await far.interrupt(), await mirror.interrupt()];
  const [atEnd, atMirror] = ends.map(({ code, stdout, stderr }, index) => {
    assertStrictEquals(code, 0, stderr);
    const downloads = logged(stdout, "download");
    return {
      downloads: new Map(downloads.map((one) => [one.client, one])),
      exchanges: logged(stdout, "http"),
      capture: captures[index],
    };
  });
  const received = files.map((file) => sha256(Deno.readFileSync(file)));
  const isWhole = ends.every(({ stderr }) => stderr.includes("\n0 packets dropped by kernel\n"));
  return { received, far: atEnd, mirror: atMirror, isWhole };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

liveTest(
  "stream gives downloads over a bad path byte for byte, and marks what it missed",
  async () => {
    using scratch = new Scratch();
    let outcome = await run(scratch);
    for (let left = ATTEMPTS - 1; left > 0 && !outcome.isWhole; left--) {
      outcome = await run(scratch);
    }
    const { received, far, mirror, isWhole } = outcome;
    assert(isWhole, "the machine is too busy: the kernel has dropped frames");
    const expected = sha256(bodyBytes(0, LENGTH));
    assertEquals(received, [expected, expected]);

    const arrived = await coverageOf(far.capture, PORT);
    for (const client of CLIENTS) {
      assert(arrived.get(client)!.outOfOrder > 100, "the path was not bad enough");
      const { bytes, gaps, missed, wrong, sha256 } = far.downloads.get(client)!;
      assertEquals({ bytes, gaps, missed, wrong, sha256 }, {
        bytes: LENGTH,
        gaps: 0,
        missed: 0,
        wrong: 0,
        sha256: expected,
      });
    }

    const shown = await coverageOf(mirror.capture, PORT);
    for (const client of CLIENTS) {
      const { missing, missingInTime } = shown.get(client)!;
      assert(missing > 0, "the mirror has shown everything");
      const { bytes, missed, wrong } = mirror.downloads.get(client)!;
      assertEquals({ all: Number(bytes) + Number(missed), wrong }, { all: LENGTH, wrong: 0 });
      // What is shown when it was acknowledged already may come too late to be waited for.
      assert(Number(missed) >= missing && Number(missed) <= missingInTime, `${missed} missed`);
    }

    for (const { exchanges } of [far, mirror]) {
      const told = exchanges.map((one) => [one.method, one.host, one.target, one.status].join(" "));
      assertEquals(told.sort(), [
        `GET 192.0.2.1 ${TARGET} 200`,
        `GET [2001:db8::1] ${TARGET} 200`,
      ]);
    }
  },
  "curl",
);
