// tests/_patience.ts: waiting for what another process does.

/** Long enough for any machine: a test that waits this long has failed. */
export const PATIENCE_MS = 30_000;

/** Between two looks. */
const PAUSE_MS = 10;

/** Resolves once `holds` does, which is asked again and again; throws when it never does. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
