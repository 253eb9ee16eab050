// tests/plugins/filter_test.ts
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { FilterSyntaxError } from "../../core/filter/mod.ts";
import { Packet } from "../../core/packet.ts";
import { LINK_TYPE } from "../../core/wire/select.ts";
import { filter } from "../../plugins/filter.ts";
import { ethernet } from "../../plugins/testing/mod.ts";

const ETHERNET = LINK_TYPE | 1;
const RAW = LINK_TYPE | 101;
const IEEE_802_11 = LINK_TYPE | 105;

const WEB = ethernet().ipv4({ source: "10.0.0.1" }).tcp({ destinationPort: 80 }).bytes;
const SSH = ethernet().ipv4({ source: "10.0.0.2" }).tcp({ destinationPort: 22 }).bytes;
const NAMES = ethernet().ipv6().udp({ destinationPort: 53 }).bytes;
const TAGGED = ethernet().vlan({ id: 5 }).ipv4().tcp({ destinationPort: 80 }).bytes;

for (
  const [text, ...expected] of [
    ["", true, true, true, true],
    ["tcp port 80", true, false, false, false],
    ["not tcp port 80", false, true, true, true],
    ["src host 10.0.0.2", false, true, false, false],
    ["ip6 and udp port domain", false, false, true, false],
    ["vlan 5 and tcp port 80", false, false, false, true],
    ["greater 2000", false, false, false, false],
  ] as const
) {
  Deno.test(`filter("${text}") holds for the packets that it describes`, () => {
    const holds = filter(text);
    const packet = new Packet();
    const answers = [WEB, SSH, NAMES, TAGGED].map((bytes) => holds(packet.setBytes(bytes)));
    assertEquals(answers, [...expected]);
  });
}

Deno.test("filter() reads the packet where it lies, as far as it was captured", () => {
  const bytes = new Uint8Array(100 + WEB.length);
  bytes.set(WEB, 100);
  const where = { bytes, start: 100, originalLength: 1500, linkType: 1 };
  assertStrictEquals(filter("tcp port 80")({ ...where, capturedLength: WEB.length }), true);
  assertStrictEquals(filter("tcp port 80")({ ...where, capturedLength: 30 }), false);
  assertStrictEquals(filter("len = 1500")({ ...where, capturedLength: 30 }), true);
});

Deno.test("filter() asks each link type in its own way, whatever order they come in", () => {
  const web = filter("tcp port 80");
  const packet = new Packet();
  const frames = [[WEB.subarray(14), RAW], [WEB, ETHERNET], [SSH.subarray(14), RAW]] as const;
  for (let round = 0; round < 2; round++) {
    const answers = frames.map(([bytes, selector]) => web(packet.setBytes(bytes, { selector })));
    assertEquals(answers, [true, true, false]);
  }
});

Deno.test("filter() holds for no packet whose link type cannot be asked", () => {
  const toOne = filter("not ether host 02:00:00:00:00:99");
  const packet = new Packet();
  assertStrictEquals(toOne(packet.setBytes(WEB)), true);
  for (const selector of [RAW, IEEE_802_11]) {
    assertStrictEquals(toOne(packet.setBytes(WEB, { selector })), false);
  }
});

for (
  const [text, message] of [
    ["prot 80", "did you mean port?"],
    ["tcp port", "Cannot compile the filter"],
    ["inbound", "do not tell the direction"],
  ] as const
) {
  Deno.test(`filter("${text}") is refused at once`, () => {
    assertThrows(() => filter(text), FilterSyntaxError, message);
  });
}
