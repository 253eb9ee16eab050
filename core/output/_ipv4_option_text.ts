// core/output/_ipv4_option_text.ts: options of an IPv4 header in tcpdump's manner, for `-v`.
import { u32 } from "../wire/bytes.ts";
import { Ipv4OptionType } from "../wire/ipv4_options.ts";

/** As tcpdump calls them; the rest are `unknown N`. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [Ipv4OptionType.EndOfList, "EOL"],
  [Ipv4OptionType.NoOperation, "NOP"],
  [Ipv4OptionType.RecordRoute, "RR"],
  [Ipv4OptionType.Timestamp, "timestamp"],
  [Ipv4OptionType.Traceroute, "traceroute"],
  [Ipv4OptionType.Security, "security"],
  [Ipv4OptionType.LooseSourceRoute, "LSRR"],
  [Ipv4OptionType.StrictSourceRoute, "SSRR"],
  [Ipv4OptionType.RouterAlert, "RA"],
]);

/** Kinds of timestamps (RFC 791, section 3.1). */
const TIMESTAMP_KINDS: readonly (string | undefined)[] = [
  "TSONLY",
  "TS+ADDR",
  undefined,
  "PRESPEC",
];

/** The options from `start` to `end`, up to the end of the list: `NOP,RR 192.0.2.1, 192.0.2.2`. */
export function ipv4OptionsText(bytes: Uint8Array, start: number, end: number): string {
  const texts: string[] = [];
  for (let at = start; at < end;) {
    const type = bytes[at];
    const name = NAMES.get(type) ?? `unknown ${type}`;
    const single = type === Ipv4OptionType.EndOfList || type === Ipv4OptionType.NoOperation;
    const length = single ? 1 : at + 1 < end ? bytes[at + 1] : 0;
    if (!single && (length < 2 || at + length > end)) {
      texts.push(`${name} [bad length ${length}]`);
      break;
    }
    texts.push(name + valueText(type, bytes, at, at + length));
    if (type === Ipv4OptionType.EndOfList) break;
    at += length;
  }
  return texts.join();
}

/** What stands behind the name, of the option from `at` to `end`. */
function valueText(type: number, bytes: Uint8Array, at: number, end: number): string {
  switch (type) {
    case Ipv4OptionType.RouterAlert: {
      const value = end - at === 4 ? bytes[at + 2] << 8 | bytes[at + 3] : 0;
      return value === 0 ? "" : ` value ${value}`;
    }
    case Ipv4OptionType.RecordRoute:
    case Ipv4OptionType.LooseSourceRoute:
    case Ipv4OptionType.StrictSourceRoute:
      return routeText(bytes, at, end);
    case Ipv4OptionType.Timestamp:
      return timestampText(bytes, at, end);
    default:
      return "";
  }
}

/** The hops; those that have been passed end in a comma. */
function routeText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  const pointer = bytes[start + 2] - 1;
  for (let at = 3; start + at + 4 <= end; at += 4) {
    text += ` ${dotted(bytes, start + at)}${pointer > at ? "," : ""}`;
  }
  return text;
}

/** `TS{TSONLY 1@ 2@ ^ }`: the times; the next one goes to the `^`. */
function timestampText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 4) return " TS{[bad length]}";
  const kind = bytes[start + 3] & 0xf, missed = bytes[start + 3] >> 4;
  const step = kind === 0 ? 4 : 8, pointer = bytes[start + 2] - 1;
  let text = TIMESTAMP_KINDS[kind] ?? `[bad ts type ${kind}]`, mark = "";
  for (let at = 4; start + at + step <= end; at += step) {
    if (pointer === at) mark = " ^ ";
    const address = step === 8 ? dotted(bytes, start + at) : "";
    text += `${mark === "" ? " " : mark}${u32(bytes, start + at + step - 4)}@${address}`;
    mark = "";
  }
  if (pointer === end - start) text += " ^ ";
  return ` TS{${text}${missed === 0 ? "" : ` [${missed} hops not recorded]`}}`;
}

function dotted(bytes: Uint8Array, at: number): string {
  return bytes.subarray(at, at + 4).join(".");
}
