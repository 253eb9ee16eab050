// tests/live/_capture.ts: a capture whose every step is a line of JSON on standard output.
//
//   deno run --allow-ffi _capture.ts '{"interfaces":["rx"]}'
//
// SIGINT stops it. With "quiet" only totals are told, as for a flood.
import { LiveSource } from "../../core/capture/live.ts";
import type { LiveOptions } from "../../core/capture/live.ts";
import type { SourceStatistics } from "../../core/capture/source.ts";
import { Files } from "../../ffi/files.ts";
import { sealLibc } from "../../ffi/libc.ts";
import { becomeUser, forbidNewPrivileges } from "../../ffi/privileges.ts";
import { findUser } from "../../ffi/users.ts";

/** What to capture: options of {@linkcode LiveSource} that JSON can tell. */
export interface CaptureOrder extends Omit<LiveOptions, "filter" | "onNote"> {
  /** Totals instead of frames. */
  readonly quiet?: boolean;
  /** Give up every right as soon as the source is open. */
  readonly hardened?: boolean;
  /** The kernel's filter in hexadecimal: instructions of classic BPF. */
  readonly program?: string;
}

/** One frame as the source gave it. */
export interface CapturedFrame {
  readonly bytes: string;
  readonly originalLength: number;
  readonly interface: string | undefined;
  readonly linkType: number;
  readonly direction: number;
  readonly checksumsPending: boolean;
  /** Milliseconds from the kernel's timestamp until the frame was seen here. */
  readonly delayMs: number;
}

/** A line of the output. */
export type CaptureLine =
  | { readonly kind: "ready" }
  | { readonly kind: "frame"; readonly frame: CapturedFrame }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "seen"; readonly count: number }
  | {
    readonly kind: "end";
    readonly count: number;
    readonly bytes: number;
    readonly statistics: SourceStatistics;
    /** How often a timer of 10 ms ran, and how often it could have. */
    readonly ticks: number;
    readonly possibleTicks: number;
    readonly error?: string;
  };

const TICK_MS = 10;

if (import.meta.main) await capture(JSON.parse(Deno.args[0]));

async function capture(order: CaptureOrder): Promise<void> {
  const { program } = order;
  using source = LiveSource.open({
    ...order,
    filter: program === undefined ? undefined : () => Uint8Array.fromHex(program),
    onNote: (text) => tell({ kind: "note", text }),
  });
  if (order.hardened) harden();
  Deno.addSignalListener("SIGINT", () => source.stop());
  let ticks = 0;
  let count = 0;
  let bytes = 0;
  let told = 0;
  const timer = setInterval(() => {
    ticks++;
    // Lets a test wait for a number of frames without a line for each.
    if (order.quiet && count !== told) tell({ kind: "seen", count: told = count });
  }, TICK_MS);
  const began = performance.now();
  tell({ kind: "ready" });
  let error: string | undefined;
  try {
    for await (const batch of source) {
      while (batch.next()) {
        count++;
        bytes += batch.originalLength;
        if (order.quiet) continue;
        const sentMs = batch.seconds * 1000 + batch.nanoseconds / 1e6;
        const end = batch.start + batch.capturedLength;
        tell({
          kind: "frame",
          frame: {
            delayMs: performance.timeOrigin + performance.now() - sentMs,
            bytes: batch.bytes.slice(batch.start, end).toHex(),
            originalLength: batch.originalLength,
            interface: source.interfaces[batch.interfaceId].name,
            linkType: batch.linkType,
            direction: batch.direction,
            checksumsPending: batch.checksumsPending,
          },
        });
      }
    }
  } catch (thrown) {
    error = String(thrown);
  }
  clearInterval(timer);
  const possibleTicks = (performance.now() - began) / TICK_MS;
  const statistics = source.statistics();
  tell({ kind: "end", count, bytes, statistics, ticks, possibleTicks, error });
}

function harden(): void {
  becomeUser(findUser(new Files(), "nobody")!);
  forbidNewPrivileges();
  sealLibc();
  Deno.permissions.revokeSync({ name: "ffi" });
}

function tell(line: CaptureLine): void {
  const bytes = new TextEncoder().encode(JSON.stringify(line) + "\n");
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
