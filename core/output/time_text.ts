// core/output/time_text.ts: when a packet was seen, in the ways of tcpdump's -t.
import type { Packet } from "../packet.ts";
import type { Writer } from "./writer.ts";

/** How a packet's time is printed; the numbers are how often `-t` is given. */
export const TimeStyle = {
  /** Time of day, local: `22:13:20.123456`. */
  TimeOfDay: 0,
  /** `-t`: none. */
  None: 1,
  /** `-tt`: seconds since 1970. */
  Epoch: 2,
  /** `-ttt`: since the packet before. */
  SincePrevious: 3,
  /** `-tttt`: date and time, local. */
  DateAndTime: 4,
  /** `-ttttt`: since the first packet. */
  SinceFirst: 5,
} as const;
/** One of {@linkcode TimeStyle}. */
export type TimeStyle = typeof TimeStyle[keyof typeof TimeStyle];

const BLANK = 0x20, MINUS = 0x2d, DOT = 0x2e, COLON = 0x3a;

/**
 * Prints packets' times, each followed by a blank. Deltas are against the
 * packets that it was given, so each output has one of its own.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Packet } from "../packet.ts";
 * import { TextSink } from "./sink.ts";
 * import { Writer } from "./writer.ts";
 * const sink = new TextSink();
 * const out = new Writer(sink);
 * const packet = new Packet().setBytes(new Uint8Array(14), { seconds: 1_700_000_000 });
 * new TimePrinter(TimeStyle.Epoch, 6).print(out, packet);
 * out.flush();
 * assertStrictEquals(sink.text, "1700000000.000000 ");
 * ```
 */
export class TimePrinter {
  readonly #style: TimeStyle;
  readonly #digits: 6 | 9;
  /** The packet that deltas count from. */
  #baseSeconds = 0;
  #baseNanoseconds = 0;
  #isFirst = true;
  /** The second that {@linkcode TimePrinter.#text} is the text of. */
  #second = NaN;
  #text = "";

  /** @param digits of the second: 6 (microseconds) or 9 */
  constructor(style: TimeStyle, digits: 6 | 9) {
    this.#style = style;
    this.#digits = digits;
  }

  /** Prints the packet's time and a blank; nothing at all in the style `None`. Short. */
  print(out: Writer, packet: Packet): void {
    const { seconds, nanoseconds } = packet;
    switch (this.#style) {
      case TimeStyle.None:
        return;
      case TimeStyle.Epoch:
        out.integer(seconds);
        this.#fraction(out, nanoseconds);
        break;
      case TimeStyle.SincePrevious:
      case TimeStyle.SinceFirst:
        this.#delta(out, seconds, nanoseconds);
        break;
      default:
        if (seconds !== this.#second) {
          this.#second = seconds;
          this.#text = localText(seconds, this.#style === TimeStyle.DateAndTime);
        }
        out.text(this.#text);
        this.#fraction(out, nanoseconds);
    }
    out.byte(BLANK);
  }

  #delta(out: Writer, seconds: number, nanoseconds: number): void {
    if (this.#isFirst) {
      this.#baseSeconds = seconds;
      this.#baseNanoseconds = nanoseconds;
      this.#isFirst = false;
    }
    let wholes = seconds - this.#baseSeconds, rest = nanoseconds - this.#baseNanoseconds;
    const isNegative = wholes < 0 || (wholes === 0 && rest < 0);
    if (isNegative) {
      wholes = -wholes;
      rest = -rest;
    }
    if (rest < 0) {
      wholes -= 1;
      rest += 1_000_000_000;
    }
    out.byte(isNegative ? MINUS : BLANK);
    this.#clock(out, wholes);
    this.#fraction(out, rest);
    if (this.#style === TimeStyle.SincePrevious) {
      this.#baseSeconds = seconds;
      this.#baseNanoseconds = nanoseconds;
    }
  }

  /** Hours, two digits and more, minutes and seconds. */
  #clock(out: Writer, seconds: number): void {
    const hours = Math.floor(seconds / 3600);
    if (hours < 10) out.byte(0x30);
    out.integer(hours);
    out.byte(COLON);
    out.twoDigits(Math.floor(seconds / 60) % 60);
    out.byte(COLON);
    out.twoDigits(seconds % 60);
  }

  #fraction(out: Writer, nanoseconds: number): void {
    out.byte(DOT);
    out.nineDigits(nanoseconds);
    if (this.#digits === 6) out.at -= 3;
  }
}

/** `22:13:20`, or `2023-11-14 22:13:20`, in the time zone of the process. */
function localText(seconds: number, withDate: boolean): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds); // damaged: past the year 275,760
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  if (!withDate) return time;
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join("-") + " " + time;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
