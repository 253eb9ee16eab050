// plugins/examples/syn_flood.ts: alerts when a host is asked to open more connections than it should.
import { type Address, defineAnalyzer, option, Rate } from "whiff";

export default defineAnalyzer({
  name: "syn-flood",
  description: "Alerts when a host gets too many SYNs",
  filter: "tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn or ip6 proto 6",
  options: {
    limit: option.integer(1_000, "SYNs in ten seconds that are still normal", { min: 1 }),
    quiet: option.duration("1m", "no second alert for a host before that"),
  },
  state: () => ({ syns: new Rate<Address>(10_000, { max: 10_000 }) }),
  on: {
    packet({ ip, tcp, timeMs }, { state, options, alert }) {
      // The language of filters cannot look at TCP flags above IPv6.
      if (ip === undefined || !tcp?.flags.syn || tcp.flags.ack) return;
      const hits = state.syns.hit(ip.destination, timeMs);
      if (hits <= options.limit) return;
      const text = `SYN flood against ${ip.destination}`;
      alert("high", text, { syns: hits }, { key: text, onceForMs: options.quiet });
    },
  },
  report: ({ state, nowMs }) => ({
    title: "SYNs in the last ten seconds",
    tables: [{
      columns: [{ key: "key", label: "Host" }, { key: "perSecond", label: "Rate", unit: "/s" }],
      rows: nowMs === 0 ? [] : state.syns.top(10, nowMs),
    }],
  }),
});
