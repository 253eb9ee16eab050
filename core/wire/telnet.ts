// core/wire/telnet.ts: telnet's commands, RFC 854.
import { Application } from "./_application.ts";
import { type Fault, truncated } from "./fault.ts";
import { type Fields, group, integer, list } from "./field.ts";

/** What introduces a command; two of them are a byte of data. */
const IAC = 255;
/** Commands that are followed by an option (RFC 854; subnegotiation by RFC 855). */
const SUBNEGOTIATION = 250, WILL = 251, DONT = 254;

const NAMES: { readonly [command: number]: string } = {
  240: "SE",
  241: "NOP",
  242: "DM",
  243: "BRK",
  244: "IP",
  245: "AO",
  246: "AYT",
  247: "EC",
  248: "EL",
  249: "GA",
  250: "SB",
  251: "WILL",
  252: "WONT",
  253: "DO",
  254: "DONT",
};

/** One command. */
export interface TelnetCommand {
  readonly command: number;
  /** Of WILL, WONT, DO, DONT and a subnegotiation. */
  readonly option?: number;
}

/**
 * The commands of one segment. All other bytes are what people type and see.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const telnet = new Telnet();
 * telnet.at(Uint8Array.of(255, 253, 24, 104, 105), 0, 5);
 * assertStrictEquals(telnet.commands?.[0].option, 24);
 * ```
 */
export class Telnet extends Application {
  static override readonly title = "Telnet";
  static override readonly specification = "RFC 854";
  static override readonly fields: Fields = {
    commands: list(group("command", {
      command: integer("251 will, 252 won't, 253 do, 254 don't, 250 and 240 subnegotiation"),
      option: integer("which option it is about"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end === start) return truncated("commands", 1);
    return this.window(bytes, start, start, end, wireEnd);
  }

  /** `undefined` where there are none. */
  get commands(): TelnetCommand[] | undefined {
    const { bytes, payloadEnd: end } = this;
    const found: TelnetCommand[] = [];
    for (let at = this.start; at + 1 < end; at++) {
      if (bytes[at] !== IAC) continue;
      const command = bytes[++at];
      if (NAMES[command] === undefined) continue;
      const hasOption = command >= SUBNEGOTIATION && command <= DONT;
      if (hasOption && at + 1 < end) found.push({ command, option: bytes[++at] });
      else found.push({ command });
    }
    return found.length === 0 ? undefined : found;
  }

  /** `telnet DO 24, WILL 1`, or how much was typed. */
  override summary(_detail: number): string {
    const { commands } = this;
    if (commands === undefined) return `telnet${this.lengthText}`;
    const text = commands.map(({ command, option }) =>
      option === undefined || command < WILL ? NAMES[command] : `${NAMES[command]} ${option}`
    );
    return `telnet ${text.join(", ")}`;
  }
}
