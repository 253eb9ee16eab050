// tests/live/_watch.ts: says what a LinkWatch heard of until SIGUSR1, and which interfaces it knows
// then, as one line of JSON.
//
//   deno run --allow-ffi _watch.ts
import { InterfaceFlag } from "../../ffi/interfaces.ts";
import { LinkWatch } from "../../ffi/link_watch.ts";

if (import.meta.main) await watch();

async function watch(): Promise<void> {
  using links = LinkWatch.open();
  const asked = new Promise<void>((resolve) => Deno.addSignalListener("SIGUSR1", resolve));
  say("ready");
  const timer = setInterval(() => {}, 1000); // signals alone do not keep Deno running
  await asked;
  clearInterval(timer);
  const events = links.take().map(({ kind, link }) => `${kind} ${link.name}`);
  const up = [...links.links.values()].filter(({ flags }) => (flags & InterfaceFlag.Up) !== 0);
  say(JSON.stringify({ events, up: up.map(({ name }) => name) }));
  Deno.exit();
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}
