import { Mysql, probeMysql } from "../../../core/wire/mysql.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const GREETING = bytesOf(`0c0000 00 0a "8.0.36" 00 07000000`);

testApplication({
  view: Mysql,
  decodes: [
    {
      what: "a greeting",
      bytes: GREETING,
      fields: { protocolVersion: 10, serverVersion: "8.0.36", connectionId: 7 },
      summary: "MySQL greeting 8.0.36, length 16",
      shortest: 12,
    },
  ],
  refuses: [["protocol 9", GREETING.with(4, 9), Fault.Malformed], [
    "another packet of the sequence",
    GREETING.with(3, 1),
    Fault.Malformed,
  ], ["a version without end", GREETING.subarray(0, 11), Fault.Truncated]],
  probe: probeMysql,
  stream: true,
  probes: [["a greeting", GREETING, Verdict.Yes], [
    "four bytes",
    GREETING.subarray(0, 4),
    Verdict.Unsure,
  ], ["a version that begins with a letter", GREETING.with(5, 0x61), Verdict.No]],
});
