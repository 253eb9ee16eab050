// analyzers/dhcp.ts: who gets which address from whom.
import {
  type Address,
  Counter,
  defineAnalyzer,
  type DhcpMessage,
  type Json,
  type Mergeable,
  option,
  PerKey,
  table,
  TopK,
} from "whiff";

/** Clients and servers remembered. */
const CLIENTS = 10_000, SERVERS = 100;

/** Message types (RFC 2132, section 9.6). */
const Type = { Offer: 2, Decline: 4, Ack: 5, Nak: 6 } as const;

/** An address with its circumstances; texts are empty where they were not told. */
type Given = {
  readonly address: string;
  readonly server: string;
  readonly hostName: string;
  /** In seconds. */
  readonly leaseTime: number;
  readonly timeMs: number;
};

/** What a client was given last. */
export class Lease implements Mergeable {
  given: Given | undefined;

  merge(other: Lease): void {
    if ((other.given?.timeMs ?? -Infinity) > (this.given?.timeMs ?? -Infinity)) {
      this.given = other.given;
    }
  }

  save(): Json {
    return this.given ?? null;
  }

  load(data: unknown): void {
    if (data === null) return void (this.given = undefined);
    const { address, server, hostName, leaseTime, timeMs } = Object(data);
    const areTexts = [address, server, hostName].every((text) => typeof text === "string");
    if (!areTexts || ![leaseTime, timeMs].every(Number.isFinite)) {
      throw new TypeError("Cannot load a Lease: the data is of another kind");
    }
    this.given = { address, server, hostName, leaseTime, timeMs };
  }
}

export default defineAnalyzer({
  name: "dhcp",
  description: "DHCP: leases, servers, refusals; alerts for a server that is not known",
  filter: "udp port 67 or (vlan and udp port 67)",
  options: {
    servers: option.text("", "the servers that may be there, with commas; the first seen if empty"),
    rows: option.integer(50, "leases to show", { min: 1, max: CLIENTS }),
  },
  state: () => ({
    messages: new Counter<string>(64),
    servers: new TopK<Address>(SERVERS),
    leases: new PerKey<Address, Lease>(CLIENTS, () => new Lease()),
  }),
  on: {
    dhcp(message, { state, options, nowMs, log, alert }) {
      const { messageType, messageName, serverIdentifier, clientHardwareAddress } = message;
      state.messages.add(messageName);
      if (!message.fromClient && serverIdentifier !== undefined) {
        const isNew = state.servers.get(serverIdentifier) === 0;
        const known = options.servers === ""
          ? state.servers.size === 0
          : options.servers.split(",").some((one) => one.trim() === `${serverIdentifier}`);
        state.servers.add(serverIdentifier);
        if (isNew && !known) {
          alert("high", `${serverIdentifier} is a DHCP server that is not known`, fields(message));
        }
      }
      if (messageType === Type.Nak) log("refused", fields(message));
      if (messageType === Type.Decline) {
        alert("medium", `${message.requestedAddress} is in use already`, fields(message));
      }
      // Who asks for parameters alone (RFC 2131, section 3.4) is given no address, and no time.
      const { leaseTime } = message;
      if (messageType !== Type.Ack || leaseTime === undefined) return;
      if (clientHardwareAddress === undefined) return;
      const lease = state.leases.get(clientHardwareAddress);
      const address = `${message.yourAddress}`;
      if (lease.given?.address !== address) log("lease", fields(message));
      lease.given = {
        address,
        server: `${serverIdentifier ?? ""}`,
        hostName: message.hostName ?? lease.given?.hostName ?? "",
        leaseTime,
        timeMs: nowMs,
      };
    },
  },
  report: ({ state: { messages, servers, leases }, options: { rows } }) => ({
    title: "DHCP",
    values: [{
      key: "leases",
      label: "Clients with an address",
      value: leases.size,
      unit: "count",
    }],
    tables: [
      table({
        title: "Leases",
        columns: [
          { key: "client", label: "Client" },
          { key: "address", label: "Address" },
          { key: "hostName", label: "Name" },
          { key: "server", label: "Server" },
          { key: "leaseTime", label: "For", unit: "s" },
          { key: "given", label: "Given", unit: "time" },
        ],
        rows: leases.top(rows, ({ given }) => given?.timeMs ?? 0).map(([client, { given }]) => ({
          client,
          address: given?.address,
          hostName: given?.hostName || undefined,
          server: given?.server || undefined,
          leaseTime: given?.leaseTime,
          given: given?.timeMs,
        })),
      }),
      table({
        title: "Servers",
        columns: [
          { key: "server", label: "Server" },
          { key: "messages", label: "Messages", unit: "count" },
        ],
        rows: servers.top().map(({ key, count }) => ({ server: key, messages: count })),
      }),
      table({
        title: "Messages",
        columns: [
          { key: "message", label: "Message" },
          { key: "count", label: "Messages", unit: "count" },
        ],
        rows: messages.rows().map(({ key, count }) => ({ message: key, count })),
      }),
    ],
  }),
});

/** What a record tells of a message. */
function fields({ clientHardwareAddress, yourAddress, serverIdentifier, hostName }: DhcpMessage) {
  return {
    client: `${clientHardwareAddress ?? "unknown"}`,
    address: `${yourAddress}`,
    server: serverIdentifier?.toString(),
    hostName,
  };
}
