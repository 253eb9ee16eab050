import { probeSsh, Ssh } from "../../../core/wire/ssh.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { linesOf } from "./_bytes.ts";

testApplication({
  view: Ssh,
  decodes: [
    {
      what: "an identification",
      bytes: linesOf("SSH-2.0-OpenSSH_9.2p1 Debian-2"),
      fields: {
        protocol: "SSH-2.0-OpenSSH_9.2p1 Debian-2",
        version: "2.0",
        software: "OpenSSH_9.2p1",
        comments: "Debian-2",
      },
      summary: "SSH: SSH-2.0-OpenSSH_9.2p1 Debian-2",
      shortest: 32,
    },
    {
      what: "one without comments, ended by a bare line feed",
      bytes: new TextEncoder().encode("SSH-1.99-x\n"),
      fields: { version: "1.99", software: "x" },
      without: ["comments"],
    },
  ],
  refuses: [["what is binary", new Uint8Array([0, 0, 1, 10]), Fault.Malformed]],
  probe: probeSsh,
  stream: true,
  probes: [["an identification", linesOf("SSH-2.0-x"), Verdict.Yes], [
    "two bytes of it",
    linesOf("SSH-2.0-x").subarray(0, 2),
    Verdict.Unsure,
  ], ["SMTP", linesOf("220 x"), Verdict.No]],
});
