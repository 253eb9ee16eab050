import { assertStrictEquals } from "@std/assert";
import { Dns, probeDns } from "../../../core/wire/dns.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, uint, vector } from "./_bytes.ts";

const HEADER = "1234 8180 0001 0001 0000 0000";
/** example.org at offset 12. */
const QUESTION = `07 "example" 03 "org" 00 0001 0001`;
const QUERY = bytesOf("1234 0100 0001 0000 0000 0000", QUESTION);

/** A response with one record of `type`, whose owner is a pointer to the question's name. */
function response(type: number, ...data: string[]): Uint8Array {
  return bytesOf(HEADER, QUESTION, "c00c", uint(type, 2), "0001 00000e10", vector(2, ...data));
}

/** The one record, as in JSON. */
function answer(type: number, data: Record<string, unknown>): { answers: unknown[] } {
  return { answers: [{ name: "example.org", type, class: 1, timeToLive: 3600, ...data }] };
}

const NAME = `03 "www" c00c`;

const RECORDS: readonly (readonly [string, number, string[], Record<string, unknown>])[] = [
  ["A", 1, ["c0000201"], { a: "192.0.2.1", length: 4 }],
  ["NS", 2, [NAME], { ns: "www.example.org" }],
  ["CNAME", 5, [NAME], { cname: "www.example.org" }],
  ["SOA", 6, ["c00c", "c00c", "00000001 00000002 00000003 00000004 00000005"], {
    soa: {
      ...{ mname: "example.org", rname: "example.org", serial: 1, refresh: 2, retry: 3 },
      ...{ expire: 4, minimum: 5 },
    },
  }],
  ["PTR", 12, ["c00c"], { ptr: "example.org" }],
  ["HINFO", 13, [`03 "x64" 05 "Linux"`], { hinfo: { cpu: "x64", os: "Linux" } }],
  ["MX", 15, ["000a", NAME], { mx: { preference: 10, exchange: "www.example.org" } }],
  ["TXT", 16, [`02 "ab" 00 01 "c"`], { txt: ["ab", "", "c"] }],
  ["AAAA", 28, ["20010db8000000000000000000000001"], { aaaa: "2001:db8::1" }],
  ["SRV", 33, ["0001 0002 01bb", NAME], {
    srv: { priority: 1, weight: 2, port: 443, target: "www.example.org" },
  }],
  ["NAPTR", 35, [`0064 000a 01 "U" 07 "E2U+sip" 03 "!a!" 00`], {
    naptr: {
      ...{ order: 100, preference: 10, flags: "U", services: "E2U+sip", regexp: "!a!" },
      replacement: ".",
    },
  }],
  ["DNAME", 39, ["c00c"], { dname: "example.org" }],
  ["DS", 43, ["1234 08 02 aabb"], {
    ds: { keyTag: 0x1234, algorithm: 8, digestType: 2, digest: "aabb" },
  }],
  ["SSHFP", 44, ["04 02 ccdd"], {
    sshfp: { algorithm: 4, fingerprintType: 2, fingerprint: "ccdd" },
  }],
  ["RRSIG", 46, ["0001 08 02 00000e10 60000001 50000001 0007 c00c ee"], {
    rrsig: {
      ...{ typeCovered: 1, algorithm: 8, labels: 2, originalTimeToLive: 3600 },
      ...{ expiration: 0x60000001, inception: 0x50000001, keyTag: 7 },
      ...{ signerName: "example.org", signature: "ee" },
    },
  }],
  ["NSEC", 47, ["c00c", "00 02 4001 01 01 40"], {
    nsec: { nextDomain: "example.org", types: [1, 15, 257] },
  }],
  ["DNSKEY", 48, ["0101 03 08 0a0b"], {
    dnskey: { flags: 257, protocol: 3, algorithm: 8, publicKey: "0a0b" },
  }],
  ["NSEC3", 50, ["01 01 000c 02 abcd 03 010203 00 01 40"], {
    nsec3: {
      ...{ hashAlgorithm: 1, flags: 1, iterations: 12, salt: "abcd", nextHashedOwner: "010203" },
      types: [1],
    },
  }],
  ["TLSA", 52, ["03 01 01 99"], { tlsa: { usage: 3, selector: 1, matchingType: 1, data: "99" } }],
  ["TSIG", 250, [`03 "key" 00 000060000000 012c 0002 aabb 1234 0000`], {
    tsig: {
      ...{ algorithm: "key", timeSigned: 0x60000000, fudge: 300, mac: "aabb" },
      ...{ originalId: 0x1234, error: 0 },
    },
  }],
  ["URI", 256, [`0001 0002 "a:b"`], { uri: { priority: 1, weight: 2, target: "a:b" } }],
  ["CAA", 257, [`80 05 "issue" "ca.org"`], {
    caa: { flags: 128, tag: "issue", value: "ca.org" },
  }],
  ["HTTPS", 65, [
    ...["0001 00", "0000 0002 0001", `0001 0006 02 "h2" 02 "h3"`, "0002 0000", "0003 0002 01bb"],
    ...["0004 0004 c0000201", "0005 0001 aa", "0006 0010 20010db8000000000000000000000002"],
    ...[`0007 0003 "/q?"`, "ff00 0001 07"],
  ], {
    svcb: {
      ...{ priority: 1, target: ".", mandatory: [1], alpn: ["h2", "h3"], noDefaultAlpn: true },
      ...{ port: 443, ipv4Hint: ["192.0.2.1"], ech: "aa", ipv6Hint: ["2001:db8::2"] },
      ...{ dohPath: "/q?", others: [{ key: 0xff00, value: "07" }] },
    },
  }],
  ["a type that it does not know", 4711, ["0102"], { data: "0102" }],
];

