// cli/interface_list.ts: `-D`: the interfaces, with what a person chooses by.
import { linkTypeOfHardware } from "../core/capture/_live_link_types.ts";
import { LinkType, linkTypeName } from "../core/capture/link_type.ts";
import { InterfaceFlag, listInterfaces } from "../ffi/interfaces.ts";

/** `-L`: the link type of each interface: the kernel offers one. */
export function linkTypeList(names: readonly string[]): string {
  const links = listInterfaces().filter(({ name }) => names.length === 0 || names.includes(name));
  return links.map(({ name, hardware }) => {
    const linkType = linkTypeOfHardware(hardware) ?? LinkType.LinuxSll2;
    return `${name}: ${linkTypeName(linkType)}\n`;
  }).join("");
}

/** One line for each interface, and one for all of them: number, name, state, addresses. */
export function interfaceList(): string {
  const rows = listInterfaces().map(({ name, flags, addresses }) => {
    const states = [
      (flags & InterfaceFlag.Up) !== 0 ? "Up" : "Down",
      ...((flags & InterfaceFlag.Running) !== 0 ? ["Running"] : []),
      ...((flags & InterfaceFlag.Loopback) !== 0 ? ["Loopback"] : []),
    ];
    return `${name} [${states.join(", ")}] ${addresses.join(" ")}`.trimEnd();
  });
  rows.push("any (all interfaces) [Up, Running]");
  return rows.map((row, at) => `${at + 1}.${row}\n`).join("");
}
