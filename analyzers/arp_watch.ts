// analyzers/arp_watch.ts: which hardware address each IP address has, and when that changes.
import {
  Address,
  defineAnalyzer,
  type Json,
  type Mergeable,
  option,
  type Packet,
  PerKey,
  table,
} from "whiff";

/** Addresses remembered; beyond, the one heard of longest ago is given up. */
const KEPT = 10_000;
/** Neighbor discovery (RFC 4861, section 4): who asks, who answers, and the options with their MAC. */
const NEIGHBOR = { SOLICITATION: 135, ADVERTISEMENT: 136, SOURCE_LINK: 1, TARGET_LINK: 2 } as const;

/** What a claim of an IP address is, after what was known of it. */
type News = "new" | "same" | "changed" | "duplicate";

/** Who has an IP address: now, and before. */
export class Station implements Mergeable {
  hardware: Address | undefined;
  /** Who had it before; `undefined` while it has not changed. */
  previous: Address | undefined;
  firstMs = Infinity;
  lastMs = -Infinity;
  changes = 0;
  /** When the previous one was last heard of. */
  #previousMs = -Infinity;

  /** Notes that `hardware` claims the address. Two within `withinMs` are a duplicate. */
  claim(hardware: Address, timeMs: number, withinMs: number): News {
    if (this.hardware === undefined) {
      this.hardware = hardware.keep();
      this.firstMs = this.lastMs = timeMs;
      return "new";
    }
    if (this.hardware.equals(hardware)) {
      this.lastMs = Math.max(this.lastMs, timeMs);
      return "same";
    }
    // The one before speaks again: both are there. A single change is a card or a router replaced.
    const isBack = this.previous?.equals(hardware) ?? false;
    const news = isBack && timeMs - this.#previousMs <= withinMs ? "duplicate" : "changed";
    this.previous = this.hardware;
    this.#previousMs = this.lastMs;
    this.hardware = hardware.keep();
    this.lastMs = timeMs;
    this.changes++;
    return news;
  }

  merge(other: Station): void {
    const [before, after] = this.lastMs <= other.lastMs ? [this, other] : [other, this];
    const { hardware, previous, lastMs } = after;
    const differ = before.hardware !== undefined && hardware !== undefined &&
      !before.hardware.equals(hardware);
    this.previous = previous ?? (differ ? before.hardware : before.previous);
    this.changes = before.changes + after.changes + Number(differ && previous === undefined);
    this.firstMs = Math.min(before.firstMs, after.firstMs);
    this.#previousMs = Math.max(before.#previousMs, after.#previousMs);
    this.hardware = hardware;
    this.lastMs = lastMs;
  }

  save(): Json {
    const { hardware, previous, firstMs, lastMs, changes } = this;
    return {
      hardware: hardware?.toString() ?? null,
      previous: previous?.toString() ?? null,
      times: hardware === undefined ? [] : [firstMs, lastMs],
      previousMs: previous === undefined ? null : this.#previousMs,
      changes,
    };
  }

  load(data: unknown): void {
    const { hardware, previous, times, previousMs, changes } = Object(data);
    if (!Array.isArray(times) || typeof changes !== "number") {
      throw new TypeError("Cannot load a Station: the data is of another kind");
    }
    this.hardware = hardware === null ? undefined : Address.parse(hardware);
    this.previous = previous === null ? undefined : Address.parse(previous);
    [this.firstMs = Infinity, this.lastMs = -Infinity] = times;
    this.#previousMs = previousMs ?? -Infinity;
    this.changes = changes;
  }
}

export default defineAnalyzer({
  name: "arp-watch",
  description: "Who has which address: alerts for changed and for duplicate ones (ARP, IPv6 too)",
  filter: "arp or icmp6 or (vlan and (arp or icmp6))",
  options: {
    duplicateWithin: option.duration("5m", "two claims so near to each other are a duplicate"),
    rows: option.integer(50, "rows to show", { min: 1, max: KEPT }),
  },
  state: () => ({ stations: new PerKey<Address, Station>(KEPT, () => new Station()) }),
  on: {
    packet(packet, { state, options, log, alert }) {
      const { address, hardware } = claimOf(packet) ?? {};
      // What probes for an address (RFC 5227, section 2.1.1; RFC 4862, section 5.4.2) has none yet.
      if (address === undefined || hardware === undefined || isZero(address)) return;
      const { timeMs } = packet;
      const station = state.stations.get(address);
      const news = station.claim(hardware, timeMs, options.duplicateWithin);
      if (news === "same") return;
      const fields = { address: `${address}`, hardwareAddress: `${hardware}` };
      if (news === "new") return log("new station", fields);
      const before = { previousHardwareAddress: `${station.previous}` };
      if (news === "changed") {
        alert("medium", `${address} has moved to ${hardware}`, { ...fields, ...before });
      } else {
        const text = `${address} is claimed by ${station.previous} and by ${hardware}`;
        alert("high", text, { ...fields, ...before }, { key: `duplicate ${address}` });
      }
    },
  },
  report: ({ state: { stations }, options: { rows } }) => ({
    title: "Stations",
    values: [{ key: "stations", label: "Stations", value: stations.size, unit: "count" }],
    tables: [table({
      columns: [
        { key: "address", label: "Address" },
        { key: "hardware", label: "Hardware address" },
        { key: "changes", label: "Changes", unit: "count" },
        { key: "previous", label: "Before" },
        { key: "firstSeen", label: "First seen", unit: "time" },
        { key: "lastSeen", label: "Last seen", unit: "time" },
      ],
      rows: stations.top(rows, ({ changes }) => changes).map(([address, station]) => ({
        address,
        hardware: station.hardware,
        changes: station.changes,
        previous: station.previous,
        firstSeen: station.firstMs,
        lastSeen: station.lastMs,
      })),
    })],
  }),
});

/** Which IP address the packet says is whose; both are lent. */
function claimOf({ arp, ip, icmpv6 }: Packet) {
  if (arp !== undefined) {
    return { address: arp.senderProtocolAddress, hardware: arp.senderHardwareAddress };
  }
  if (icmpv6 === undefined || ip === undefined) return undefined;
  const { type } = icmpv6;
  if (type !== NEIGHBOR.SOLICITATION && type !== NEIGHBOR.ADVERTISEMENT) return undefined;
  const asks = type === NEIGHBOR.SOLICITATION;
  const kind = asks ? NEIGHBOR.SOURCE_LINK : NEIGHBOR.TARGET_LINK;
  const option = icmpv6.options?.find((one) => one.type === kind);
  return {
    address: asks ? ip.source : icmpv6.targetAddress,
    hardware: option?.linkAddress,
  };
}

function isZero(address: Address): boolean {
  for (let index = 0; index < address.wordCount; index++) {
    if (address.word(index) !== 0) return false;
  }
  return true;
}
