import { assertStrictEquals } from "@std/assert";
import {
  type ClientHelloParts,
  isGrease,
  ja3Hash,
  ja3sText,
  ja3Text,
  ja4,
} from "../../../core/wire/tls_fingerprint.ts";
import { md5 } from "../../../core/wire/_md5.ts";
import { sha256 } from "../../../core/wire/_sha256.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

/** RFC 1321, appendix A.5, and one of two blocks. */
for (
  const [text, digest] of [
    ["", "d41d8cd98f00b204e9800998ecf8427e"],
    ["abc", "900150983cd24fb0d6963f7d28e17f72"],
    ["abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"],
    ["1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"],
  ] as const
) {
  Deno.test(`md5() of ${text.length} bytes is RFC 1321's`, () => {
    assertStrictEquals(md5(ascii(text)), digest);
  });
}

for (const length of [0, 3, 55, 56, 63, 64, 65, 1000]) {
  Deno.test(`sha256() of ${length} bytes is the platform's`, async () => {
    const message = Uint8Array.from({ length }, (_, k) => k * 7);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", message));
    assertStrictEquals(sha256(message), digest.toHex());
  });
}

/** The example of JA3's README (github.com/salesforce/ja3). */
const JA3_EXAMPLE: ClientHelloParts = {
  version: 769,
  cipherSuites: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
  extensions: [0, 10, 11],
  supportedGroups: [23, 24, 25],
  ecPointFormats: [0],
  signatureAlgorithms: [],
  supportedVersions: [],
  hasServerName: true,
  firstAlpn: undefined,
};

Deno.test("ja3Text() and ja3Hash() give JA3's own example", () => {
  const text = ja3Text(JA3_EXAMPLE);
  assertStrictEquals(text, "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0");
  assertStrictEquals(ja3Hash(text), "ada70206e40642a3e4461f35503241d5");
});

Deno.test("ja3Text() leaves out what clients strew in", () => {
  const strewn = {
    ...JA3_EXAMPLE,
    cipherSuites: [0x0a0a, 47],
    extensions: [0xfafa, 0],
    supportedGroups: [0x1a1a, 23],
  };
  assertStrictEquals(ja3Text(strewn), "769,47,0,23,0");
});

Deno.test("ja3sText() joins version, cipher and extensions", () => {
  assertStrictEquals(ja3sText(771, 49199, [65281, 0, 11]), "771,49199,65281-0-11");
});

/** The Chrome of JA4's technical details (github.com/FoxIO-LLC/ja4). */
const JA4_EXAMPLE: ClientHelloParts = {
  version: 0x0303,
  // deno-fmt-ignore
  cipherSuites: [
    0x2a2a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
    0xc014, 0x009c, 0x009d, 0x002f, 0x0035,
  ],
  // deno-fmt-ignore
  extensions: [
    0x3a3a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023,
    0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015,
  ],
  supportedGroups: [],
  ecPointFormats: [],
  signatureAlgorithms: [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
  supportedVersions: [0x4a4a, 0x0304, 0x0303],
  hasServerName: true,
  firstAlpn: ascii("h2"),
};

for (
  const [does, hello, transport, expected] of [
    ["gives JA4's own example", JA4_EXAMPLE, "t", "t13d1516h2_8daaf6152771_e5627efa2ab1"],
    [
      "says when there is no name and no ALPN",
      {
        ...JA4_EXAMPLE,
        hasServerName: false,
        firstAlpn: undefined,
      },
      "q",
      "q13i151600_8daaf6152771_e5627efa2ab1",
    ],
    [
      "takes the lowest number of DTLS versions",
      {
        ...JA4_EXAMPLE,
        supportedVersions: [0xfeff, 0xfefd],
      },
      "d",
      "dd2d1516h2_8daaf6152771_e5627efa2ab1",
    ],
    [
      "has zeros for what is empty",
      {
        ...JA4_EXAMPLE,
        cipherSuites: [],
        extensions: [],
        supportedVersions: [],
      },
      "t",
      "t12d0000h2_000000000000_000000000000",
    ],
    [
      "writes an ALPN that is not text as digits",
      {
        ...JA4_EXAMPLE,
        firstAlpn: Uint8Array.of(0xab, 0x00, 0xcd),
      },
      "t",
      "t13d1516ad_8daaf6152771_e5627efa2ab1",
    ],
  ] as const
) {
  Deno.test(`ja4() ${does}`, () => assertStrictEquals(ja4(hello, transport), expected));
}

Deno.test("isGrease() takes 0x0a0a to 0xfafa, and no neighbours", () => {
  const taken = Array.from({ length: 0x1_0000 }, (_, value) => value).filter(isGrease);
  assertStrictEquals(taken.length, 16);
  assertStrictEquals(taken.every((value) => value % 0x1010 === 0x0a0a), true);
});
