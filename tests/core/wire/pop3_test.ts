import { Pop3, probePop3 } from "../../../core/wire/pop3.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { linesOf } from "./_bytes.ts";

testApplication({
  view: Pop3,
  decodes: [
    {
      what: "a command",
      bytes: linesOf("TOP 1 10"),
      fields: { command: "TOP", argument: "1 10" },
      without: ["indicator"],
      summary: "POP3: TOP 1 10",
    },
    {
      what: "a response",
      bytes: linesOf("-ERR no such message"),
      fields: { indicator: "-ERR", description: "no such message" },
      without: ["command"],
    },
    {
      what: "a response of one word",
      bytes: linesOf("+OK"),
      fields: { indicator: "+OK" },
      without: ["description"],
    },
  ],
  refuses: [["a line of a message", linesOf("Subject: hi"), Fault.Malformed]],
  probe: probePop3,
  stream: true,
  probes: [["a response", linesOf("+OK"), Verdict.Yes], [
    "a line of a message",
    linesOf("hi"),
    Verdict.No,
  ]],
});
