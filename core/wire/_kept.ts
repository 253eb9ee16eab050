// core/wire/_kept.ts: values for lists and objects, which outlive the packet.
import { Address } from "./address.ts";

/** The address of `kind` bytes at `at`, with bytes of its own. */
export function keptAddress(bytes: Uint8Array, at: number, kind: number): Address {
  return new Address().at(bytes, at, kind).keep();
}

/** As many addresses of `kind` bytes as lie whole between `start` and `end`. */
export function keptAddresses(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: number,
): Address[] {
  const addresses: Address[] = [];
  for (let at = start; at + kind <= end; at += kind) addresses.push(keptAddress(bytes, at, kind));
  return addresses;
}
