// tests/core/output/_reports.ts: a report with all that a report may have.
import type { TakenReport } from "../../../core/output/report.ts";
import { Address } from "../../../core/wire/address.ts";

/** Nothing was lost. */
export const NO_LOSS = {
  packets: 1_234,
  droppedByKernel: 0,
  droppedByInterface: 0,
  droppedByUs: 0,
  faults: 0,
};

/** Two hosts, one of them with a hostile name. */
export const TALKERS: TakenReport = {
  analyzer: "talkers",
  timeMs: 1_700_000_000_123.456,
  loss: { ...NO_LOSS, droppedByKernel: 66, faults: 2 },
  report: {
    title: "Talkers",
    values: [
      { key: "total", label: "Total", value: 4_096, unit: "bytes" },
      { key: "rate", label: "Rate", value: 2_500_000, unit: "bits/s" },
      { key: "largest", label: "Largest", value: undefined },
    ],
    tables: [
      {
        columns: [
          { key: "host", label: "Host", unit: "address" },
          { key: "name", label: "Name" },
          { key: "sent", label: "Sent", unit: "bytes", bar: true },
          { key: "share", label: "Share", unit: "percent" },
          { key: "seen", label: "Seen" },
        ],
        rows: [
          {
            host: Address.parse("192.0.2.1"),
            name: 'www, "the"\x1b[31m one',
            sent: 3_072,
            share: 75,
            seen: 12_345,
          },
          {
            host: Address.parse("2001:db8::1"),
            name: undefined,
            sent: 768,
            share: 18.75,
            seen: 3n,
          },
        ],
        other: { host: "other", sent: 256, share: 6.25 },
      },
      {
        title: "Pairs",
        columns: [{ key: "pair", label: "Pair" }, { key: "up", label: "Up" }],
        rows: [{ pair: ["192.0.2.1", 443], up: true }],
      },
    ],
    series: [{
      key: "load",
      label: "Load",
      unit: "bytes/s",
      points: [0, 1_024, 2_048, 512].map((value, at) => ({ timeMs: at * 1_000, value })),
    }],
    notes: ["Counts beyond 10,000 hosts are estimates."],
  },
};
