// tests/live/_filters.ts: one capture for each of several kernel filters, on one interface.
//
//   deno run --allow-ffi _filters.ts '{"interface":"rx","programs":["28000000…"],"count":12}'
//
// Frames are told by the last byte of their source address. When a capture without a filter has
// seen `count` of them, all end, and what each has seen is one line of JSON.
import { LiveSource } from "../../core/capture/live.ts";

/** What to capture. */
export interface FiltersOrder {
  readonly interface: string;
  /** In hexadecimal: instructions of classic BPF. */
  readonly programs: readonly string[];
  /** Frames that will be sent in all. */
  readonly count: number;
}

/** The last byte of the source address (IEEE 802.3, clause 3). */
const NUMBER_AT = 11;

if (import.meta.main) await captureAll(JSON.parse(Deno.args[0]));

async function captureAll({ interface: name, programs, count }: FiltersOrder): Promise<void> {
  using stack = new DisposableStack();
  const options = { interfaces: [name], bufferBytes: 4 << 20 };
  // The kernel serves the latest socket first: when the first has a frame, all the others have it.
  const whole = stack.use(LiveSource.open(options));
  const filtered = programs.map((program) =>
    stack.use(LiveSource.open({ ...options, filter: () => Uint8Array.fromHex(program) }))
  );
  const seen = filtered.map((source) => numbers(source, () => {}));
  say("ready");
  let left = count;
  await numbers(whole, () => {
    if (--left > 0) return;
    for (const source of [whole, ...filtered]) source.stop();
  });
  say(JSON.stringify(await Promise.all(seen)));
}

/** The numbers of all frames until the source is stopped. */
async function numbers(source: LiveSource, onFrame: () => void): Promise<number[]> {
  const found: number[] = [];
  for await (const batch of source) {
    while (batch.next()) {
      found.push(batch.bytes[batch.start + NUMBER_AT]);
      onFrame();
    }
  }
  return found;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
