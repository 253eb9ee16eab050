// core/wire/_dns_types.ts: the numbers of DNS that people know by name (IANA "DNS Parameters").

/** Record types by number. */
export const DNS_TYPES: { readonly [type: number]: string } = {
  1: "A",
  2: "NS",
  5: "CNAME",
  6: "SOA",
  10: "NULL",
  12: "PTR",
  13: "HINFO",
  15: "MX",
  16: "TXT",
  17: "RP",
  18: "AFSDB",
  24: "SIG",
  25: "KEY",
  28: "AAAA",
  29: "LOC",
  32: "NB",
  33: "SRV",
  35: "NAPTR",
  36: "KX",
  37: "CERT",
  39: "DNAME",
  41: "OPT",
  42: "APL",
  43: "DS",
  44: "SSHFP",
  45: "IPSECKEY",
  46: "RRSIG",
  47: "NSEC",
  48: "DNSKEY",
  49: "DHCID",
  50: "NSEC3",
  51: "NSEC3PARAM",
  52: "TLSA",
  53: "SMIMEA",
  55: "HIP",
  59: "CDS",
  60: "CDNSKEY",
  61: "OPENPGPKEY",
  62: "CSYNC",
  63: "ZONEMD",
  64: "SVCB",
  65: "HTTPS",
  99: "SPF",
  108: "EUI48",
  109: "EUI64",
  249: "TKEY",
  250: "TSIG",
  251: "IXFR",
  252: "AXFR",
  253: "MAILB",
  255: "ANY",
  256: "URI",
  257: "CAA",
  32769: "DLV",
};

/** The type's mnemonic, or `TYPE1234` (RFC 3597, section 5). */
export function dnsTypeName(type: number): string {
  return DNS_TYPES[type] ?? `TYPE${type}`;
}

/** Operation codes as tcpdump prints them; a query is not named. */
export const DNS_OPCODES: readonly string[] = ["", " inv_q", " stat", " op3", " notify", " update"];

/** Response codes, as `dig` and tcpdump write them. */
export const DNS_RESPONSE_CODES: readonly string[] = [
  "",
  "FormErr",
  "ServFail",
  "NXDomain",
  "NotImp",
  "Refused",
  "YXDomain",
  "YXRRSet",
  "NXRRSet",
  "NotAuth",
  "NotZone",
];

/** The response code's name as `dig` writes it, or `RCODE16`; 0 is `NoError`. */
export function dnsResponseName(code: number): string {
  if (code === 0) return "NoError";
  return DNS_RESPONSE_CODES[code] ?? `RCODE${code}`;
}
