// core/flow/_roles.ts: who of the two is the server.
import { TcpFlag } from "../wire/tcp.ts";
import { type FlowKey, IpProtocol } from "./_key.ts";
import { tcpFlags } from "./_tcp_track.ts";

/** Ports below are services' by tradition, and those from the other on are chosen by chance. */
const WELL_KNOWN = 1024, EPHEMERAL = 32_768;

/** Whether the sender of a conversation's first packet is its server: see {@linkcode Flow}. */
export function isFromServer(key: FlowKey): boolean {
  if (key.isAnswer) return true;
  const { sourcePort, destinationPort, protocol, transport } = key;
  let limit = WELL_KNOWN;
  if (protocol === IpProtocol.Tcp && transport !== undefined) {
    const flags = tcpFlags(transport);
    if ((flags & TcpFlag.Syn) !== 0) return (flags & TcpFlag.Ack) !== 0;
    if (sourcePort >= WELL_KNOWN && destinationPort >= WELL_KNOWN) limit = EPHEMERAL;
  }
  return sourcePort < limit && destinationPort >= limit;
}
