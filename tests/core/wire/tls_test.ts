import { assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { probeTls, Tls } from "../../../core/wire/tls.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, uint, vector } from "./_bytes.ts";

const RANDOM = "00".repeat(16) + "ff".repeat(16);

const EXTENSIONS = [
  ...["0a0a 0000", "0000" + vector(2, vector(2, "00" + vector(2, `"example.org"`)))],
  ...["000a" + vector(2, vector(2, "001d 0017")), "000b" + vector(2, vector(1, "00"))],
  ...["000d" + vector(2, vector(2, "0403 0804")), "0032" + vector(2, vector(2, "0401"))],
  ...["0022" + vector(2, vector(2, "0503")), "0010" + vector(2, vector(2, `02 "h2" 02 "h3"`))],
  ...["002b" + vector(2, vector(1, "0304 0303"))],
  ...["0033" + vector(2, vector(2, "001d 0002 abcd 0017 0001 ef"))],
];
const CLIENT_HELLO = "01" + vector(
  3,
  "0303" + RANDOM + vector(1, "aabb") + vector(2, "1301 1302") + vector(1, "00"),
  vector(2, ...EXTENSIONS),
);
const SERVER_HELLO = "02" + vector(
  3,
  "0303" + RANDOM + "00" + "1301" + "00",
  vector(2, "002b 0002 0304", "0033" + vector(2, "001d" + vector(2, "abcd"))),
);
const CERTIFICATE = "0b" + vector(3, vector(3, vector(3, "3000"), vector(3, "300101")));

/** One record of TLS 1.2. */
const record = (type: number, ...body: string[]) => uint(type, 1) + "0303" + vector(2, ...body);

const HELLO = bytesOf(record(22, CLIENT_HELLO));

testApplication({
  view: Tls,
  decodes: [
    {
      what: "a ClientHello",
      bytes: HELLO,
      fields: {
        records: [{ contentType: 22, version: 0x0303, length: HELLO.length - 5 }],
        handshakes: [{
          ...{ type: 1, length: HELLO.length - 9, version: 0x0303, random: RANDOM },
          ...{ sessionIdLength: 2, sessionId: "aabb", cipherSuites: [0x1301, 0x1302] },
          ...{ compressionMethods: [0], serverName: "example.org", alpn: ["h2", "h3"] },
          extensions: [0x0a0a, 0, 10, 11, 13, 50, 34, 16, 43, 51],
          ...{ supportedGroups: [29, 23], ecPointFormats: [0], keyShareGroups: [29, 23] },
          ...{ supportedVersions: [0x0304, 0x0303], signatureAlgorithms: [0x0403, 0x0804] },
          ...{ certificateSignatureAlgorithms: [0x0401], delegatedCredentialAlgorithms: [0x0503] },
          ja3Full: "771,4865-4866,0-10-11-13-50-34-16-43-51,29-23,0",
          ja3: "9ddd5377c76f5411ff3fc0f3f4d864a1",
        }],
        alerts: [],
      },
      without: ["unfinished"],
      summary: `TLS ClientHello example.org, length ${HELLO.length}`,
      shortest: 5,
    },
    {
      what: "a ServerHello of TLS 1.3, and what is encrypted after it",
      bytes: bytesOf(record(22, SERVER_HELLO), record(20, "01"), record(23, "00".repeat(20))),
      fields: {
        records: [{ contentType: 22 }, { contentType: 20 }, { opaqueType: 23, length: 20 }],
        handshakes: [{
          ...{ type: 2, sessionIdLength: 0, cipherSuite: 0x1301, compressionMethod: 0 },
          ...{ supportedVersion: 0x0304, keyShareGroups: [29], ja3sFull: "771,4865,43-51" },
        }],
      },
    },
    {
      what: "certificates, their request and what ends it, in one record",
      bytes: bytesOf(
        record(
          22,
          CERTIFICATE,
          "0d 000008 01 01 0002 0403 0000",
          "0e 000000",
        ),
      ),
      fields: {
        handshakes: [
          { type: 11, certificateLengths: [2, 3] },
          { type: 13, signatureAlgorithms: [0x0403] },
          { type: 14, length: 0 },
        ],
      },
    },
    {
      what: "a hello that goes on in the next segment apart from what ends here",
      bytes: bytesOf(record(21, "01 00"), record(22, CLIENT_HELLO)).subarray(0, 160),
      fields: {
        records: [{ contentType: 21 }],
        handshakes: [],
        alerts: [{ level: 1, description: 0 }],
        unfinished: { contentType: 22, handshakes: [{ type: 1, serverName: "example.org" }] },
      },
    },
    {
      what: "no handshake and no alert that is encrypted",
      bytes: bytesOf(
        ...[record(21, "0a".repeat(18)), record(22, "00".repeat(40)), record(20, "01")],
        record(22, CERTIFICATE),
      ),
      fields: {
        records: [{ contentType: 21 }, { contentType: 22 }, { contentType: 20 }, {
          contentType: 22,
        }],
        ...{ handshakes: [], alerts: [] },
      },
      summary: "TLS Alert Handshake ChangeCipherSpec, length 97",
    },
  ],
  refuses: [
    ["4 bytes", HELLO.subarray(0, 4), Fault.Truncated],
    ["content type 25", HELLO.with(0, 25), Fault.Malformed],
    ["version 4.0", HELLO.with(1, 4), Fault.Malformed],
    ["a fragment of 18,433 bytes", HELLO.with(3, 0x48).with(4, 1), Fault.Malformed],
  ],
  probe: probeTls,
  stream: true,
  probes: [
    ["a ClientHello", HELLO, Verdict.Yes],
    ["application data", bytesOf(record(23, "00".repeat(30))), Verdict.Yes],
    ["a fatal alert", bytesOf(record(21, "02 28")), Verdict.Yes],
    ["an alert of a level that is none", bytesOf(record(21, "03 28")), Verdict.No],
    ["a change of cipher that is too long", bytesOf(record(20, "01 01")), Verdict.No],
    ["text", bytesOf(`"GET / HTTP/1.1"`), Verdict.No],
    ["nothing", new Uint8Array(0), Verdict.Unsure],
  ],
});

Deno.test("Tls.serverName is that of a hello which goes on in the next segment", () => {
  const tls = new Tls();
  tls.at(HELLO, 0, 130, 130);
  assertStrictEquals(tls.serverName, "example.org");
  assertStrictEquals(tls.clientHello?.ja3, undefined);
});
