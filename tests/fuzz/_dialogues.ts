// tests/fuzz/_dialogues.ts: what clients and servers say to each other, a conversation for each
// protocol whose messages are found.
import { clientHello, crypto, initial } from "../core/flow/_hellos.ts";
import { bytesOf } from "../core/flow/_network.ts";
import type { Side } from "../../core/flow/messages/parser.ts";

/** Something said by one side: a piece of a stream, or a datagram. */
export type Said = readonly [side: Side, bytes: Uint8Array];

/** A conversation with at least one message in it. */
export interface Dialogue {
  /** As in the table of protocols. */
  readonly protocol: string;
  readonly over: "stream" | "datagram";
  /** The server's. */
  readonly port: number;
  readonly said: readonly Said[];
}

/** ASN.1 in DER: a tag, a length of two bytes, and what it holds (ITU-T X.690, section 8.1). */
function der(tag: number, ...held: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const content = held.flatMap((part) => [...part]);
  return Uint8Array.of(tag, 0x82, content.length >> 8, content.length & 0xff, ...content);
}

const SEQUENCE = 0x30, SET = 0x31, OID = 0x06, TEXT = 0x0c, UTC_TIME = 0x17, BITS = 0x03;

/** A certificate of a.nl by itself, as far as anybody reads it (RFC 5280, section 4.1). */
function certificate(): Uint8Array {
  const algorithm = der(SEQUENCE, der(OID, [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]));
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(OID, [0x55, 4, 3]), der(TEXT, bytesOf("a.nl")))),
  );
  const times = ["240101000000Z", "340101000000Z"].map((text) => der(UTC_TIME, bytesOf(text)));
  const names = der(0x04, der(SEQUENCE, der(0x82, bytesOf("a.nl")), der(0x87, [192, 0, 2, 1])));
  const extensions = der(0xa3, der(SEQUENCE, der(SEQUENCE, der(OID, [0x55, 0x1d, 0x11]), names)));
  const body = der(
    SEQUENCE,
    ...[der(0xa0, der(0x02, [2])), der(0x02, [7]), algorithm, name, der(SEQUENCE, ...times), name],
    ...[der(SEQUENCE, algorithm, der(BITS, [0, 4, 1, 2])), extensions],
  );
  return der(SEQUENCE, body, algorithm, der(BITS, [0, 1]));
}

/** A length of three bytes before it (RFC 8446, section 3.4). */
const counted = (bytes: Uint8Array) => [0, bytes.length >> 8, bytes.length & 0xff, ...bytes];
const record = (type: number, bytes: Uint8Array | readonly number[]) =>
  Uint8Array.of(type, 3, 3, bytes.length >> 8, bytes.length & 0xff, ...bytes);

const SERVER_HELLO = [2, 0, 0, 38, 3, 3, ...new Uint8Array(32), 0, 0xc0, 0x2b, 0];
const CERTIFICATES = [
  11,
  ...counted(Uint8Array.from(counted(Uint8Array.from(counted(certificate()))))),
];

const QUESTION = Uint8Array.fromHex(
  "0007010000010000000000010161026e6c0000010001" + "0000291000000080000000",
);
const ANSWER = Uint8Array.fromHex(
  "0007818000010002000000000161026e6c0000010001" +
    "c00c0005000100000e100004016bc00c" + "c022000100010000003c0004c0000209",
);
const overTcp = (message: Uint8Array) => Uint8Array.of(0, message.length, ...message);

function dhcp(operation: number, type: number): Uint8Array {
  const message = new Uint8Array(300);
  message.set([operation, 1, 6, 0, 1, 2, 3, 4]);
  message.set([99, 130, 83, 99, 53, 1, type, 12, 2, 112, 99, 51, 4, 0, 0, 14, 16, 255], 236);
  return message;
}

function ntp(mode: number): Uint8Array {
  const message = new Uint8Array(48);
  message.set([0x20 | mode, 2, 6, 0xec]);
  message.set(bytesOf("GPS"), 12);
  return message.fill(7, 24);
}

export const DIALOGUES: readonly Dialogue[] = [
  {
    protocol: "http",
    over: "stream",
    port: 80,
    said: [
      [0, bytesOf("POST /a?b HTTP/1.1\r\nHost: a.nl\r\nTransfer-Encoding: chunked\r\n\r\n")],
      [0, bytesOf("3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n")],
      [
        1,
        bytesOf("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
      ],
      [
        0,
        bytesOf("GET /1 HTTP/1.1\r\nHost: a.nl\r\n\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a.nl\r\n\r\n"),
      ],
      [
        1,
        bytesOf("HTTP/1.1 404 No\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"),
      ],
      [
        1,
        bytesOf(
          "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nHTTP/1.0 500 Broken\r\n\r\nto the end",
        ),
      ],
    ],
  },
  {
    protocol: "tls",
    over: "stream",
    port: 443,
    said: [
      [0, record(22, clientHello("a.nl"))],
      [1, record(22, [...SERVER_HELLO, ...CERTIFICATES.slice(0, 50)])],
      [1, record(22, CERTIFICATES.slice(50))],
      [0, record(20, [1])],
      [1, record(23, new Uint8Array(40))],
    ],
  },
  {
    protocol: "ssh",
    over: "stream",
    port: 22,
    said: [
      [1, bytesOf("SSH-2.0-OpenSSH_9.2p1 Debian\r\n")],
      [0, bytesOf("SSH-2.0-dropbear_2022.83\r\n")],
      [1, new Uint8Array(80)],
    ],
  },
  {
    protocol: "dns",
    over: "stream",
    port: 53,
    said: [
      [0, overTcp(QUESTION)],
      [0, overTcp(QUESTION.with(1, 8))],
      [1, overTcp(ANSWER.with(1, 8))],
      [1, overTcp(ANSWER)],
    ],
  },
  {
    protocol: "dns",
    over: "datagram",
    port: 53,
    said: [[0, QUESTION], [0, QUESTION.with(1, 9)], [1, ANSWER.with(1, 9)], [1, ANSWER]],
  },
  { protocol: "dns", over: "datagram", port: 5353, said: [[0, QUESTION], [1, ANSWER]] },
  {
    protocol: "quic",
    over: "datagram",
    port: 443,
    said: [
      [0, initial(0, Uint8Array.of(1, 0, ...crypto(20, clientHello("a.nl").subarray(20)), 0, 0))],
      [0, initial(1, Uint8Array.of(2, 0, 0, 0, 0, ...crypto(0, clientHello("a.nl"))))],
    ],
  },
  { protocol: "dhcp", over: "datagram", port: 67, said: [[0, dhcp(1, 1)], [1, dhcp(2, 2)]] },
  { protocol: "ntp", over: "datagram", port: 123, said: [[0, ntp(3)], [1, ntp(4)]] },
];
