import { assert, assertStringIncludes } from "@std/assert";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** What `-d` prints. */
async function dump(...args: string[]): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-read", MAIN, "-d", ...args],
    stdin: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("whiff -d shows what the kernel would get of all analyzers: the union of their filters", async () => {
  const [both, one] = await Promise.all([
    dump("--plugin", "icmp", "--plugin", "arp-watch"),
    dump("--plugin", "icmp"),
  ]);
  // The EtherType of ARP is asked for only because of the second.
  assertStringIncludes(both, "#0x806");
  assert(!one.includes("#0x806"));
});

Deno.test("whiff -d is no condition but the capture filter when one analyzer wants everything", async () => {
  const text = await dump("--plugin", "icmp", "--plugin", "packet-sizes", "arp");
  assertStringIncludes(text, "#0x806");
  assert(text.trim().split("\n").length <= 4, text);
});
