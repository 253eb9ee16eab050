// tests/bench/_tell.ts: the one way a measurement says what it found.

/** Writes a line to standard output. */
export function tell(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}
