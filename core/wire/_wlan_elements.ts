// core/wire/_wlan_elements.ts: the elements at the end of management frames, IEEE 802.11-2020, clause 9.4.2.

/** Bytes of an element's identifier and length. */
const ELEMENT_HEADER_LENGTH = 2;

/** Elements that have a field (table 9-92). */
export const Element = { Ssid: 0, Rates: 1, DsParameters: 3, ExtendedRates: 50 } as const;

/** One element, in short. */
export interface WlanElement {
  readonly id: number;
  /** Bytes of the value. */
  readonly length: number;
}

/** Where the first element of that kind begins that is wholly there; -1 when there is none. */
export function findElement(bytes: Uint8Array, start: number, end: number, id: number): number {
  for (let at = start; at + ELEMENT_HEADER_LENGTH <= end; at = valueEnd(bytes, at)) {
    if (valueEnd(bytes, at) > end) return -1;
    if (bytes[at] === id) return at;
  }
  return -1;
}

/** Where the value begins of the element at `at`. */
export function valueStart(at: number): number {
  return at + ELEMENT_HEADER_LENGTH;
}

/** And where it ends. */
export function valueEnd(bytes: Uint8Array, at: number): number {
  return at + ELEMENT_HEADER_LENGTH + bytes[at + 1];
}

/** All elements that are wholly there. */
export function elements(bytes: Uint8Array, start: number, end: number): WlanElement[] {
  const found: WlanElement[] = [];
  for (let at = start; at + ELEMENT_HEADER_LENGTH <= end; at = valueEnd(bytes, at)) {
    if (valueEnd(bytes, at) > end) break;
    found.push({ id: bytes[at], length: bytes[at + 1] });
  }
  return found;
}
