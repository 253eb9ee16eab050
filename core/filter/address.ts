// core/filter/address.ts: addresses as they are written in filters.

/** A MAC address in any of the spellings of pcap-filter(7), without its separators checked. */
export const MAC_SPELLING = (() => {
  const byte = "[0-9A-Fa-f]{1,2}";
  const two = "[0-9A-Fa-f]{4}";
  const separated = [":", "-", "\\."].map((by) => Array(6).fill(byte).join(by));
  return [...separated, `${two}\\.${two}\\.${two}`, `${two}${two}${two}`].join("|");
})();

/** The six bytes of a MAC address that {@linkcode MAC_SPELLING} has accepted. */
export function macBytes(text: string): number[] {
  const parts = text.split(/[:.-]/);
  const digits = parts.length === 6 ? parts.map((part) => part.padStart(2, "0")) : parts;
  return digits.join("").match(/../g)!.map((pair) => parseInt(pair, 16));
}

/** An IPv4 address of one to four parts, left as it stands: `10.1` is 0x0a01 of 16 bits. */
export interface PartialIpv4 {
  readonly value: number;
  readonly bits: number;
}

/** Reads `10.1.2`; `undefined` where a part is no decimal number up to 255. */
export function partialIpv4(text: string): PartialIpv4 | undefined {
  let value = 0;
  const parts = text.split(".");
  for (const part of parts) {
    // Decimal even with leading zeros, as libpcap reads it: 010 is ten.
    if (!/^[0-9]+$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return { value, bits: parts.length * 8 };
}

/** The four words of an IPv6 address (RFC 4291, section 2.2), or `undefined`. */
export function ipv6Words(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(ipv6Groups);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array(missing).fill(0), ...(tail ?? [])];
  return [0, 2, 4, 6].map((at) => (groups[at] * 0x10000 + groups[at + 1]) >>> 0);
}

/** The 16-bit groups of one side of `::`; a dotted IPv4 address is two of them. */
function ipv6Groups(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [place, part] of parts.entries()) {
    if (part.includes(".")) {
      const dotted = /^(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}$/.test(part)
        ? partialIpv4(part)
        : undefined;
      if (dotted === undefined || place !== parts.length - 1) return undefined;
      groups.push(dotted.value >>> 16, dotted.value & 0xffff);
    } else {
      if (!/^[0-9A-Fa-f]{1,4}$/.test(part)) return undefined;
      groups.push(parseInt(part, 16));
    }
  }
  return groups;
}

/**
 * How many characters of `text` from `at` on look like an IPv6 address, the
 * longest reading: eight groups, or six and a dotted IPv4 address, or fewer and
 * `::` once. Whether it is one is for {@linkcode ipv6Words} to say.
 */
export function ipv6Spelling(text: string, at: number): number {
  let [end, longest, groups] = [at, 0, 0];
  let shortened = false;
  const accept = (length: number, counted: number) => {
    if (shortened ? counted <= 7 : counted === 8) longest = length;
  };
  while (groups < 8) {
    if (text.startsWith("::", end)) {
      if (shortened) break;
      shortened = true;
      end += 2;
      accept(end - at, groups);
    } else if (groups > 0 && !text.startsWith("::", end - 2)) {
      if (text[end] !== ":") break;
      end++;
    }
    DOTTED.lastIndex = end;
    if (DOTTED.test(text)) accept(DOTTED.lastIndex - at, groups + 2);
    GROUP.lastIndex = end;
    if (!GROUP.test(text)) break;
    end = GROUP.lastIndex;
    groups++;
    accept(Math.max(end - at, longest), groups);
  }
  return longest;
}

const GROUP = /[0-9A-Fa-f]{1,4}/y;
const DOTTED = /(?:0[xX][0-9A-Fa-f]+|[0-9]+)(?:\.(?:0[xX][0-9A-Fa-f]+|[0-9]+)){3}/y;
