// tests/live/_events.ts: what an analyzer told by `log`, out of --format ndjson.

/** A line's named values. */
export type Fields = Record<string, unknown>;

/** The fields of an analyzer's events, in order. */
export function logged(stdout: string, analyzer: string): Fields[] {
  return stdout.split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .filter((line) => line.type === "log" && line.analyzer === analyzer)
    .map(({ fields }) => fields);
}
