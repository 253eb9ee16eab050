// core/wire/pseudo_header.ts: the checksums that cover a part of the IP header below them.
import { type ChecksumStatus, statusOf, sumWords } from "./checksum.ts";
import { IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { Ipv4 } from "./ipv4.ts";
import { Ipv6 } from "./ipv6.ts";
import { Ipv6DestinationOptions } from "./ipv6_destination_options.ts";
import { Ipv6Fragment } from "./ipv6_fragment.ts";
import { Ipv6Routing } from "./ipv6_routing.ts";
import type { View } from "./view.ts";

/** Where an IPv4 and an IPv6 header keep their addresses. */
const IPV4_SOURCE = 12, IPV6_SOURCE = 8, IPV6_DESTINATION = 24;

/**
 * Whether all bytes that the checksum of `view` covers are there: captured to
 * the end, not a fragment's, and not left to the sender's card.
 *
 * @param end where the capture of the layer ends, where that is not the payload's end
 */
export function isWhole(view: View, end: number = view.payloadEnd): boolean {
  if (view.frame.checksumsPending || end < view.wireEnd) return false;
  for (let below = view.frame.below(view); below; below = view.frame.below(below)) {
    if (below instanceof Ipv4) return !below.isFragment && below.totalLength !== 0;
    if (below instanceof Ipv6Fragment) {
      if (below.isFragment) return false;
    } else if (below instanceof Ipv6) return below.payloadLength !== 0;
  }
  return true;
}

/** Whether the nearest IP header below is IPv6's. */
export function isOverIpv6(view: View): boolean {
  for (let below = view.frame.below(view); below; below = view.frame.below(below)) {
    if (below instanceof Ipv6) return true;
    if (below instanceof Ipv4) return false;
  }
  return false;
}

/**
 * Verifies the checksum of a transport header of IP protocol `protocol` that
 * covers its first `covered` bytes and the pseudo header (RFC 9293, section
 * 3.1, and RFC 8200, section 8.1); `length` is what the pseudo header says.
 */
export function transportChecksum(
  view: View,
  protocol: number,
  length: number = view.wireEnd - view.start,
  covered: number = length,
): ChecksumStatus {
  const sum = transportSum(view, protocol, length, covered);
  return sum < 0 ? "unverifiable" : statusOf(sum);
}

/** What {@linkcode transportChecksum} judges: the words' sum; -1 where they are not all there. */
export function transportSum(
  view: View,
  protocol: number,
  length: number = view.wireEnd - view.start,
  covered: number = length,
): number {
  if (!isWhole(view) || view.start + covered > view.payloadEnd) return -1;
  const addresses = sumOfAddresses(view);
  if (addresses < 0) return -1;
  const pseudo = addresses + protocol + (length & 0xffff) + (length >>> 16);
  return sumWords(view.bytes, view.start, view.start + covered, pseudo);
}

/** The addresses' words added; -1 where no IP header is below. */
function sumOfAddresses(view: View): number {
  const { bytes } = view;
  // What a Mobile IPv6 or routing header says in the place of the IPv6 header's own.
  let sourceAt = -1, destinationAt = -1;
  for (let below = view.frame.below(view); below; below = view.frame.below(below)) {
    if (below instanceof Ipv4) {
      const source = below.start + IPV4_SOURCE, destination = below.finalDestinationAt;
      const sources = sumWords(bytes, source, source + IPV4_LENGTH);
      return sumWords(bytes, destination, destination + IPV4_LENGTH, sources);
    }
    if (below instanceof Ipv6) {
      if (sourceAt < 0) sourceAt = below.start + IPV6_SOURCE;
      if (destinationAt < 0) destinationAt = below.start + IPV6_DESTINATION;
      const sources = sumWords(bytes, sourceAt, sourceAt + IPV6_LENGTH);
      return sumWords(bytes, destinationAt, destinationAt + IPV6_LENGTH, sources);
    }
    if (below instanceof Ipv6Routing) {
      if (below.finalDestinationAt >= 0) destinationAt = below.finalDestinationAt;
    } else if (below instanceof Ipv6DestinationOptions) {
      if (below.homeAddressAt >= 0) sourceAt = below.homeAddressAt;
    }
  }
  return -1;
}
