import { Snmp } from "../../../core/wire/snmp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, vector } from "./_bytes.ts";

/** One element in BER. */
const tlv = (tag: string, ...content: string[]) => tag + vector(1, ...content);

const V1 = bytesOf(
  tlv(
    "30",
    "020100",
    tlv("04", `"public"`),
    tlv("a0", "020126", "020100", "020100", tlv("30", tlv("30", "06082b06010201010200", "0500"))),
  ),
);

testApplication({
  view: Snmp,
  decodes: [
    {
      what: "a request of version 1",
      bytes: V1,
      fields: {
        version: 0,
        community: "public",
        pduType: 0xa0,
        requestId: 38,
        errorStatus: 0,
        errorIndex: 0,
        variables: ["1.3.6.1.2.1.1.2.0"],
      },
      without: ["messageId"],
      summary: " GetRequest(25)  .1.3.6.1.2.1.1.2.0",
    },
    {
      what: "a trap of version 1",
      bytes: bytesOf(
        tlv(
          "30",
          "020100",
          tlv("04", `"c"`),
          tlv(
            "a4",
            "06022a03",
            "4004c0000201",
            "020106",
            "020101",
            "430105",
            tlv("30", tlv("30", "06032a8648", "0500")),
          ),
        ),
      ),
      fields: { pduType: 0xa4, variables: ["1.2.840"] },
      without: ["requestId"],
    },
    {
      what: "version 3 in the clear",
      bytes: bytesOf(
        tlv(
          "30",
          "020103",
          tlv("30", "020107", "0203010000", "040104", "020103"),
          "0400",
          tlv("30", "0400", "0400", tlv("a8", "020105", "020100", "020100", "3000")),
        ),
      ),
      fields: { version: 3, messageId: 7, pduType: 0xa8, requestId: 5, variables: [] },
      without: ["community"],
    },
    {
      what: "version 3 encrypted",
      bytes: bytesOf(tlv("30", "020103", tlv("30", "020107"), "0400", "0402abcd")),
      fields: { version: 3, messageId: 7 },
      without: ["pduType", "variables"],
      summary: "SNMPv3, length 16",
    },
  ],
  refuses: [
    ["what is no sequence", V1.with(0, 0x31), Fault.Malformed],
    ["version 4", V1.with(4, 4), Fault.Malformed],
    ["4 bytes", V1.subarray(0, 4), Fault.Truncated],
    ["a length without end", bytesOf("3080 0201 00 0000"), Fault.Malformed],
  ],
});
