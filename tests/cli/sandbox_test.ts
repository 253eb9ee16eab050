// tests/cli/sandbox_test.ts: over a file, too, a plugin does nothing but compute.
import { assertEquals } from "@std/assert";
import { ethernet, packets } from "whiff/testing";
import { inDirectory } from "../core/capture/_tools.ts";
import { ATTEMPTS, BURGLAR } from "../live/_burglar.ts";
import { captureFile, whiff } from "./_whiff.ts";

/** They change what only a live capture goes through, which nobody uses here. */
const ONLY_LIVE: readonly string[] = ["replace a method of ours", "add to a class of ours"];
const TRIED = Object.keys(ATTEMPTS).filter((name) => !ONLY_LIVE.includes(name));

for (const permissions of [["--allow-read"], ["--allow-all"]]) {
  Deno.test(`whiff -r with ${permissions} lets a plugin do nothing but compute`, async () => {
    await inDirectory(async (directory) => {
      await captureFile(`${directory}/c.pcap`, packets.repeat(3, "1s", () => ethernet().arp()));
      Deno.writeTextFileSync(`${directory}/burglar.ts`, BURGLAR);
      const args = ["-r", "c.pcap", "--plugin", "./burglar.ts", "--format", "ndjson"];
      const { stdout } = await whiff(directory, args, permissions);
      const outcomes: Record<string, { value: string }> = JSON.parse(stdout.trim()).values;
      // A file is soon over: what began in a handler or timer may not be settled by then.
      const allowed = TRIED.filter((name) =>
        ["import", "handler", "timer"].some((when) =>
          outcomes[`${when}: ${name}`]?.value === "allowed"
        )
      );
      assertEquals(allowed, []);
      assertEquals(TRIED.filter((name) => outcomes[`import: ${name}`].value === "refused"), TRIED);
    });
  });
}
