// plugins/examples/save_trigger.ts: saves what follows when a payload says the word.
import { Counter, defineAnalyzer, type Key, key, option } from "whiff";

const DECODER = new TextDecoder("latin1");

export default defineAnalyzer({
  name: "save-trigger",
  description: "Saves packets of a pair of hosts, from the one whose payload has a text on",
  filter: "ip or ip6",
  options: {
    text: option.text("error", "what to look for"),
    packets: option.integer(100, "packets to save of the pair", { min: 1 }),
  },
  state: () => ({ saved: new Counter<Key>(1_000), triggers: 0 }),
  on: {
    packet(packet, { state, options, log, savePacket }) {
      const { source, destination } = packet.ip!;
      const pair = `${source}` < `${destination}`
        ? key(source, destination)
        : key(destination, source);
      if (state.saved.get(pair) % options.packets === 0) {
        if (!DECODER.decode(packet.payload).includes(options.text)) return;
        state.triggers++;
        log("triggered", { source, destination });
      }
      savePacket(packet, options.text);
      state.saved.add(pair);
    },
  },
  report: ({ state }) => ({
    title: "Save trigger",
    values: [{ key: "triggers", label: "Triggers", value: state.triggers, unit: "count" }],
  }),
});
