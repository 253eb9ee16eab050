import { Imap, probeImap } from "../../../core/wire/imap.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { linesOf } from "./_bytes.ts";

testApplication({
  view: Imap,
  decodes: [
    {
      what: "a command",
      bytes: linesOf("a001 login bob secret"),
      fields: { tag: "a001", command: "login", argument: "bob secret" },
      without: ["response"],
      summary: "IMAP: a001 login bob secret",
    },
    {
      what: "an untagged response",
      bytes: linesOf("* 18 EXISTS"),
      fields: { tag: "*", response: "18", responseText: "EXISTS" },
      without: ["command"],
    },
    {
      what: "a tagged response",
      bytes: linesOf("a001 OK done"),
      fields: { response: "OK", responseText: "done" },
    },
    { what: "a request to go on", bytes: linesOf("+ go on"), fields: { tag: "+", response: "go" } },
  ],
  refuses: [["a line of a message", linesOf("Subject: hi"), Fault.Malformed], [
    "a word that is no command",
    linesOf("a001 dance"),
    Fault.Malformed,
  ]],
  probe: probeImap,
  stream: true,
  probes: [["a greeting", linesOf("* OK ready"), Verdict.Yes], [
    "a line of a message",
    linesOf("hi there"),
    Verdict.No,
  ]],
});
