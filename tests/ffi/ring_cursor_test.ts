import { assertEquals, assertStrictEquals } from "@std/assert";
import { RingCursor } from "../../ffi/ring_cursor.ts";

const CSUMNOTREADY = 1 << 3;
const VLAN_VALID = 1 << 4;
const VLAN_TPID_VALID = 1 << 6;
const OUTGOING = 4;

/** A frame as the kernel lays it into a block: struct tpacket3_hdr, struct sockaddr_ll, free, frame. */
interface Laid {
  readonly frame: string;
  /** From the header to the frame. */
  readonly mac: number;
  readonly length?: number;
  readonly status?: number;
  readonly tci?: number;
  readonly tpid?: number;
  readonly packetType?: number;
}

const SLOT = 256;

/** A ring with one block of frames, one in each slot, filled with noise between them. */
function ring(frames: readonly Laid[]): RingCursor {
  const bytes = new Uint8Array(frames.length * SLOT).fill(0xee);
  const view = new DataView(bytes.buffer);
  frames.forEach((laid, index) => {
    const at = index * SLOT;
    const frame = Uint8Array.fromHex(laid.frame);
    view.setUint32(at, index === frames.length - 1 ? 0 : SLOT, true); // tp_next_offset
    view.setUint32(at + 4, 1_700_000_000 + index, true); // tp_sec
    view.setUint32(at + 8, 999_999_999, true); // tp_nsec
    view.setUint32(at + 12, frame.length, true); // tp_snaplen
    view.setUint32(at + 16, laid.length ?? frame.length, true); // tp_len
    view.setUint32(at + 20, laid.status ?? 0, true); // tp_status
    view.setUint16(at + 24, laid.mac, true); // tp_mac
    view.setUint32(at + 32, laid.tci ?? 0, true); // tp_vlan_tci
    view.setUint16(at + 36, laid.tpid ?? 0, true); // tp_vlan_tpid
    view.setUint16(at + 50, 0x0800); // sll_protocol, network byte order
    view.setInt32(at + 52, 0x01020304, true); // sll_ifindex
    view.setUint16(at + 56, 512, true); // sll_hatype: ARPHRD_PPP
    view.setUint8(at + 58, laid.packetType ?? 0); // sll_pkttype
    view.setUint8(at + 59, 6); // sll_halen
    bytes.set(Uint8Array.fromHex("a1a2a3a4a5a6a7a8"), at + 60); // sll_addr
    bytes.set(frame, at + laid.mac);
  });
  const cursor = new RingCursor(bytes, new Uint32Array(bytes.buffer));
  cursor.begin(0, frames.length);
  return cursor;
}

/** The frame where the cursor is. */
function frameAt(cursor: RingCursor): string {
  return cursor.bytes.slice(cursor.start, cursor.start + cursor.capturedLength).toHex();
}

const ADDRESSES = "0200000000aa0200000000bb";

Deno.test("RingCursor.advance() goes from frame to frame and ends", () => {
  const cursor = ring([{ frame: "00", mac: 82 }, { frame: "0102", mac: 96, length: 1500 }]);
  assertStrictEquals(cursor.advance(), true);
  assertEquals([frameAt(cursor), cursor.originalLength, cursor.seconds], ["00", 1, 1_700_000_000]);
  assertStrictEquals(cursor.advance(), true);
  assertEquals(
    [frameAt(cursor), cursor.originalLength, cursor.seconds],
    ["0102", 1500, 1_700_000_001],
  );
  assertStrictEquals(cursor.nanoseconds, 999_999_999);
  assertStrictEquals(cursor.interfaceIndex, 0x01020304);
  assertStrictEquals(cursor.advance(), false);
  assertStrictEquals(cursor.advance(), false);
});

for (
  const [status, packetType, expected] of [
    [0, 0, { outgoing: false, checksumsPending: false, hasVlanTag: false }],
    [CSUMNOTREADY, OUTGOING, { outgoing: true, checksumsPending: true, hasVlanTag: false }],
    [VLAN_VALID, 3, { outgoing: false, checksumsPending: false, hasVlanTag: true }],
  ] as const
) {
  Deno.test(`RingCursor tells status ${status} and packet type ${packetType}`, () => {
    const cursor = ring([{ frame: "00", mac: 82, status, packetType }]);
    cursor.advance();
    const { outgoing, checksumsPending, hasVlanTag } = cursor;
    assertEquals({ outgoing, checksumsPending, hasVlanTag }, expected);
  });
}

for (
  const [does, frame, laid, expected] of [
    [
      "puts the tag behind the addresses",
      ADDRESSES + "0800" + "4500",
      { tci: 0xa064, tpid: 0x88a8, status: VLAN_VALID | VLAN_TPID_VALID },
      ADDRESSES + "88a8a064" + "0800" + "4500",
    ],
    [
      "takes 802.1Q where the kernel tells no EtherType",
      ADDRESSES + "0800",
      { tci: 0x0001, tpid: 0x88a8, status: VLAN_VALID },
      ADDRESSES + "81000001" + "0800",
    ],
    [
      "needs no more than the addresses",
      ADDRESSES,
      { tci: 0, status: VLAN_VALID },
      ADDRESSES + "81000000",
    ],
    [
      "leaves a frame cut within the addresses",
      ADDRESSES.slice(0, 22),
      { tci: 1, status: VLAN_VALID },
      ADDRESSES.slice(0, 22),
    ],
  ] as const
) {
  Deno.test(`RingCursor.restoreVlanTag() ${does}`, () => {
    const cursor = ring([{ frame, mac: 86, ...laid }]);
    cursor.advance();
    const before = cursor.originalLength;
    cursor.restoreVlanTag();
    assertStrictEquals(frameAt(cursor), expected);
    assertStrictEquals(cursor.originalLength - before, (expected.length - frame.length) / 2);
  });
}

const COOKED = "0000" + "01020304" + "0200" + "04" + "06" + "a1a2a3a4a5a6a7a8";

for (
  const [does, laid, expected] of [
    ["writes protocol, interface, kind, direction and address", {}, "0800" + COOKED + "4500"],
    [
      "writes a tag behind the header",
      { tci: 0xa064, tpid: 0x88a8, status: VLAN_VALID | VLAN_TPID_VALID },
      "88a8" + COOKED + "a0640800" + "4500",
    ],
  ] as const
) {
  Deno.test(`RingCursor.prependCookedHeader() ${does}`, () => {
    const cursor = ring([{ frame: "4500", mac: 100, packetType: OUTGOING, length: 60, ...laid }]);
    cursor.advance();
    cursor.prependCookedHeader();
    assertStrictEquals(frameAt(cursor), expected);
    assertStrictEquals(cursor.originalLength, 60 + expected.length / 2 - 2);
  });
}
