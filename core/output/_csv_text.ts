// core/output/_csv_text.ts: cells of comma-separated values, RFC 4180.

/** The text as a cell: quoted where a comma, a quote or a line end is in it. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
