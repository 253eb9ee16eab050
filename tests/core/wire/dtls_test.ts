import { Dtls, probeDtls } from "../../../core/wire/dtls.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, uint, vector } from "./_bytes.ts";

/** One record of DTLS 1.2. */
function record(type: number, epoch: number, ...body: string[]): string {
  return `${uint(type, 1)} fefd ${uint(epoch, 2)} 000000000007 ${vector(2, ...body)}`;
}

/** One whole message. */
function message(type: number, body: string): string {
  const length = uint(bytesOf(body).length, 3);
  return `${uint(type, 1)} ${length} 0001 000000 ${length} ${body}`;
}

const RANDOM = "11".repeat(32);
const HELLO = message(
  1,
  `fefd ${RANDOM} 00 02 c0de` + vector(2, "c02b") + vector(1, "00") +
    vector(2, "0000" + vector(2, vector(2, "00" + vector(2, `"a.de"`)))),
);
const FLIGHT = bytesOf(record(22, 0, HELLO), record(20, 0, "01"), record(22, 1, "00".repeat(40)));

testApplication({
  view: Dtls,
  decodes: [
    {
      what: "a hello with a cookie, and what is encrypted after it",
      bytes: FLIGHT,
      fields: {
        records: [
          { contentType: 22, version: 0xfefd, epoch: 0, sequenceNumber: 7 },
          { contentType: 20, length: 1 },
          { contentType: 22, epoch: 1, length: 40 },
        ],
        handshakes: [{
          ...{ type: 1, messageSequence: 1, fragmentOffset: 0, version: 0xfefd, random: RANDOM },
          ...{ cookie: "c0de", cipherSuites: [0xc02b], serverName: "a.de" },
          ja3Full: "65277,49195,0,,",
        }],
      },
      summary: `DTLS ClientHello, length ${FLIGHT.length}`,
      shortest: 13,
    },
    {
      what: "a piece in the middle of a message by its header alone",
      bytes: bytesOf(record(22, 0, "01 000100 0000 000010 000002 abcd")),
      fields: { handshakes: [{ type: 1, length: 256, fragmentOffset: 16, fragmentLength: 2 }] },
    },
    {
      what: "a request to verify, and an alert",
      bytes: bytesOf(record(22, 0, message(3, "feff 02 abcd")), record(21, 0, "02 28")),
      fields: {
        handshakes: [{ type: 3, version: 0xfeff, cookie: "abcd" }],
        alerts: [{ level: 2, description: 40 }],
      },
    },
  ],
  refuses: [
    ["12 bytes", FLIGHT.subarray(0, 12), Fault.Truncated],
    ["TLS 1.2", FLIGHT.with(1, 3).with(2, 3), Fault.Malformed],
  ],
  probe: probeDtls,
  probes: [
    ["a hello", FLIGHT, Verdict.Yes],
    ["a record that is longer than the datagram", FLIGHT.subarray(0, 60), Verdict.No],
    ["content type 64", FLIGHT.with(0, 64), Verdict.No],
  ],
});
