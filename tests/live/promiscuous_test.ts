import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Cable, liveTest, Namespace } from "./_network.ts";

for (const before of ["on", "off"]) {
  liveTest(`PromiscuousFlag leaves the flag as it found it: ${before}`, async () => {
    using cable = new Cable();
    cable.receiver.ip("link", "set", "dev", "rx", "promisc", before);
    const found = cable.receiver.link("rx");
    {
      await using _flag = await cable.receiver.startScript("./_flag.ts", "rx");
      assert(cable.receiver.link("rx").flags.includes("PROMISC"));
    }
    assertEquals(cable.receiver.link("rx"), found);
  });
}

liveTest("PromiscuousFlag says that there is no such interface", async () => {
  using namespace = new Namespace();
  const error = await namespace.failingScript("./_flag.ts", "eth9");
  assertStringIncludes(error, "Cannot read the flags of eth9: ENODEV, no such interface");
});
