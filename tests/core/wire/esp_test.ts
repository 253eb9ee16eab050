import { Fault } from "../../../core/wire/fault.ts";
import { Esp } from "../../../core/wire/esp.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Esp,
  tells: [["esp", "00001000 00000007 abababab", { "spi": 4096, "sequenceNumber": 7 }]],
  refuses: [["7 bytes", "00001000000000", Fault.Truncated]],
  carries: [["what nobody else can read", "00001000 00000007 abab", 0, 2]],

  shortest: 8,
});
