import { probeSmtp, Smtp } from "../../../core/wire/smtp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { linesOf } from "./_bytes.ts";

testApplication({
  view: Smtp,
  decodes: [
    {
      what: "a command",
      bytes: linesOf("MAIL FROM:<a@b> SIZE=1"),
      fields: { command: "MAIL", argument: "FROM:<a@b> SIZE=1" },
      without: ["replyCode"],
      summary: "SMTP: MAIL FROM:<a@b> SIZE=1",
    },
    {
      what: "a reply with more lines",
      bytes: linesOf("250-mx", "250 8BITMIME"),
      fields: { replyCode: 250, replyText: "mx" },
      without: ["command"],
    },
  ],
  refuses: [["a line of a message", linesOf("Subject: hi"), Fault.Malformed], [
    "a line without end",
    linesOf("DATA").subarray(0, 4),
    Fault.Truncated,
  ]],
  probe: probeSmtp,
  stream: true,
  probes: [["a command", linesOf("EHLO a"), Verdict.Yes], [
    "a line of a message",
    linesOf("hi"),
    Verdict.No,
  ]],
});
