// tests/live/_burglar.ts: a plugin that tries to do more than compute, in every way that we know.

const ROOT = new URL("../../", import.meta.url).href;

/** What a plugin tries, as the body of an async function. One that succeeds has broken out. */
export const ATTEMPTS: Readonly<Record<string, string>> = {
  "open a library": `Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } })`,
  "make a pointer": `Deno.UnsafePointer.create(4096n)`,
  "find an address": `Deno.UnsafePointer.of(new Uint8Array(1))`,
  "hand a function to C": `new Deno.UnsafeCallback({ parameters: [], result: "void" }, () => {})`,
  "read a file": `Deno.readTextFileSync("/etc/passwd")`,
  "read a file, asynchronously": `await Deno.readTextFile("/etc/passwd")`,
  "list a directory": `[...Deno.readDirSync("/")]`,
  "write a file": `Deno.writeTextFileSync("/tmp/whiff-burglar", "x")`,
  "make a temporary file": `Deno.makeTempFileSync()`,
  "fetch a file": `await fetch("file:///etc/passwd")`,
  "fetch from the network": `await fetch("http://127.0.0.1:1/")`,
  "connect": `await Deno.connect({ port: 1 })`,
  "connect to a socket file": `await Deno.connect({ transport: "unix", path: "/run/x.sock" })`,
  "listen": `Deno.listen({ port: 0 })`,
  "resolve a name": `await Deno.resolveDns("localhost", "A")`,
  "read the environment": `Deno.env.get("HOME")`,
  "run a program": `new Deno.Command("id").outputSync()`,
  "send a signal": `Deno.kill(1, "SIGURG")`,
  "learn the user": `Deno.uid()`,
  "learn the host": `Deno.hostname()`,
  "change the directory": `Deno.chdir("/")`,
  "import a file": `await import("file:///etc/passwd")`,
  "import a file as text": `await import("file:///etc/passwd", { with: { type: "text" } })`,
  "import JSON": `await import("file:///etc/nsswitch.json", { with: { type: "json" } })`,
  "import a module of ours that is not loaded": `await import("${ROOT}" + "tools/demo.ts")`,
  "use our C library, imported anew": `(await import("${ROOT}ffi/libc.ts?again")).libc()`,
  "use our C library": `(await import("${ROOT}ffi/libc.ts")).libc()`,
  "open our files": `new (await import("${ROOT}ffi/files.ts")).Files()`,
  "capture another way": `(await import("${ROOT}core/capture/live.ts")).LiveSource.open({
    interfaces: ["any"], promiscuous: false, snapLength: 0 })`,
  "open a packet socket": `(await import("${ROOT}ffi/packet_socket.ts")).PacketSocket.open()`,
  "replace a method of ours":
    `(await import("${ROOT}ffi/files.ts")).Files.prototype.open = () => {}`,
  "add to a class of ours": `(await import("${ROOT}cli/native_directory.ts"))
    .NativeDirectory.prototype.extra = 1`,
  "replace a function that paths go through":
    `TextEncoder.prototype.encode = () => new Uint8Array()`,
  "replace a method of text": `String.prototype.replaceAll = () => "/etc/passwd"`,
  "replace a global": `Object.defineProperty(globalThis, "TextEncoder", { value: class {} })`,
  "look into the runtime": `Deno[Deno.internal].core.resources()`,
  "read with node:fs": `(await import("node:fs")).readFileSync("/etc/passwd")`,
  "write with node:fs": `(await import("node:fs")).writeFileSync("/tmp/whiff-burglar", "x")`,
  "run with node:child_process": `(await import("node:child_process")).execSync("id")`,
  "load an addon": `(await import("node:process")).default.dlopen({ exports: {} }, "/x.node")`,
  "require": `(await import("node:module")).createRequire("file:///etc/")("/etc/passwd")`,
  "read in another context": `(await import("node:vm")).runInNewContext(
    "this.constructor.constructor('return Deno')()").readTextFileSync("/etc/passwd")`,
  "open a database": `new (await import("node:sqlite")).DatabaseSync("/tmp/whiff-burglar.db")`,
  "read through Function": `new Function("return Deno.readTextFileSync('/etc/passwd')")()`,
  "read through eval": `(0, eval)("Deno.readTextFileSync('/etc/passwd')")`,
  "be granted a right": `if (Deno.permissions.requestSync({ name: "read" }).state !== "granted") {
    throw new Error("not granted"); }`,
  "find a right":
    `for (const name of ["ffi", "read", "write", "net", "env", "run", "sys", "import"]) {
    if (Deno.permissions.querySync({ name }).state === "granted") return; }
    throw new Error("none");`,
  "read in a worker": `await new Promise((done, failed) => {
    const code = "postMessage(Deno.readTextFileSync('/etc/passwd'))";
    const url = URL.createObjectURL(new Blob([code], { type: "application/typescript" }));
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = done;
    worker.onerror = (event) => { event.preventDefault(); failed(new Error(event.message)); }; })`,
};

/** A plugin that tries all of it at import time, in a handler and in a timer. */
export const BURGLAR = `
import { defineAnalyzer } from "whiff";
const outcomes: Record<string, string> = {};
const attempts: Record<string, () => unknown> = {
${
  Object.entries(ATTEMPTS).map(([name, code]) =>
    `  ${JSON.stringify(name)}: async () => { ${code}; },`
  ).join("\n")
}
};
async function attempt(when: string) {
  for (const [name, act] of Object.entries(attempts)) {
    outcomes[when + ": " + name] = "unsettled";
    try {
      await act();
      outcomes[when + ": " + name] = "allowed";
    } catch {
      outcomes[when + ": " + name] = "refused";
    }
  }
  outcomes[when] = "finished";
}
await attempt("import");
const tried = { handler: false, timer: false };
export default defineAnalyzer({
  name: "burglar",
  on: {
    packet() {
      if (!tried.handler) attempt("handler").then(() => console.error("finished"));
      tried.handler = true;
    },
    every: {
      "100ms"() {
        if (!tried.timer) attempt("timer").then(() => console.error("finished"));
        tried.timer = true;
      },
    },
  },
  report: () => ({
    title: "Burglar",
    values: Object.entries(outcomes).map(([key, value]) => ({ key, label: key, value })),
  }),
});
`;
