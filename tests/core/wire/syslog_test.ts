import { Syslog } from "../../../core/wire/syslog.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Syslog,
  decodes: [
    {
      what: "a message",
      bytes: bytesOf(`"<165>1 2003 - hi"`),
      fields: { facility: 20, severity: 5, message: "1 2003 - hi" },
      summary: "SYSLOG facility 20.notice, length: 16",
      shortest: 5,
    },
  ],
  refuses: [
    ["no priority", bytesOf(`"hello"`), Fault.Malformed],
    ["an empty priority", bytesOf(`"<>x"`), Fault.Malformed],
    ["priority 192", bytesOf(`"<192>x"`), Fault.Malformed],
    ["two bytes", bytesOf(`"<1"`), Fault.Truncated],
    ["a priority without end", bytesOf(`"<1111111111"`), Fault.Malformed],
  ],
});
