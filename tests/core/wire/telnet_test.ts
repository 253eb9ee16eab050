import { Telnet } from "../../../core/wire/telnet.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Telnet,
  decodes: [
    {
      what: "commands among text",
      bytes: bytesOf("fffd18 68 ffff 69 fffa1801 fff0 fff1 fffb"),
      fields: {
        commands: [{ command: 253, option: 24 }, { command: 250, option: 24 }, { command: 240 }, {
          command: 241,
        }, { command: 251 }],
      },
      summary: "telnet DO 24, SB, SE, NOP, WILL",
    },
    {
      what: "text",
      bytes: bytesOf(`"login: "`),
      fields: {},
      without: ["commands"],
      summary: "telnet, length 7",
      shortest: 1,
    },
  ],
  refuses: [["nothing", new Uint8Array(0), Fault.Truncated]],
});
