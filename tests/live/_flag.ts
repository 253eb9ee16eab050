// tests/live/_flag.ts: sets an interface's promiscuous flag until SIGTERM.
//
//   deno run --allow-ffi _flag.ts rx
import { PromiscuousFlag } from "../../ffi/promiscuous.ts";

if (import.meta.main) await flag(Deno.args[0]);

async function flag(name: string): Promise<void> {
  using _flag = PromiscuousFlag.set(name);
  const ended = new Promise<void>((resolve) => Deno.addSignalListener("SIGTERM", resolve));
  Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
  const timer = setInterval(() => {}, 1000); // signals alone do not keep Deno running
  await ended;
  clearInterval(timer);
}
