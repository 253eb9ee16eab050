// cli/decoding_as.ts: a table of protocols in which ports carry what the user says.
import { nearest } from "../core/suggest.ts";
import { tcpPort, udpPort } from "../core/wire/select.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import type { DecodeAs } from "./decode_as.ts";
import { UsageError } from "./usage_error.ts";

/** The registry with these ports; a copy, unless there is nothing to change. */
export function decodingAs(
  registry: ProtocolRegistry,
  wanted: readonly DecodeAs[],
): ProtocolRegistry {
  if (wanted.length === 0) return registry;
  const changed = registry.clone();
  for (const { transport, port, protocol } of wanted) {
    const known = changed.byName(protocol);
    if (known === undefined) {
      const near = nearest(protocol, changed.protocols.slice(1).map(({ name }) => name));
      const hint = near === undefined ? "docs/protocols.md lists them" : `did you mean ${near}?`;
      throw new UsageError(`--decode-as: there is no protocol ${protocol}; ${hint}`);
    }
    changed.add(protocol, {
      ...known,
      over: [...known.over, transport === "udp" ? udpPort(port) : tcpPort(port)],
    });
  }
  return changed;
}
