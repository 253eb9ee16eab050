import { Ftp, probeFtp } from "../../../core/wire/ftp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { linesOf } from "./_bytes.ts";

testApplication({
  view: Ftp,
  decodes: [
    {
      what: "a command",
      bytes: linesOf("RETR a b.txt"),
      fields: { command: "RETR", argument: "a b.txt" },
      without: ["replyCode"],
      summary: "FTP: RETR a b.txt",
      shortest: 14,
    },
    {
      what: "a command in lower case without argument",
      bytes: linesOf("pasv"),
      fields: { command: "pasv" },
      without: ["argument"],
    },
    {
      what: "a reply with more lines",
      bytes: linesOf("220-hi", "220 ready"),
      fields: { replyCode: 220, replyText: "hi" },
      without: ["command"],
    },
  ],
  refuses: [["data", linesOf("hello there"), Fault.Malformed], [
    "a line without end",
    linesOf("USER a").subarray(0, 6),
    Fault.Truncated,
  ], ["a number that is no reply", linesOf("720 x"), Fault.Malformed]],
  probe: probeFtp,
  stream: true,
  probes: [["a reply", linesOf("220 x"), Verdict.Yes], [
    "half a line",
    linesOf("220 x").subarray(0, 3),
    Verdict.Unsure,
  ], ["data", linesOf("x"), Verdict.No]],
});
