// tests/cli/sandbox_test.ts: over a file, too, a plugin does nothing but compute.
import { assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { ethernet, packets } from "whiff/testing";
import { inDirectory } from "../core/capture/_tools.ts";
import { ATTEMPTS, BURGLAR } from "../live/_burglar.ts";
import { captureFile, whiff } from "./_whiff.ts";

Deno.test("whiff --grant lets a plugin read what was granted, and nothing that the host read", async () => {
  await inDirectory(async (directory) => {
    await captureFile(`${directory}/c.pcap`, [ethernet().arp()]);
    Deno.mkdirSync(`${directory}/given`);
    Deno.writeTextFileSync(`${directory}/given/note`, "granted");
    Deno.writeTextFileSync(
      `${directory}/reader.ts`,
      `import { defineAnalyzer } from "whiff";
       const read = (path: string) => {
         try { return Deno.readTextFileSync(path); } catch (error) { return (error as Error).name; }
       };
       export default defineAnalyzer({
         name: "reader",
         permissions: { read: ["./given"] },
         on: { packet: (_packet, { log }) => log(["./given/note", "./reader.ts", "./c.pcap"].map(read)) },
       });`,
    );
    const args = ["-r", "c.pcap", "--plugin", "./reader.ts", "--grant", "reader:read=./given"];
    const fitting = await whiff(directory, args, ["--allow-read=c.pcap,reader.ts,given"]);
    assertStringIncludes(fitting.stdout, "granted, NotCapable, NotCapable");
    const wide = await whiff(directory, args, ["--allow-read=."]);
    assertStringIncludes(wide.stderr, "start it with --allow-read=./given");
    assertStrictEquals(wide.code, 4);
  });
});

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
