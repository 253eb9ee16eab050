import { assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { Tcp } from "../../../core/wire/tcp.ts";
import { at, testProtocol } from "./_table.ts";

/** A SYN from 49152 to 443 with five options. */
const SYN = "c000 01bb 000003e8 00000000 a002 faf0 2d2f 0000" +
  "020405b4 0402 080a 00000001 00000000 01 030307";
/** An acknowledgment with timestamps and four bytes. */
const DATA = "c000 01bb 000003e8 000007d0 8018 01f6 0000 0000 0101 080a 00000009 00000008 64617461";

testProtocol({
  view: Tcp,
  tells: [["a SYN with options", SYN, {
    sourcePort: 49152,
    destinationPort: 443,
    sequenceNumber: 1000,
    acknowledgmentNumber: 0,
    headerLength: 40,
    payloadLength: 0,
    flags: {
      bits: 2,
      ae: false,
      cwr: false,
      ece: false,
      urg: false,
      ack: false,
      psh: false,
      rst: false,
      syn: true,
      fin: false,
    },
    window: 64240,
    checksum: 0x2d2f,
    checksumStatus: "unverifiable",
    urgentPointer: 0,
    options: [
      { kind: 2, length: 4, maximumSegmentSize: 1460 },
      { kind: 4, length: 2, sackPermitted: true },
      { kind: 8, length: 10, timestampValue: 1, timestampEcho: 0 },
      { kind: 1, length: 1 },
      { kind: 3, length: 3, windowScale: 7 },
    ],
  }]],
  refuses: [
    ["19 bytes", "c00001bb000003e8000000005002faf0000000", Fault.Truncated],
    ["a data offset of 4", "c00001bb000003e8000000004002faf000000000", Fault.Malformed],
    ["options that are cut", "c00001bb000003e8000000006002faf000000000", Fault.Truncated],
  ],
  carries: [
    ["what the lower port says", DATA, TCP_PORT | 443, 4],
    ["nothing without payload", SYN, 0, 0],
  ],
  summaries: [
    [
      SYN,
      "Flags [S], seq 1000, win 64240, options [mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7], length 0",
    ],
    [
      DATA,
      "Flags [P.], seq 1000:1004, ack 2000, win 502, options [nop,nop,TS val 9 ecr 8], length 4",
    ],
    [
      "c00001bb ffffffff 00000000 5000 faf0 0000 0000 01",
      "Flags [none], seq 4294967295:0, win 64240, length 1",
    ],
    [
      "c00001bb 000003e8 00000000 5039 faf0 0000 0005",
      "Flags [FP.U], seq 1000, ack 0, win 64240, urg 5, length 0",
    ],
    [
      "c00001bb 000003e8 00000000 51c4 faf0 0000 0000",
      "Flags [REWe], seq 1000, win 64240, length 0",
    ],
  ],
  shortest: 20,
});

for (
  const [accessor, digits, value] of [
    ["maximumSegmentSize", SYN, 1460],
    ["maximumSegmentSize", DATA, undefined],
    ["windowScale", SYN, 7],
    ["windowScale", DATA, undefined],
    ["timestampValue", DATA, 9],
    ["timestampEcho", DATA, 8],
    ["timestampEcho", "c00001bb 000003e8 00000000 5010 faf0 0000 0000", undefined],
  ] as const
) {
  Deno.test(`Tcp.${accessor} is ${value}`, () => {
    assertStrictEquals(at(Tcp, digits)[accessor], value);
  });
}
