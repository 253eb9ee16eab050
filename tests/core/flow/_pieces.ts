// tests/core/flow/_pieces.ts: datagrams in fragments.
import { CLIENT, type End, ip, SERVER } from "./_network.ts";

const CLIENT_6: End = { address: "2001:db8::1", port: 50_000 };
const SERVER_6: End = { address: "2001:db8::2", port: 53 };

/** One fragment of an IPv4 packet, as a frame. */
export function fragment4(
  id: number,
  offset: number,
  more: boolean,
  payload: Uint8Array,
): Uint8Array {
  const frame = ip(CLIENT, SERVER, 17, payload);
  const view = new DataView(frame.buffer, 14);
  view.setUint16(4, id);
  view.setUint16(6, (more ? 0x2000 : 0) | (offset >> 3));
  return frame;
}

/** The same of an IPv6 packet. */
export function fragment6(
  id: number,
  offset: number,
  more: boolean,
  payload: Uint8Array,
): Uint8Array {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  view.setUint8(0, 17);
  view.setUint16(2, offset | Number(more));
  view.setUint32(4, id);
  return ip(CLIENT_6, SERVER_6, 44, Uint8Array.of(...header, ...payload));
}
