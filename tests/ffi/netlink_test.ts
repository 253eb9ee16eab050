import { assertEquals } from "@std/assert";
import { attributes } from "../../ffi/netlink.ts";

/** Three attributes: number 3 "lo\0", padded to four; number 4, four bytes; number 0x8001 flagged, none. */
const WHOLE = Uint8Array.fromHex("07000300" + "6c6f0000" + "08000400" + "05000000" + "04000180");

for (
  const [does, bytes, expected] of [
    ["reads all, without padding and flags", WHOLE, [[3, "6c6f00"], [4, "05000000"], [1, ""]]],
    ["ends before one that is cut", WHOLE.slice(0, 14), [[3, "6c6f00"]]],
    ["ends before a header that is cut", WHOLE.slice(0, 10), [[3, "6c6f00"]]],
    ["ends at a length that is no header's", WHOLE.with(8, 3), [[3, "6c6f00"]]],
    ["finds none in nothing", new Uint8Array(0), []],
  ] as const
) {
  Deno.test(`attributes() ${does}`, () => {
    const found = attributes(new DataView(bytes.slice().buffer), 0);
    assertEquals(
      [...found].map(([type, value]) => [type, value.toHex()]),
      expected.map((row) => [...row]),
    );
  });
}
