// core/wire/multicast_listener.ts: what IGMP version 3 (RFC 3376) and MLD version 2 (RFC 3810) share.
import { keptAddress, keptAddresses } from "./_kept.ts";
import type { Address } from "./address.ts";
import { u16 } from "./bytes.ts";
import { address, bytes as bytesField, integer, list } from "./field.ts";
import type { Fields } from "./field.ts";

/** What a host wants to hear of one group. */
export interface GroupRecord {
  /** 1 include, 2 exclude, 3 and 4 a change to these, 5 allow and 6 block sources. */
  readonly type: number;
  readonly group: Address;
  readonly sources: readonly Address[];
  /** What future versions may say. */
  readonly auxiliaryData?: Uint8Array;
}

/** What {@linkcode GroupRecord} has, for printing. */
export const GROUP_RECORD_FIELDS: Fields = {
  type: integer("1 include, 2 exclude, 3 to include, 4 to exclude, 5 allow, 6 block"),
  group: address("the group"),
  sources: list(address("a source")),
  auxiliaryData: bytesField("not used"),
};

/**
 * At most `count` records between `start` and `end`, with addresses of `kind`
 * bytes; they end at the first that is cut (RFC 3376, section 4.2.4).
 */
export function groupRecords(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
  kind: number,
): GroupRecord[] {
  const records: GroupRecord[] = [];
  for (let at = start; records.length < count && at + 4 + kind <= end;) {
    const sourcesStart = at + 4 + kind;
    const sourcesEnd = sourcesStart + u16(bytes, at + 2) * kind;
    const next = sourcesEnd + bytes[at + 1] * 4;
    if (next > end) break;
    records.push({
      type: bytes[at],
      group: keptAddress(bytes, at + 4, kind),
      sources: keptAddresses(bytes, sourcesStart, sourcesEnd, kind),
      auxiliaryData: next > sourcesEnd ? bytes.slice(sourcesEnd, next) : undefined,
    });
    at = next;
  }
  return records;
}

/**
 * A code of `bits` bits, 8 or 16: itself below half of what they hold, else
 * three bits of exponent and a mantissa (RFC 3376, section 4.1.1; RFC 3810,
 * section 5.1.3).
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(floating(127, 8), 127);
 * assertStrictEquals(floating(0x8f, 8), 248);
 * ```
 */
export function floating(code: number, bits: number): number {
  if (code < 1 << (bits - 1)) return code;
  const mantissaBits = bits - 4;
  const exponent = (code >> mantissaBits) & 7;
  const mantissa = (code & ((1 << mantissaBits) - 1)) | (1 << mantissaBits);
  return mantissa << (exponent + 3);
}
