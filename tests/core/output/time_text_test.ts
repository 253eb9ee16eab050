import { assertStrictEquals } from "@std/assert";
import { TextSink } from "../../../core/output/sink.ts";
import { TimePrinter, TimeStyle } from "../../../core/output/time_text.ts";
import { Writer } from "../../../core/output/writer.ts";
import { Packet } from "../../../core/packet.ts";

type Moment = readonly [seconds: number, nanoseconds: number];

/** What is printed for the moments, one after the other. */
function printed(style: TimeStyle, digits: 6 | 9, moments: readonly Moment[]): string {
  const sink = new TextSink();
  const out = new Writer(sink);
  const printer = new TimePrinter(style, digits);
  const packet = new Packet();
  for (const [seconds, nanoseconds] of moments) {
    out.room();
    packet.setBytes(new Uint8Array(14), { seconds });
    packet.nanoseconds = nanoseconds;
    printer.print(out, packet);
    out.text("|");
  }
  out.flush();
  return sink.text;
}

/** A moment of that time of day where the tests run. */
function local(hours: number, minutes: number, seconds: number): number {
  return new Date(2023, 10, 4, hours, minutes, seconds).getTime() / 1000;
}

for (
  const [style, digits, moments, text] of [
    ["None", 6, [[1, 2]], "|"],
    ["TimeOfDay", 6, [[local(1, 2, 3), 4_000]], "01:02:03.000004 |"],
    ["TimeOfDay", 9, [[local(23, 59, 59), 999_999_999]], "23:59:59.999999999 |"],
    ["TimeOfDay", 6, [[2 ** 53, 0]], "9007199254740992.000000 |"],
    [
      "SinceFirst",
      6,
      [[0, 0], [3_600 * 2 ** 40, 0]],
      [
        " 00:00:00.000000 |",
        " 1099511627776:00:00.000000 |",
      ].join(""),
    ],
    ["Epoch", 6, [[1_700_000_000, 123_456_789]], "1700000000.123456 |"],
    ["Epoch", 9, [[0, 1]], "0.000000001 |"],
    ["DateAndTime", 6, [[local(1, 2, 3), 0]], "2023-11-04 01:02:03.000000 |"],
    [
      "SincePrevious",
      6,
      [[5, 999_999_000], [6, 1_000], [6, 2_000]],
      [
        " 00:00:00.000000 |",
        " 00:00:00.000002 |",
        " 00:00:00.000001 |",
      ].join(""),
    ],
    [
      "SinceFirst",
      9,
      [[5, 0], [3_600 * 100 + 65, 1]],
      [
        " 00:00:00.000000000 |",
        " 100:01:00.000000001 |",
      ].join(""),
    ],
    [
      "SinceFirst",
      6,
      [[5, 500_000_000], [4, 600_000_000], [5, 400_000_000]],
      [
        " 00:00:00.000000 |",
        "-00:00:00.900000 |",
        "-00:00:00.100000 |",
      ].join(""),
    ],
  ] as readonly (readonly [keyof typeof TimeStyle, 6 | 9, readonly Moment[], string])[]
) {
  Deno.test(`TimePrinter prints ${style} with ${digits} digits as ${text}`, () => {
    assertStrictEquals(printed(TimeStyle[style], digits, moments), text);
  });
}
