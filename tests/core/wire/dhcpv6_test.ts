import { assertStrictEquals } from "@std/assert";
import { Dhcpv6 } from "../../../core/wire/dhcpv6.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, vector } from "./_bytes.ts";

const ADDRESS = "20010db8000000000000000000000001";
const REPLY = [
  ...["07 abcdef", "0001" + vector(2, "0003 0001 0a0b0c0d0e0f"), "0002" + vector(2, "0002 99")],
  "0003" + vector(
    2,
    "00000007 00000e10 00001518",
    "0005" + vector(2, ADDRESS, "00000e10 00001c20", "000d" + vector(2, `0000 "ok"`)),
  ),
  "0019" +
  vector(2, "00000008 00000001 00000002", "001a" + vector(2, "00000003 00000004 38", ADDRESS)),
  ...["0004" + vector(2, "00000009"), "0006" + vector(2, "0017 0018"), "0008" + vector(2, "0064")],
  ...["0017" + vector(2, ADDRESS), "0018" + vector(2, `02 "de" 00 03 "org" 00`)],
  "0027" + vector(2, `00 01 "h" 02 "de" 00`),
].join("");

testApplication({
  view: Dhcpv6,
  decodes: [
    {
      what: "a reply with every option that it knows",
      bytes: bytesOf(REPLY),
      fields: {
        ...{ messageType: 7, transactionId: 0xabcdef, elapsedTimeMs: 1000 },
        duids: ["000300010a0b0c0d0e0f", "000299"],
        identityAssociations: ["00000007", "00000008", "00000009"],
        addresses: [{ address: "2001:db8::1", preferredLifetime: 3600, validLifetime: 7200 }],
        prefixes: [{
          ...{ prefix: "2001:db8::1", prefixLength: 56, preferredLifetime: 3, validLifetime: 4 },
        }],
        ...{ statuses: [{ code: 0, message: "ok" }], dnsServers: ["2001:db8::1"] },
        ...{ domainSearch: ["de", "org"], clientFqdn: "h.de", optionRequest: [23, 24] },
        options: [
          ...[{ code: 1, depth: 0 }, { code: 2 }, { code: 3 }, { code: 5, depth: 1 }],
          ...[{ code: 13, depth: 2 }, { code: 25 }, { code: 26, depth: 1 }],
          ...[{ code: 4 }, { code: 6 }, { code: 8 }, { code: 23 }, { code: 24 }, { code: 39 }],
        ],
      },
      without: ["relays"],
      summary: "dhcp6 reply",
      shortest: 4,
    },
    {
      what: "a message in two relays, with an option after it",
      bytes: bytesOf(
        ...["0c 01", ADDRESS, ADDRESS],
        "0009" +
          vector(2, "0c 00", ADDRESS, ADDRESS, "0009" + vector(2, "01 000001", "0008 0002 0000")),
        "0012 0001 65",
      ),
      fields: {
        ...{ messageType: 1, transactionId: 1 },
        relays: [{ messageType: 12, hopCount: 1, linkAddress: "2001:db8::1" }, { hopCount: 0 }],
        options: [{ code: 9, depth: 0 }, { code: 9, depth: 1 }, { code: 8, depth: 2 }, {
          ...{ code: 18, depth: 0 },
        }],
      },
      summary: "dhcp6 relay-fwd",
      shortest: 34,
    },
  ],
  refuses: [
    ["3 bytes", bytesOf("01 0000"), Fault.Truncated],
    ["a relay's message of 33 bytes", new Uint8Array(33).fill(12), Fault.Truncated],
  ],
});

Deno.test("Dhcpv6 ends relays in relays after 32", () => {
  let bytes = "01 000001";
  for (let k = 0; k < 40; k++) bytes = `0c 00 ${ADDRESS}${ADDRESS} 0009${vector(2, bytes)}`;
  const whole = bytesOf(bytes);
  const dhcpv6 = new Dhcpv6();
  dhcpv6.at(whole, 0, whole.length);
  assertStrictEquals(dhcpv6.relays?.length, 33);
  assertStrictEquals(dhcpv6.messageType, undefined);
});