testApplication({
  view: Dns,
  decodes: [
    {
      what: "a query",
      bytes: QUERY,
      fields: {
        ...{ id: 0x1234, flags: 0x0100, response: false, opcode: 0, truncated: false },
        ...{ recursionDesired: true, questionCount: 1, answerCount: 0 },
        questions: [{ name: "example.org", type: 1, class: 1 }],
      },
      without: ["authoritative", "recursionAvailable", "responseCode", "streamLength", "edns"],
      summary: "4660+ A? example.org. (29)",
      shortest: 12,
    },
    {
      what: "two messages of a stream",
      bytes: bytesOf("001d", "1234 0100 0001 0000 0000 0000", QUESTION, "0100"),
      over: TCP_PORT,
      fields: { streamLength: 29, id: 0x1234, questions: [{ name: "example.org" }] },
      shortest: 14,
    },
    {
      what: "an error with a mailbox of records that are not there",
      bytes: bytesOf("1234 8583 0001 0002 0000 0000", QUESTION),
      fields: { responseCode: 3, authoritative: true, recursionAvailable: true, answers: [] },
      summary: "4660 NXDomain* 2/0/0 (29)",
    },
    {
      what: "all sections and the options of EDNS",
      bytes: bytesOf(
        "1234 84b0 0000 0001 0001 0002",
        `01 "a" 00 0001 0001 00000001 0004 7f000001`,
        `01 "b" 00 0002 0001 00000001 0002 c00c`,
        "00 0029 04d0 01 00 8000",
        vector(
          2,
          ...["0003 0002 6e73", "0008 0007 0001 18 00 c00002", "000a 000a 0102030405060708 0909"],
          ...["000b 0002 0064", `000f 0004 0009 "ok"`, "000c 0001 00", "0005 0000"],
        ),
        `01 "c" 00 0001 0001 00000001 0004 7f000002`,
      ),
      fields: {
        authenticData: true,
        checkingDisabled: true,
        answers: [{ name: "a", a: "127.0.0.1" }],
        authorities: [{ name: "b", ns: "a" }],
        additionals: [{ name: ".", type: 41 }, { name: "c", a: "127.0.0.2" }],
        edns: {
          ...{ udpPayloadSize: 1232, extendedResponseCode: 1, version: 0, dnssecOk: true },
          options: [
            { code: 3, length: 2, nameServerId: "6e73" },
            {
              code: 8,
              clientSubnet: {
                ...{ sourcePrefixLength: 24, scopePrefixLength: 0, address: "192.0.2.0" },
              },
            },
            { code: 10, cookie: { client: "0102030405060708", server: "0909" } },
            { code: 11, keepaliveTimeout: 100 },
            { code: 15, extendedError: { infoCode: 9, extraText: "ok" } },
            { code: 12, data: "00" },
            { code: 5, length: 0 },
          ],
        },
      },
    },
    ...RECORDS.map(([what, type, data, fields]) => ({
      what: `a record of ${what}`,
      bytes: response(type, ...data),
      fields: answer(type, fields),
    })),
  ],
  refuses: [["11 bytes", QUERY.subarray(0, 11), Fault.Truncated]],
  probe: probeDns,
  probes: [
    ["a query", QUERY, Verdict.Yes],
    ["a response", response(1, "c0000201"), Verdict.Yes],
    ["eleven bytes", QUERY.subarray(0, 11), Verdict.Unsure],
    ["a query with more behind", bytesOf("1234 0100 0001 0000 0000 0000", QUESTION, "00"), 0],
    ["two questions", QUERY.with(5, 2), Verdict.No],
    ["an opcode that is not assigned", QUERY.with(2, 0x31), Verdict.No],
    ["a type that is not assigned", QUERY.with(26, 200), Verdict.No],
  ],
});

