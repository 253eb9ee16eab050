// plugins/examples/lamp.ts: a protocol of one's own over UDP, and an analyzer that uses it.
import { defineAnalyzer, defineProtocol, field, TopK } from "whiff";

/** Eight bytes: a version, a flag, a level, and the room in text. */
export const lamp = defineProtocol({
  name: "lamp",
  title: "Lamp control",
  over: { udp: 4242 },
  fields: {
    version: field.bits(0, 0xf0, "always 1"),
    on: field.flag(0, 0x01, "it shines"),
    level: field.u16(1, "brightness, 0 to 1000"),
    room: field.text(3, "where it stands"),
  },
  check: ({ version, level }) => version === 1 && level <= 1000,
  summary: ({ on, level, room }) => `Lamp in ${room}: ${on ? level : "off"}`,
});

export default defineAnalyzer({
  name: "lamps",
  description: "Which lamps are switched, and how often",
  filter: "udp port 4242",
  protocols: [lamp],
  state: () => ({ rooms: new TopK<string>(1_000) }),
  on: {
    packet(packet, { state }) {
      const view = lamp.of(packet);
      if (view !== undefined) state.rooms.add(view.room);
    },
  },
  report: ({ state }) => ({
    title: "Lamps",
    tables: [{
      columns: [{ key: "key", label: "Room" }, { key: "count", label: "Switched" }],
      rows: state.rooms.top(20),
    }],
  }),
});
