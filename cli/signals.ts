// cli/signals.ts: what the signals mean to a run.
import { ExitCode } from "./exit.ts";

/** Kept, for plugins cannot call it: they find another in its place (plugins/lockdown.ts). */
const { exit } = Deno;

/** What a run does when it is told. */
export interface SignalActions {
  /** Comes to its end. */
  end(): void;
  /** Undoes what must not stay behind: there is no time for more. */
  abandon?(): void;
  /** Says how it goes. */
  tell(): void;
}

/**
 * SIGINT, SIGTERM and SIGHUP end the run, a second one everything; SIGUSR1 tells how it goes.
 * SIGQUIT is left to the kernel: it ends even a plugin that never returns. Disposing ends listening.
 */
export function listenToSignals(actions: SignalActions): Disposable {
  let interrupted = false;
  const end = () => {
    if (interrupted) {
      actions.abandon?.();
      exit(ExitCode.Interrupted);
    }
    interrupted = true;
    actions.end();
  };
  const tell = () => actions.tell();
  const handlers = [
    ...(["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => [signal, end] as const),
    ["SIGUSR1", tell] as const,
  ];
  for (const [signal, handler] of handlers) Deno.addSignalListener(signal, handler);
  return {
    [Symbol.dispose]() {
      for (const [signal, handler] of handlers) Deno.removeSignalListener(signal, handler);
    },
  };
}
