// cli/interface_list.ts: `-D`: the interfaces, with what a person chooses by.
import { InterfaceFlag, listInterfaces } from "../ffi/interfaces.ts";

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
