import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  findTcpOption,
  TCP_OPTION_FIELDS,
  TcpOptionKind,
  tcpOptions,
} from "../../../core/wire/tcp_options.ts";
import { fromHex } from "../../fuzz/_seeds.ts";
import { jsonOfList } from "./_table.ts";

for (
  const [what, digits, options] of [
    ["syn", "020405b4 0402080a 00000001 00000000 01030307", [
      { "kind": 2, "length": 4, "maximumSegmentSize": 1460 },
      { "kind": 4, "length": 2, "sackPermitted": true },
      { "kind": 8, "length": 10, "timestampValue": 1, "timestampEcho": 0 },
      { "kind": 1, "length": 1 },
      { "kind": 3, "length": 3, "windowScale": 7 },
    ]],
    ["sack", "0101050a 00000bb8 00000fa0 0101080a 00000009 00000008", [
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
      { "kind": 5, "length": 10, "sack": [{ "left": 3000, "right": 4000 }] },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
      { "kind": 8, "length": 10, "timestampValue": 9, "timestampEcho": 8 },
    ]],
    ["two sack blocks", "01010512 00000bb8 00000fa0 00001388 00001770", [
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
      {
        "kind": 5,
        "length": 18,
        "sack": [{ "left": 3000, "right": 4000 }, { "left": 5000, "right": 6000 }],
      },
    ]],
    ["fast open", "220a0102 03040506 07080204 05b40101", [
      { "kind": 34, "length": 10, "fastOpenCookie": "0102030405060708" },
      { "kind": 2, "length": 4, "maximumSegmentSize": 1460 },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
    ]],
    ["fast open request", "22020101 020405b4", [
      { "kind": 34, "length": 2, "fastOpenCookie": "" },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
      { "kind": 2, "length": 4, "maximumSegmentSize": 1460 },
    ]],
    ["fast open experiment", "fe0cf989 01020304 05060708", [{
      "kind": 254,
      "length": 12,
      "fastOpenCookie": "0102030405060708",
      "experiment": 63881,
    }]],
    ["md5", "01011312 00112233 44556677 8899aabb ccddeeff", [{ "kind": 1, "length": 1 }, {
      "kind": 1,
      "length": 1,
    }, { "kind": 19, "length": 18, "digest": "00112233445566778899aabbccddeeff" }]],
    ["ao", "1d100102 00112233 44556677 8899aabb", [{
      "kind": 29,
      "length": 16,
      "keyId": 1,
      "nextKeyId": 2,
      "authenticationCode": "00112233445566778899aabb",
    }]],
    ["user timeout", "1c048005", [{ "kind": 28, "length": 4, "userTimeout": 300 }]],
    ["echo", "06060102 03040706 05060708", [{ "kind": 6, "length": 6, "echo": 16909060 }, {
      "kind": 7,
      "length": 6,
      "echo": 84281096,
    }]],
    ["ccs", "0b060000 00010c06 00000002 0d060000 00030101", [
      { "kind": 11, "length": 6, "connectionCount": 1 },
      { "kind": 12, "length": 6, "connectionCount": 2 },
      { "kind": 13, "length": 6, "connectionCount": 3 },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
    ]],
    ["alternate checksum", "0e03010f 04123401", [
      { "kind": 14, "length": 3, "alternateChecksum": 1 },
      { "kind": 15, "length": 4, "data": "1234" },
      { "kind": 1, "length": 1 },
    ]],
    ["partial order", "09020a03 c0010101", [
      { "kind": 9, "length": 2, "data": "" },
      { "kind": 10, "length": 3, "data": "c0" },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
    ]],
    ["quick start", "1b080740 00000004", [{
      "kind": 27,
      "length": 8,
      "quickStartRate": 7,
      "quickStartTimeToLive": 64,
      "quickStartNonce": 1,
    }]],
    ["accurate ecn", "ac0b0000 01000002 00000301", [{
      "kind": 172,
      "length": 11,
      "ecnCounters": [1, 2, 3],
    }, { "kind": 1, "length": 1 }]],
    ["unknown option", "c804abcd", [{ "kind": 200, "length": 4, "data": "abcd" }]],
    ["mptcp capable", "1e0c0181 01020304 05060708", [{
      "kind": 30,
      "length": 12,
      "mptcp": {
        "subtype": 0,
        "version": 1,
        "flags": 129,
        "checksumRequired": true,
        "senderKey": "72623859790382856",
      },
    }]],
    ["mptcp capable v1", "1e040181 020405b4", [{
      "kind": 30,
      "length": 4,
      "mptcp": { "subtype": 0, "version": 1, "flags": 129, "checksumRequired": true },
    }, { "kind": 2, "length": 4, "maximumSegmentSize": 1460 }]],
    ["mptcp capable ack", "1e140181 01020304 05060708 11121314 15161718", [{
      "kind": 30,
      "length": 20,
      "mptcp": {
        "subtype": 0,
        "version": 1,
        "flags": 129,
        "checksumRequired": true,
        "senderKey": "72623859790382856",
        "receiverKey": "1230066625199609624",
      },
    }]],
    ["mptcp capable data", "1e160181 01020304 05060708 11121314 15161718 00040101", [
      {
        "kind": 30,
        "length": 22,
        "mptcp": {
          "subtype": 0,
          "version": 1,
          "flags": 129,
          "checksumRequired": true,
          "senderKey": "72623859790382856",
          "receiverKey": "1230066625199609624",
          "dataLength": 4,
        },
      },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
    ]],
    ["mptcp join syn", "1e0c1105 01020304 0a0b0c0d", [{
      "kind": 30,
      "length": 12,
      "mptcp": {
        "subtype": 1,
        "backup": true,
        "addressId": 5,
        "receiverToken": 16909060,
        "senderNonce": 168496141,
      },
    }]],
    ["mptcp join synack", "1e101105 01020304 05060708 0a0b0c0d", [{
      "kind": 30,
      "length": 16,
      "mptcp": {
        "subtype": 1,
        "backup": true,
        "addressId": 5,
        "senderNonce": 168496141,
        "authenticationCode": "0102030405060708",
      },
    }]],
    ["mptcp join ack", "1e181000 01020304 05060708 090a0b0c 0d0e0f10 11121314", [{
      "kind": 30,
      "length": 24,
      "mptcp": { "subtype": 1, "authenticationCode": "0102030405060708090a0b0c0d0e0f1011121314" },
    }]],
    ["mptcp dss", "1e142005 00000001 00000002 00000003 0004abcd", [{
      "kind": 30,
      "length": 20,
      "mptcp": {
        "subtype": 2,
        "flags": 5,
        "dataAcknowledgment": "1",
        "dataSequenceNumber": "2",
        "subflowSequenceNumber": 3,
        "dataLength": 4,
        "checksum": 43981,
        "dataFin": false,
      },
    }]],
    ["mptcp dss 64", "1e1c200f 00000001 00000001 00000002 00000002 00000003 0004abcd", [{
      "kind": 30,
      "length": 28,
      "mptcp": {
        "subtype": 2,
        "flags": 15,
        "dataAcknowledgment": "4294967297",
        "dataSequenceNumber": "8589934594",
        "subflowSequenceNumber": 3,
        "dataLength": 4,
        "checksum": 43981,
        "dataFin": false,
      },
    }]],
    ["mptcp dss ack", "1e082001 00000001", [{
      "kind": 30,
      "length": 8,
      "mptcp": { "subtype": 2, "flags": 1, "dataAcknowledgment": "1", "dataFin": false },
    }]],
    ["mptcp add addr", "1e103005 c0000209 01020304 05060708", [{
      "kind": 30,
      "length": 16,
      "mptcp": {
        "subtype": 3,
        "flags": 0,
        "addressId": 5,
        "authenticationCode": "0102030405060708",
        "address": "192.0.2.9",
      },
    }]],
    ["mptcp add addr v0", "1e083405 c0000209", [{
      "kind": 30,
      "length": 8,
      "mptcp": { "subtype": 3, "flags": 4, "addressId": 5, "address": "192.0.2.9" },
    }]],
    ["mptcp add addr port", "1e0a3405 c0000209 1f900101", [
      {
        "kind": 30,
        "length": 10,
        "mptcp": { "subtype": 3, "flags": 4, "addressId": 5, "address": "192.0.2.9", "port": 8080 },
      },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
    ]],
    ["mptcp add addr6", "1e143605 20010db8 00000000 00000000 00000001", [{
      "kind": 30,
      "length": 20,
      "mptcp": { "subtype": 3, "flags": 6, "addressId": 5, "address": "2001:db8::1" },
    }]],
    ["mptcp remove addr", "1e054005 06010101", [
      { "kind": 30, "length": 5, "mptcp": { "subtype": 4, "addressIds": [5, 6] } },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
    ]],
    ["mptcp prio", "1e045105", [{
      "kind": 30,
      "length": 4,
      "mptcp": { "subtype": 5, "backup": true, "addressId": 5 },
    }]],
    ["mptcp fail", "1e0c6000 00000001 00000001", [{
      "kind": 30,
      "length": 12,
      "mptcp": { "subtype": 6, "dataSequenceNumber": "4294967297" },
    }]],
    ["mptcp fastclose", "1e0c7000 01020304 05060708", [{
      "kind": 30,
      "length": 12,
      "mptcp": { "subtype": 7, "receiverKey": "72623859790382856" },
    }]],
    ["mptcp reset", "1e048101", [{
      "kind": 30,
      "length": 4,
      "mptcp": { "subtype": 8, "flags": 1, "reason": 1 },
    }]],
    ["nothing after the end of the list", "00020405 b4000000", [{ "kind": 0, "length": 1 }]],
    ["nothing from an option of length 0 on", "01020005 b4000000", [{ "kind": 1, "length": 1 }]],
    ["nothing from an option of length 1 on", "01020105 b4000000", [{ "kind": 1, "length": 1 }]],
    ["nothing from an option that is cut on", "0101080a 00000001", [
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
    ]],
    ["the data of a known kind with a wrong length", "02060405 b4000000", [
      { "kind": 2, "length": 6, "data": "0405b400" },
      { "kind": 0, "length": 1 },
    ]],
    ["an MPTCP option that is too short", "1e030001", [
      { "kind": 30, "length": 3, "mptcp": { "subtype": 0 } },
      { "kind": 1, "length": 1 },
    ]],
    ["an MPTCP join of no known length", "1e051000 05010101", [
      { "kind": 30, "length": 5, "mptcp": { "subtype": 1 } },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
      { "kind": 1, "length": 1 },
    ]],
    ["an MPTCP data sequence that is too short", "1e08200f 00000001", [
      { "kind": 30, "length": 8, "mptcp": { "subtype": 2, "flags": 15, "dataFin": false } },
    ]],
  ] as const
) {
  Deno.test(`tcpOptions() tells ${what}`, () => {
    const bytes = fromHex(digits);
    assertEquals(jsonOfList(tcpOptions(bytes, 0, bytes.length), TCP_OPTION_FIELDS), options);
  });
}

for (
  const [what, digits, kind, length, at] of [
    ["an option", "01010204 05b40000", TcpOptionKind.MaximumSegmentSize, 4, 2],
    ["no option of another length", "02060405 b4000000", TcpOptionKind.MaximumSegmentSize, 4, -1],
    ["no option after the end of the list", "00000204 05b40000", 2, 4, -1],
    ["no option after one of length 0", "05000204 05b40000", 2, 4, -1],
    ["no option that is cut", "01010101 0101020a", 2, 10, -1],
  ] as const
) {
  Deno.test(`findTcpOption() finds ${what}`, () => {
    const bytes = fromHex(digits);
    assertStrictEquals(findTcpOption(bytes, 0, bytes.length, kind, length), at);
  });
}
