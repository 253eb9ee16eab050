// core/capture/_live_link_types.ts: what frames of an interface look like, by its hardware type.
import { LinkType } from "./link_type.ts";

/**
 * Hardware types (linux/if_arp.h, `ARPHRD_`) whose frames are taken as they are.
 * All others come without their link header and get a Linux cooked one.
 */
const AS_THEY_ARE: ReadonlyMap<number, LinkType> = new Map<number, LinkType>([
  [1, LinkType.Ethernet], // ETHER
  [772, LinkType.Ethernet], // LOOPBACK: an Ethernet header with addresses of zeros
  [519, LinkType.Raw], // RAWIP
  [768, LinkType.Raw], // TUNNEL: IPv4 in IPv4
  [769, LinkType.Raw], // TUNNEL6: IPv6 in IPv6
  [776, LinkType.Raw], // SIT: IPv6 in IPv4
  [0xfffe, LinkType.Raw], // NONE: tun, WireGuard
  [801, LinkType.Ieee80211], // IEEE80211: a monitor
  [803, LinkType.Ieee80211Radiotap], // IEEE80211_RADIOTAP
]);

/** The link type of a whole frame on such an interface; `undefined` when it has to be cooked. */
export function linkTypeOfHardware(hardware: number): LinkType | undefined {
  return AS_THEY_ARE.get(hardware);
}
