// tests/live/_events.ts: what analyzers told and reported, out of --format ndjson.

/** Named values. */
export type Fields = Record<string, unknown>;

/** The fields of an analyzer's events, in order. */
export function logged(stdout: string, analyzer: string): Fields[] {
  return linesOf(stdout)
    .filter((line) => line.type === "log" && line.analyzer === analyzer)
    .map(({ fields }) => fields);
}

/** The rows of a table in an analyzer's last report, by the table's title. */
export function reported(stdout: string, analyzer: string, title: string): Fields[] {
  const last = linesOf(stdout).findLast((line) =>
    line.type === "report" && line.analyzer === analyzer
  );
  return last?.tables.find((table: Fields) => table.title === title)?.rows ?? [];
}

function linesOf(stdout: string) {
  return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
