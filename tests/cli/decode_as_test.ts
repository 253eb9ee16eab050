import { assertStrictEquals, assertThrows } from "@std/assert";
import { parseDecodeAs } from "../../cli/decode_as.ts";
import { decodingAs } from "../../cli/decoding_as.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { BUILT_IN, Packet } from "../../core/packet.ts";

/** An RTP packet, version 2, payload type 0, over UDP from 40000 to 5004 (RFC 3550, section 5.1). */
function rtpFrame(): Uint8Array {
  const frame = new Uint8Array(14 + 20 + 8 + 12 + 4);
  frame.set([0x08, 0x00, 0x45, 0, 0, 44], 12);
  frame.set([64, 17], 22);
  frame.set([0x9c, 0x40, 0x13, 0x8c, 0, 24], 34);
  frame.set([0x80, 0, 0, 1, 0, 0, 0, 160, 0xde, 0xad, 0xbe, 0xef], 42);
  return frame;
}

Deno.test("decodingAs() takes a port's payload for the protocol that the user names", () => {
  assertStrictEquals(new Packet().setBytes(rtpFrame()).rtp, undefined);
  const registry = decodingAs(BUILT_IN, [parseDecodeAs("udp:5004=rtp")]);
  assertStrictEquals(new Packet(registry).setBytes(rtpFrame()).path, "ethernet:ipv4:udp:rtp");
  assertStrictEquals(new Packet().setBytes(rtpFrame()).rtp, undefined);
});

Deno.test("decodingAs() names the nearest protocol", () => {
  const wanted = [parseDecodeAs("udp:5004=rpt")];
  assertThrows(() => decodingAs(BUILT_IN, wanted), UsageError, "there is no protocol rpt");
});

for (const text of ["5004=rtp", "udp:99999=rtp", "udp:5004", "sctp:1=rtp"]) {
  Deno.test(`parseDecodeAs() refuses ${text}`, () => {
    assertThrows(() => parseDecodeAs(text), UsageError, "such as udp:5004=rtp");
  });
}
