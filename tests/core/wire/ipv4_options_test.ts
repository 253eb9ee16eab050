import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  IPV4_OPTION_FIELDS,
  ipv4Options,
  sourceRouteEnd,
} from "../../../core/wire/ipv4_options.ts";
import { fromHex } from "../../fuzz/_seeds.ts";
import { jsonOfList } from "./_table.ts";

for (
  const [what, digits, options] of [
    ["router alert", "94040000", [{ "type": 148, "length": 4, "routerAlert": 0 }]],
    ["record route", "070b08c0 00020900 00000000", [{
      "type": 7,
      "length": 11,
      "pointer": 8,
      "addresses": ["192.0.2.9", "0.0.0.0"],
    }, { "type": 0, "length": 1 }]],
    ["timestamp", "440c0d10 00000001 00000002", [{
      "type": 68,
      "length": 12,
      "pointer": 13,
      "overflow": 1,
      "timestampMode": 0,
      "timestamps": [{ "timeMs": 1 }, { "timeMs": 2 }],
    }]],
    ["timestamp with addresses", "44141531 c0000209 00000001 c000020a 00000002", [{
      "type": 68,
      "length": 20,
      "pointer": 21,
      "overflow": 3,
      "timestampMode": 1,
      "timestamps": [{ "address": "192.0.2.9", "timeMs": 1 }, {
        "address": "192.0.2.10",
        "timeMs": 2,
      }],
    }]],
    ["strict source route", "890704c0 00020900", [{
      "type": 137,
      "length": 7,
      "pointer": 4,
      "addresses": ["192.0.2.9"],
    }, { "type": 0, "length": 1 }]],
    ["loose source route", "01830b04 c0000209 c000020a", [{ "type": 1, "length": 1 }, {
      "type": 131,
      "length": 11,
      "pointer": 4,
      "addresses": ["192.0.2.9", "192.0.2.10"],
    }]],
    ["security and stream", "820bab00 00000000 00000088 04004200", [
      { "type": 130, "length": 11, "classification": 171, "data": "0000000000000000" },
      { "type": 136, "length": 4, "streamId": 66 },
      { "type": 0, "length": 1 },
    ]],
    ["CIPSO", "860c0000 00010106 00050000 00000000", [{
      "type": 134,
      "length": 12,
      "domainOfInterpretation": 1,
      "data": "010600050000",
    }, { "type": 0, "length": 1 }]],
    ["quick start and MTU", "19080a40 00000004 0b0405dc", [{
      "type": 25,
      "length": 8,
      "quickStartFunction": 0,
      "quickStartRate": 10,
      "quickStartTimeToLive": 64,
      "quickStartNonce": 1,
    }, { "type": 11, "length": 4, "mtu": 1500 }]],
    ["traceroute", "520c1234 00010002 c0000201", [{
      "type": 82,
      "length": 12,
      "tracerouteId": 4660,
      "outboundHops": 1,
      "returnHops": 2,
      "originator": "192.0.2.1",
    }]],
    ["unknown option", "5e060102 03040000", [{ "type": 94, "length": 6, "data": "01020304" }, {
      "type": 0,
      "length": 1,
    }]],
    ["nothing after the end of the list", "00940400", [{ "type": 0, "length": 1 }]],
    ["nothing from an option of length 1 on", "01940100", [{ "type": 1, "length": 1 }]],
    ["nothing from an option that is cut on", "01440c05", [{ "type": 1, "length": 1 }]],
    ["the data of a route without pointer", "07020000", [
      { "type": 7, "length": 2, "data": "" },
      { "type": 0, "length": 1 },
    ]],
    ["the data of a timestamp without pointer", "44030500", [
      { "type": 68, "length": 3, "data": "05" },
      { "type": 0, "length": 1 },
    ]],
  ] as const
) {
  Deno.test(`ipv4Options() tells ${what}`, () => {
    const bytes = fromHex(digits);
    assertEquals(jsonOfList(ipv4Options(bytes, 0, bytes.length), IPV4_OPTION_FIELDS), options);
  });
}

for (
  const [what, digits, end] of [
    ["a source route with a hop to take", "01890704 c0000209", 8],
    ["no source route that has been taken", "01890708 c0000209", -1],
    ["no recorded route", "01070704 c0000209", -1],
    ["no source route after the end of the list", "00890704 c0000209", -1],
    ["no source route that is cut", "01890b04 c0000209", -1],
  ] as const
) {
  Deno.test(`sourceRouteEnd() finds ${what}`, () => {
    const bytes = fromHex(digits);
    assertStrictEquals(sourceRouteEnd(bytes, 0, bytes.length), end);
  });
}
