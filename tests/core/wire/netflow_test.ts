import { Netflow } from "../../../core/wire/netflow.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Netflow,
  decodes: [
    {
      what: "version 9",
      bytes: bytesOf("0009 0002 00000064 5f5e1000 00000007 00000001 ff"),
      fields: {
        version: 9,
        count: 2,
        systemUptimeMs: 100,
        exportTime: 1_600_000_000,
        sequenceNumber: 7,
        sourceId: 1,
      },
      without: ["length"],
      summary: "NetFlow v9, 2 recs",
      shortest: 20,
    },
    {
      what: "version 5",
      bytes: bytesOf("0005 001e 00000064 5f5e1000 00000000 00000008 00000000"),
      fields: { count: 30, sequenceNumber: 8 },
      without: ["sourceId"],
      shortest: 24,
    },
    {
      what: "IPFIX",
      bytes: bytesOf("000a 0010 5f5e1000 00000009 00000002"),
      fields: {
        version: 10,
        length: 16,
        exportTime: 1_600_000_000,
        sequenceNumber: 9,
        sourceId: 2,
      },
      without: ["count", "systemUptimeMs"],
      summary: "IPFIX, length 16",
      shortest: 16,
    },
    {
      what: "version 1",
      bytes: bytesOf("0001 0001 00000000 5f5e1000 00000000"),
      fields: { count: 1 },
      without: ["sequenceNumber"],
    },
  ],
  refuses: [["version 2", bytesOf("0002", "00".repeat(20)), Fault.Malformed], [
    "1 byte",
    bytesOf("00"),
    Fault.Truncated,
  ]],
});
