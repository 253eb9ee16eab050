import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runScript } from "./_script.ts";

const FFI = new URL("../../ffi/", import.meta.url);

/** Does `act`, then prints one line of /proc for each thread, without repeats. */
function threadsAfter(act: string, ...keys: string[]): string {
  return `
    import { Capability, limitCapabilities } from "${FFI}capabilities.ts";
    import { becomeUser, forbidNewPrivileges } from "${FFI}privileges.ts";
    await new Promise((resolve) => setTimeout(resolve)); // all of Deno's threads have begun
    ${act}
    const lines = new Set();
    for (const { name } of Deno.readDirSync("/proc/self/task")) {
      const status = Deno.readTextFileSync(\`/proc/self/task/\${name}/status\`);
      lines.add(status.split("\\n").filter((line) => ${
    JSON.stringify(keys)
  }.includes(line.split(":")[0])).join(" "));
    }
    console.log([...lines].join("\\n"));
  `;
}

function rootTest(name: string, run: () => Promise<void>): void {
  const ignore = Deno.uid() !== 0;
  Deno.test({ name: ignore ? `${name} (skipped: needs root)` : name, ignore, fn: run });
}

rootTest("becomeUser() changes every thread, for good", async () => {
  const act = `becomeUser({ name: "x", uid: 54321, gid: 54322, groups: [54322, 54323] });`;
  const { out } = await runScript(threadsAfter(act, "Uid", "Gid", "Groups", "CapPrm"), "-A");
  const ids = (id: number) => Array(4).fill(id).join("\t");
  assertEquals(
    out,
    `Uid:\t${ids(54321)} Gid:\t${ids(54322)} Groups:\t54322 54323  CapPrm:\t0000000000000000\n`,
  );
});

Deno.test("forbidNewPrivileges() reaches every thread", async () => {
  const act = `console.log(forbidNewPrivileges());`;
  const { out } = await runScript(threadsAfter(act, "NoNewPrivs"), "-A");
  assertEquals(out, "true\nNoNewPrivs:\t1\n");
});

Deno.test("forbidNewPrivileges() leaves nobody a port to listen on", async () => {
  const act = `
    forbidNewPrivileges();
    try {
      Deno.listen({ hostname: "127.0.0.1", port: 0 });
      console.log("listens");
    } catch (error) {
      console.log(error.name);
    }
  `;
  const { out } = await runScript(threadsAfter(act), "-A");
  assertMatch(out, /^PermissionDenied\n/);
});

for (
  const [does, keep, left] of [
    ["none", "[]", "0000000000000000"],
    ["those that it keeps", "[Capability.DacOverride]", "0000000000000002"],
  ] as const
) {
  rootTest(`limitCapabilities() leaves the calling thread ${does}`, async () => {
    const act = `
      limitCapabilities(${keep});
      const own = Deno.readTextFileSync("/proc/thread-self/status");
      console.log(own.match(/^Cap(Prm|Eff|Amb).*/gm).join(" "));
    `;
    const { out } = await runScript(threadsAfter(act), "-A");
    const [first] = out.split("\n");
    assertEquals(first, `CapPrm:\t${left} CapEff:\t${left} CapAmb:\t0000000000000000`);
  });
}

Deno.test("becomeUser() says that it is not permitted without root", async () => {
  const act = `
    const nobody = { name: "nobody", uid: 65534, gid: 65534, groups: [] };
    if (Deno.uid() === 0) becomeUser(nobody);
    becomeUser(nobody);
  `;
  const { error } = await runScript(threadsAfter(act), "-A");
  assertStringIncludes(error, "Cannot become user nobody: EPERM, not permitted");
});

Deno.test("LiveSource.open() says which capability is missing, and the command that gives it", async () => {
  const act = `
    import { LiveSource } from "${new URL("../../core/capture/live.ts", import.meta.url)}";
    if (Deno.uid() === 0) becomeUser({ name: "nobody", uid: 65534, gid: 65534, groups: [] });
    LiveSource.open({ interfaces: ["lo"] });
  `;
  const { error } = await runScript(threadsAfter(act), "-A");
  assertStringIncludes(
    error,
    "Cannot capture on lo: EPERM, needs CAP_NET_RAW: run it with sudo, or keep your user with " +
      "sudo setpriv --reuid=$(id -u)",
  );
});
