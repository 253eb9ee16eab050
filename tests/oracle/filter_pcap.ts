// tests/oracle/filter_pcap.ts: just enough of pcap to run filters over the oracle's captures.

/** One packet of a capture. */
export interface StoredPacket {
  readonly start: number;
  readonly capturedLength: number;
  readonly originalLength: number;
}

/** A capture, whole in memory. */
export interface Capture {
  readonly bytes: Uint8Array;
  readonly linkType: number;
  readonly snapLength: number;
  readonly littleEndian: boolean;
  readonly packets: readonly StoredPacket[];
}

/** Reads a classic pcap file of either byte order (draft-ietf-opsawg-pcap). */
export function readCapture(path: string): Capture {
  const bytes = Deno.readFileSync(path);
  const view = new DataView(bytes.buffer);
  const littleEndian = [0xa1b2c3d4, 0xa1b23c4d].includes(view.getUint32(0, true));
  const packets: StoredPacket[] = [];
  for (let at = 24; at + 16 <= bytes.length;) {
    const capturedLength = view.getUint32(at + 8, littleEndian);
    const originalLength = view.getUint32(at + 12, littleEndian);
    packets.push({ start: at + 16, capturedLength, originalLength });
    at += 16 + capturedLength;
  }
  return {
    bytes,
    linkType: view.getUint32(20, littleEndian) & 0xffff,
    snapLength: view.getUint32(16, littleEndian),
    littleEndian,
    packets,
  };
}
