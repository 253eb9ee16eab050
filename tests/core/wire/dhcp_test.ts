import { assertEquals } from "@std/assert";
import { Dhcp, DhcpOptionCode } from "../../../core/wire/dhcp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

/** A message up to its options; `serverName` and `bootFile` fill their fields. */
function message(options: string, serverName = "", bootFile = ""): Uint8Array {
  const head = new Uint8Array(236);
  head.set(bytesOf("02 01 06 01 3d1d0001 0003 8000"));
  head.set(bytesOf("c0000201 c0000202 c0000203 c0000204 000b8201fc42"), 12);
  head.set(bytesOf(serverName), 44);
  head.set(bytesOf(bootFile), 108);
  return Uint8Array.from([...head, ...bytesOf(options)]);
}

const OFFER = message(
  [
    ...["63825363", "35 01 02", "01 04 ffffff00", "03 08 c0000201 c0000202", "06 04 c0000235"],
    ...[`0c 04 "host"`, `0f 03 "org"`, "1a 02 05dc", "1c 04 c00002ff", "2a 04 c000027b", "00 00"],
    ...["32 04 c0000263", "33 04 00000e10", "36 04 c0000201", "37 03 01 03 06", `38 02 "no"`],
    ...["39 02 05dc", "3a 04 00000708", "3b 04 00000c4e", `3c 04 "MSFT"`],
    ...["3d 07 01 000b8201fc42", `42 01 "t"`, `43 01 "b"`, `51 07 00 00 00 "a.de"`],
    ...["52 03 01 01 07", `77 05 01 "a" 01 "b" 00`, "79 08 18 c00002 c0000201", "ff", "1234"],
  ].join(" "),
  `"server"`,
  `"boot.img" 00 "x"`,
);

testApplication({
  view: Dhcp,
  decodes: [
    {
      what: "an offer with every option that it knows",
      bytes: OFFER,
      fields: {
        ...{ op: 2, hardwareType: 1, hardwareLength: 6, hops: 1, transactionId: 0x3d1d0001 },
        ...{ secs: 3, flags: 0x8000, broadcast: true, clientAddress: "192.0.2.1" },
        ...{ yourAddress: "192.0.2.2", serverAddress: "192.0.2.3", relayAddress: "192.0.2.4" },
        ...{ clientHardwareAddress: "00:0b:82:01:fc:42", serverName: "server" },
        ...{ bootFile: "boot.img", magicCookie: "99.130.83.99", messageType: 2 },
        ...{ subnetMask: "255.255.255.0", routers: ["192.0.2.1", "192.0.2.2"] },
        ...{ domainNameServers: ["192.0.2.53"], hostName: "host", domainName: "org" },
        ...{ interfaceMtu: 1500, broadcastAddress: "192.0.2.255", ntpServers: ["192.0.2.123"] },
        ...{ requestedAddress: "192.0.2.99", leaseTime: 3600, serverIdentifier: "192.0.2.1" },
        ...{ parameterRequestList: [1, 3, 6], message: "no", maxMessageSize: 1500 },
        ...{ renewalTime: 1800, rebindingTime: 3150, vendorClass: "MSFT" },
        clientIdentifier: {
          ...{ hardwareType: 1, hardwareAddress: "00:0b:82:01:fc:42", value: "01000b8201fc42" },
        },
        ...{ tftpServerName: "t", bootFileName: "b", fqdn: { flags: 0, name: "a.de" } },
        ...{ relayAgentInformation: "010107", domainSearch: ["a.b"] },
        classlessRoutes: [{ destination: "192.0.2.0", prefixLength: 24, router: "192.0.2.1" }],
      },
      summary: "BOOTP/DHCP, Reply, length 392",
      shortest: 236,
    },
    {
      what: "options in the name and file fields",
      bytes: message("63825363 34 01 03 ff", `0f 02 "de" ff`, `0c 01 "h" ff`),
      fields: {
        ...{ hostName: "h", domainName: "de" },
        options: [{ code: 52 }, { code: 255 }, { code: 12 }, { code: 255 }, { code: 15 }, {
          code: 255,
        }],
      },
      without: ["serverName", "bootFile"],
    },
    {
      what: "a name in DNS form, and an identifier that is no address",
      bytes: message(`63825363 51 06 04 00 00 01 "a" 00 3d 03 00 "id"`),
      fields: { fqdn: { flags: 4, name: "a" }, clientIdentifier: { value: "006964" } },
    },
    {
      what: "BOOTP, which has no options",
      bytes: message("00000000"),
      fields: { op: 2, options: [] },
      without: ["messageType"],
      summary: "BOOTP/DHCP, Reply, length 240",
    },
    {
      what: "an option that is cut, as far as there are others",
      bytes: message(`63825363 35 01 05 0c 20 "h"`),
      fields: { messageType: 5, options: [{ code: 53 }] },
      without: ["hostName"],
    },
  ],
  refuses: [
    ["235 bytes", OFFER.subarray(0, 235), Fault.Truncated],
    ["an op that is neither request nor reply", OFFER.with(0, 3), Fault.Malformed],
  ],
});

Deno.test("Dhcp.option() gives the option as it stands", () => {
  const dhcp = new Dhcp();
  dhcp.at(OFFER, 0, OFFER.length);
  assertEquals(dhcp.option(DhcpOptionCode.Router)?.length, 8);
  assertEquals(dhcp.option(DhcpOptionCode.UserClass), undefined);
});
