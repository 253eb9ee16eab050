// cli/live_filters.ts: the filters of a live capture, with what this host knows.
import { Files } from "../ffi/files.ts";
import { listInterfaces } from "../ffi/interfaces.ts";
import { CaptureFilters, type HostFacts } from "./filters.ts";
import type { Plan } from "./plan.ts";
import { servicesText } from "./text_files.ts";

/** The compiler of all filters of a capture on these interfaces. */
export function liveFilters(plan: Plan, interfaces: readonly string[]): CaptureFilters {
  return new CaptureFilters(plan, hostFacts(interfaces));
}

/** What filters may ask of this host; asked only when one does. */
function hostFacts(interfaces: readonly string[]): HostFacts {
  const links = listInterfaces();
  const find = (name: string) => links.find((link) => link.name === name);
  return {
    interfaceIndex: (name) => find(name)?.index,
    netmask: interfaces.length === 1 ? netmaskOf(find(interfaces[0])?.addresses ?? []) : undefined,
    services: () => servicesText((path) => new Files().readText(path)),
  };
}

/** The mask of the first IPv4 address: `192.0.2.1/24` has 0xffffff00. */
function netmaskOf(addresses: readonly string[]): number | undefined {
  const [, prefix] = /^[\d.]+\/(\d+)$/.exec(addresses.find((one) => !one.includes(":")) ?? "") ??
    [];
  if (prefix === undefined) return undefined;
  return prefix === "0" ? 0 : (0xffff_ffff << (32 - Number(prefix))) >>> 0;
}
