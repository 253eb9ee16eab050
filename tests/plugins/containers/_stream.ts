// tests/plugins/containers/_stream.ts: streams to feed containers with, the same on every run.
import { Address } from "../../../core/wire/address.ts";
import type { Key, Mergeable } from "../../../plugins/containers/mod.ts";

/** Numbers from 0 up to 1, in an order that the seed decides (mulberry32). */
export function random(seed: number): () => number {
  return () => {
    seed = seed + 0x6d2b79f5 | 0;
    let mixed = Math.imul(seed ^ seed >>> 15, seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 up to `below`, which it is not. */
export function pick(next: () => number, below: number): number {
  return Math.floor(next() * below);
}

/** `length` numbers from 0 to `kinds` - 1; the i-th most frequent comes in proportion to 1 / i. */
export function zipf(length: number, kinds: number, seed = 1): number[] {
  const next = random(seed);
  const sums: number[] = [];
  for (let kind = 0, sum = 0; kind < kinds; kind++) sums.push(sum += 1 / (kind + 1));
  return Array.from({ length }, () => {
    const at = next() * sums[kinds - 1];
    return sums.findIndex((sum) => at < sum);
  });
}

/** The IPv4 address with this number. */
export function ipv4(number: number): Address {
  return Address.fromWords([number], 0, 4);
}

/** The IPv6 address 2001:db8::/96 with this number. */
export function ipv6(number: number): Address {
  return Address.fromWords([0x2001_0db8, 0, 0, number], 0, 16);
}

/** The MAC address with this number. */
export function mac(number: number): Address {
  return Address.fromWords([number, number & 0xffff], 0, 6);
}

/** A key of any kind for a number: different numbers give different keys. */
export function anyKey(number: number): Key {
  switch (number % 10) {
    case 0:
      return ipv4(number);
    case 1:
      return ipv6(number);
    case 2:
      return mac(number);
    case 3:
      return `${number}`;
    case 4:
      return number;
    case 5:
      return number + 0.5;
    case 6:
      return [ipv4(number), ipv6(number), "tcp", number, 443.5, true];
    case 7:
      return [`${number}`, ipv4(7)];
    case 8:
      return [ipv4(number), number];
    default:
      return [number];
  }
}

/** Deals a stream out to `parts` containers, at random, and merges them in random order. */
export function splitAndMerge<C extends Mergeable, E>(
  make: () => C,
  feed: (container: C, event: E) => void,
  events: readonly E[],
  parts: number,
  seed: number,
): C {
  const next = random(seed);
  const containers = Array.from({ length: parts }, make);
  for (const event of events) feed(containers[pick(next, parts)], event);
  while (containers.length > 1) {
    const [from] = containers.splice(pick(next, containers.length), 1);
    containers[pick(next, containers.length)].merge(from);
  }
  return containers[0];
}
