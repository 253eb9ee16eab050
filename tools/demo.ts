// tools/demo.ts: the main job where nothing is set up: it makes traffic on loopback and watches it.
//
// Run as root, or with CAP_NET_RAW: `deno task demo`.

/** How long the capture lasts. */
const SECONDS = 8;

const root = new URL("../", import.meta.url);

/** A program of ours, with Deno's own binary. */
function deno(args: readonly string[], options: Deno.CommandOptions = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), { args: [...args], cwd: root, ...options }).spawn();
}

const traffic = deno(["run", "--quiet", "-A", "tools/demo_traffic.ts", String(SECONDS + 2)], {
  stdin: "null",
});
const capture = deno([
  ...["run", "--quiet", "--allow-ffi", "main.ts", "-i", "lo", "--for", `${SECONDS}s`],
  ...["--plugin", "top-talkers", "--plugin", "protocol-counts", ...Deno.args],
]);
// Ctrl-C reaches all three; the capture ends in order and we end with it.
Deno.addSignalListener("SIGINT", () => {});

const { code } = await capture.status;
try {
  traffic.kill("SIGTERM");
} catch (error) {
  // It may have come to its end by itself.
  if (!(error instanceof TypeError)) throw error;
}
await traffic.status;
Deno.exit(code);