for (
  const [does, name, text] of [
    ["to itself", "c00c", undefined],
    ["forward", "c00e 00", undefined],
    ["to a pointer to itself", `01 "a" c00c`, undefined],
    ["past the header into the flags", "c002", "\\001"],
  ] as const
) {
  Deno.test(`Dns ends a name that points ${does}`, () => {
    const bytes = bytesOf("1234 0100 0001 0000 0000 0000", name, "0001 0001");
    if (text !== undefined) bytes.set([1, 1, 0], 2);
    const dns = new Dns();
    dns.at(bytes, 0, bytes.length);
    if (text === undefined) assertStrictEquals(dns.questions[0]?.name, undefined);
    else assertStrictEquals(dns.questions[0].name, text);
  });
}

Deno.test("Dns escapes what would read as a dot, and keeps UTF-8", () => {
  const bytes = bytesOf(`1234 0100 0001 0000 0000 0000 04 "a.b\\" 02 c3a9 00 0001 0001`);
  const dns = new Dns();
  dns.at(bytes, 0, bytes.length);
  assertStrictEquals(dns.questions[0].name, "a\\.b\\\\.é");
});

for (const [does, pointers, name] of [["follows", 100, "a"], ["ends", 200, undefined]] as const) {
  Deno.test(`Dns ${does} a chain of ${pointers} pointers`, () => {
    // In the first record's data, from offset 23 on: a name, and pointers each to the one before.
    const chain = Array.from({ length: pointers }, (_, k) => uint(0xc000 | 23 + 1 + k * 2, 2));
    chain[0] = "c017";
    const data = `01 "a" 00` +
      chain.slice(1).map((_, k) => uint(0xc017 + (k === 0 ? 0 : 1 + k * 2), 2)).join("");
    const last = uint(0xc017 + 3 + (pointers - 2) * 2, 2);
    const bytes = bytesOf(
      "0000 8000 0000 0002 0000 0000 00 1000 0001 00000000",
      vector(2, data),
      last,
      "0001 0001 00000000 0004 7f000001",
    );
    const dns = new Dns();
    dns.at(bytes, 0, bytes.length);
    assertStrictEquals(dns.answers[1].name, name);
    assertStrictEquals(`${dns.answers[1].a}`, "127.0.0.1");
  });
}
