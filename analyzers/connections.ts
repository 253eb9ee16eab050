// analyzers/connections.ts: one record for each conversation at its end, as Zeek's conn.log has it.
import { Counter, defineAnalyzer, type Flow, option, table } from "whiff";

/** Protocols and states counted in the report. */
const KINDS = 1_000;

/** What Zeek's states mean (Zeek, base/protocols/conn, `conn_state`). */
const STATES: Readonly<Record<string, string>> = {
  S0: "attempted, no answer",
  S1: "established, not ended",
  SF: "established and ended",
  REJ: "refused",
  S2: "ended by the client only",
  S3: "ended by the server only",
  RSTO: "established, reset by the client",
  RSTR: "established, reset by the server",
  RSTOS0: "attempted, then reset by the client",
  RSTRH: "answered, then reset by the server, no attempt seen",
  SH: "attempted and ended by the client, no answer",
  SHR: "answered and ended by the server, no attempt seen",
  OTH: "no start seen",
};

/** What is left of them where nothing is established or ended. */
const DATAGRAM_STATES: Readonly<Record<string, string>> = {
  S0: "no answer",
  SF: "answered",
  SHR: "answers only",
};

export default defineAnalyzer({
  name: "connections",
  description: "One record per conversation at its end, with Zeek's states and history letters",
  options: {
    protocol: option.text("all", "only conversations over this: tcp, udp, icmp …"),
    log: option.boolean(true, "tell each record as it ends"),
  },
  state: () => ({
    states: new Counter<[protocol: string, state: string]>(KINDS),
    services: new Counter<[service: string, protocol: string]>(KINDS),
  }),
  on: {
    service({ service, protocol }, { state, options }) {
      if (service === undefined) return;
      if (options.protocol !== "all" && options.protocol !== protocol) return;
      state.services.add([service, protocol]);
    },
    flowEnd(flow, { state, options, log }) {
      const { protocol, client, server, toServer, toClient } = flow;
      if (options.protocol !== "all" && options.protocol !== protocol) return;
      const connectionState = zeekState(flow);
      state.states.add([protocol, connectionState]);
      if (!options.log) return;
      log("connection", {
        id: flow.id,
        startMs: flow.firstSeen,
        client: `${client.address}`,
        clientPort: client.port,
        server: `${server.address}`,
        serverPort: server.port,
        protocol,
        service: flow.service,
        durationMs: flow.durationMs,
        payloadToServer: toServer.payloadBytes,
        payloadToClient: toClient.payloadBytes,
        state: connectionState,
        history: flow.history,
        endReason: flow.endReason,
        missedBytes: toServer.missedBytes + toClient.missedBytes,
        packetsToServer: toServer.packets,
        bytesToServer: toServer.bytes,
        packetsToClient: toClient.packets,
        bytesToClient: toClient.bytes,
        roundTripMs: flow.roundTripMs,
        vlan: flow.vlan,
      });
    },
  },
  report: ({ state: { states, services } }) => ({
    title: "Connections",
    values: [{ key: "connections", label: "Ended", value: states.total, unit: "count" }],
    tables: [
      table({
        title: "States",
        columns: [
          { key: "protocol", label: "Protocol" },
          { key: "state", label: "State" },
          { key: "meaning", label: "Meaning" },
          { key: "connections", label: "Connections", unit: "count" },
          { key: "share", label: "Share", unit: "percent", bar: true },
        ],
        rows: states.rows().map(({ key: [protocol, state], count, share }) => ({
          protocol,
          state,
          meaning: (protocol === "tcp" ? STATES : DATAGRAM_STATES)[state],
          connections: count,
          share,
        })),
        other: states.other > 0 ? { protocol: "other", connections: states.other } : undefined,
      }),
      table({
        title: "Services, as far as bytes tell",
        columns: [
          { key: "service", label: "Service" },
          { key: "protocol", label: "Over" },
          { key: "connections", label: "Connections", unit: "count" },
          { key: "share", label: "Share", unit: "percent", bar: true },
        ],
        rows: services.rows().map(({ key: [service, protocol], count, share }) => ({
          service,
          protocol,
          connections: count,
          share,
        })),
      }),
    ],
  }),
});

/**
 * Zeek's `conn_state`. Without a handshake, SF is a conversation with an
 * answer, S0 one without.
 */
export function zeekState({ protocol, history, toServer, toClient }: Flow): string {
  if (protocol !== "tcp") {
    if (toServer.packets > 0 && toClient.packets > 0) return "SF";
    return toServer.packets > 0 ? "S0" : "SHR";
  }
  const has = (letter: string) => history.includes(letter);
  const [attempted, answered] = [has("S"), has("h")];
  if (has("R") || has("r")) {
    // Who reset first counts.
    const byClient = has("R") && !(has("r") && history.indexOf("r") < history.indexOf("R"));
    if (attempted && answered) return byClient ? "RSTO" : "RSTR";
    if (attempted) return byClient ? "RSTOS0" : "REJ";
    return answered && !byClient ? "RSTRH" : "OTH";
  }
  if (attempted && answered) {
    if (has("F") && has("f")) return "SF";
    return has("F") ? "S2" : has("f") ? "S3" : "S1";
  }
  if (attempted) return has("F") ? "SH" : "S0";
  return answered && has("f") ? "SHR" : "OTH";
}
