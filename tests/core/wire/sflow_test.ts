import { Sflow } from "../../../core/wire/sflow.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Sflow,
  decodes: [
    {
      what: "version 5",
      bytes: bytesOf("00000005 00000001 c0000201 00000003 00000004 00000005 00000006 ff"),
      fields: {
        version: 5,
        agentAddress: "192.0.2.1",
        subAgentId: 3,
        sequenceNumber: 4,
        uptimeMs: 5,
        sampleCount: 6,
      },
      summary: "sFlowv5, IPv4 agent 192.0.2.1, agent-id 3, length 29",
      shortest: 28,
    },
    {
      what: "version 4 from IPv6",
      bytes: bytesOf(
        "00000004 00000002 20010db8000000000000000000000001 00000004 00000005 00000006",
      ),
      fields: { agentAddress: "2001:db8::1", sequenceNumber: 4, sampleCount: 6 },
      without: ["subAgentId"],
    },
  ],
  refuses: [["version 3", bytesOf("00000003 00000001", "00".repeat(20)), Fault.Malformed], [
    "an address of another kind",
    bytesOf("00000005 00000003", "00".repeat(20)),
    Fault.Malformed,
  ], ["7 bytes", bytesOf("00000005 000000"), Fault.Truncated]],
});
