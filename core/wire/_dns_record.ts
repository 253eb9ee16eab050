// core/wire/_dns_record.ts: resource records, RFC 1035, section 3.2, as people see them.
import type { Address } from "./address.ts";
import { dnsTypeName } from "./_dns_types.ts";
import { type DnsSvcb, SVCB_FIELDS } from "./_dns_svcb.ts";
import {
  address,
  boolean,
  bytes,
  type Fields,
  group,
  hexadecimal,
  integer,
  list,
  text,
} from "./field.ts";

/** One resource record. Its data stands under the name of its type. */
export interface DnsRecord {
  /** Absent where a compression pointer in it leads nowhere. */
  name?: string;
  /** What the record is: 1 is A, 28 AAAA. */
  type: number;
  /** Absent in OPT, as is the time to live: they mean something else there. */
  class?: number;
  /** Only in multicast DNS: the top bit of the class (RFC 6762, section 10.2). */
  cacheFlush?: boolean;
  /** In seconds. */
  timeToLive?: number;
  /** Of the data, in bytes. */
  length: number;
  /** An IPv4 address. */
  a?: Address;
  /** An IPv6 address. */
  aaaa?: Address;
  /** The canonical name of the owner, which is an alias. */
  cname?: string;
  /** A name server of the zone. */
  ns?: string;
  /** The name pointed at: the host of an address, an instance of a service. */
  ptr?: string;
  /** What stands for the owner at the end of names (RFC 6672). */
  dname?: string;
  /** A mail exchange; the lower preference is tried first. */
  mx?: { preference: number; exchange?: string };
  /** Texts, each of up to 255 bytes. */
  txt?: string[];
  /** Where a service is (RFC 2782). */
  srv?: { priority: number; weight: number; port: number; target?: string };
  /** Start of a zone of authority. */
  soa?: DnsSoa;
  /** About the host. */
  hinfo?: { cpu: string; os: string };
  /** A rule that rewrites names. */
  naptr?: DnsNaptr;
  /** Who may issue certificates (RFC 8659). */
  caa?: { flags: number; tag: string; value: string };
  /** How to reach a service: SVCB, HTTPS. */
  svcb?: DnsSvcb;
  /** Digest of a child zone's key (RFC 4034, section 5). */
  ds?: { keyTag: number; algorithm: number; digestType: number; digest: Uint8Array };
  /** A key of the zone (RFC 4034, section 2). */
  dnskey?: { flags: number; protocol: number; algorithm: number; publicKey: Uint8Array };
  /** A signature over records. */
  rrsig?: DnsRrsig;
  /** The next owner, and the types that this one has (RFC 4034, section 4). */
  nsec?: { nextDomain?: string; types: number[] };
  /** The same by hashes. */
  nsec3?: DnsNsec3;
  /** A certificate that is to be found at the service (RFC 6698). */
  tlsa?: { usage: number; selector: number; matchingType: number; data: Uint8Array };
  /** Fingerprint of a host key (RFC 4255). */
  sshfp?: { algorithm: number; fingerprintType: number; fingerprint: Uint8Array };
  /** Where a service is, as a URI (RFC 7553). */
  uri?: { priority: number; weight: number; target: string };
  /** A signature over the message. */
  tsig?: DnsTsig;
  /** The data of all other types. */
  data?: Uint8Array;
}

/** Start of authority (RFC 1035, section 3.3.13); the times in seconds. */
export interface DnsSoa {
  /** The primary server. */
  mname?: string;
  /** The mailbox of who is responsible, with a dot for the at sign. */
  rname?: string;
  /** The version of the zone. */
  serial: number;
  /** Until a secondary server asks again. */
  refresh: number;
  /** Until it asks again where that failed. */
  retry: number;
  /** Until it no longer answers. */
  expire: number;
  /** How long a denial may be kept (RFC 2308). */
  minimum: number;
}

/** Naming authority pointer (RFC 3403, section 4). */
export interface DnsNaptr {
  /** Lower is tried first. */
  order: number;
  /** Lower is tried first among equal orders. */
  preference: number;
  /** What the result is: `s`, `a`, `u`, `p`. */
  flags: string;
  /** The services that it leads to. */
  services: string;
  /** How to rewrite the name. */
  regexp: string;
  /** What to look up next. */
  replacement?: string;
}

/** Signature over records (RFC 4034, section 3); times in seconds since 1970. */
export interface DnsRrsig {
  /** The type of the records. */
  typeCovered: number;
  /** Of the key. */
  algorithm: number;
  /** How many labels the owner had before wildcards. */
  labels: number;
  /** As in the zone, in seconds. */
  originalTimeToLive: number;
  /** It holds until then. */
  expiration: number;
  /** It holds from then on. */
  inception: number;
  /** Which key. */
  keyTag: number;
  /** Whose key. */
  signerName?: string;
  /** The signature itself. */
  signature: Uint8Array;
}

/** Hashed denial of existence (RFC 5155, section 3). */
export interface DnsNsec3 {
  /** 1 is SHA-1. */
  hashAlgorithm: number;
  /** 1 is opt-out. */
  flags: number;
  /** Further rounds of hashing. */
  iterations: number;
  /** What is hashed with the name. */
  salt: Uint8Array;
  /** The next hash in the zone. */
  nextHashedOwner: Uint8Array;
  /** Types that the owner has. */
  types: number[];
}

/** Transaction signature (RFC 8945, section 4.2). */
export interface DnsTsig {
  /** By its name. */
  algorithm?: string;
  /** In seconds since 1970. */
  timeSigned: number;
  /** How far the clocks may differ, in seconds. */
  fudge: number;
  /** The message authentication code. */
  mac: Uint8Array;
  /** The message's before it was forwarded. */
  originalId: number;
  /** 0, or what was wrong with the signature of the question. */
  error: number;
}

/** The fields of {@linkcode DnsRecord}. */
export const RECORD_FIELDS = {
  name: text("owner"),
  type: integer("record type"),
  class: integer("1 is the Internet"),
  cacheFlush: boolean("the set is whole, forget others (multicast DNS)"),
  timeToLive: integer("how long it may be kept", "seconds"),
  length: integer("of the data", "bytes"),
  a: address("IPv4 address"),
  aaaa: address("IPv6 address"),
  cname: text("canonical name"),
  ns: text("name server"),
  ptr: text("name pointed at"),
  dname: text("the other tree's name"),
  mx: group("mail exchange", {
    preference: integer("lower is tried first"),
    exchange: text("host"),
  }),
  txt: list(text("one string of the text")),
  srv: group("service location", {
    priority: integer("lower is tried first"),
    weight: integer("share among equal priorities"),
    port: integer("of the service"),
    target: text("host"),
  }),
  soa: group("start of authority", {
    mname: text("primary server"),
    rname: text("mailbox of who is responsible"),
    serial: integer("version of the zone"),
    refresh: integer("until the secondary asks again", "seconds"),
    retry: integer("until it asks again after failure", "seconds"),
    expire: integer("until it stops answering", "seconds"),
    minimum: integer("how long denials may be kept", "seconds"),
  }),
  hinfo: group("host information", { cpu: text("processor"), os: text("operating system") }),
  naptr: group("naming authority pointer", {
    order: integer("lower first"),
    preference: integer("lower first among equal orders"),
    flags: text("what the result is"),
    services: text("service parameters"),
    regexp: text("substitution"),
    replacement: text("the next name to look up"),
  }),
  caa: group("certification authority authorization", {
    flags: hexadecimal("128 is critical"),
    tag: text("property"),
    value: text("its value"),
  }),
  svcb: group("service binding, of HTTPS records too", SVCB_FIELDS),
  ds: group("delegation signer", {
    keyTag: integer("of the key"),
    algorithm: integer("of the key"),
    digestType: integer("hash function"),
    digest: bytes("of the key"),
  }),
  dnskey: group("public key", {
    flags: hexadecimal("256 is a zone key, 1 a secure entry point"),
    protocol: integer("always 3"),
    algorithm: integer("of the key"),
    publicKey: bytes("key material"),
  }),
  rrsig: group("signature", {
    typeCovered: integer("record type that is signed"),
    algorithm: integer("of the key"),
    labels: integer("in the original owner name"),
    originalTimeToLive: integer("as in the zone", "seconds"),
    expiration: integer("valid until, since 1970", "seconds"),
    inception: integer("valid from, since 1970", "seconds"),
    keyTag: integer("of the key"),
    signerName: text("owner of the key"),
    signature: bytes("signature"),
  }),
  nsec: group("denial of existence", {
    nextDomain: text("next owner in the zone"),
    types: list(integer("record type that exists")),
  }),
  nsec3: group("hashed denial of existence", {
    hashAlgorithm: integer("1 is SHA-1"),
    flags: hexadecimal("1 is opt-out"),
    iterations: integer("additional ones"),
    salt: bytes("salt"),
    nextHashedOwner: bytes("next hash in the zone"),
    types: list(integer("record type that exists")),
  }),
  tlsa: group("certificate association", {
    usage: integer("which certificate"),
    selector: integer("which part of it"),
    matchingType: integer("how it is presented"),
    data: bytes("certificate or hash"),
  }),
  sshfp: group("SSH key fingerprint", {
    algorithm: integer("of the key"),
    fingerprintType: integer("hash function"),
    fingerprint: bytes("hash"),
  }),
  uri: group("uniform resource identifier", {
    priority: integer("lower is tried first"),
    weight: integer("share among equal priorities"),
    target: text("the identifier"),
  }),
  tsig: group("transaction signature", {
    algorithm: text("name of it"),
    timeSigned: integer("since 1970", "seconds"),
    fudge: integer("permitted error of the time", "seconds"),
    mac: bytes("message authentication code"),
    originalId: integer("message's before forwarding"),
    error: integer("extended response code"),
  }),
  data: bytes("data of another type"),
} satisfies Fields;

/**
 * The record as tcpdump prints it among others: `A 192.0.2.1`, `MX mail.example.org. 10`.
 *
 * @param detail from 2 on its owner too
 */
export function recordSummary(record: DnsRecord, detail: number): string {
  const owner = detail < 2 ? "" : `${fullName(record.name)} `;
  return `${owner}${record.cacheFlush ? "(Cache flush) " : ""}${dataSummary(record)}`;
}

function dataSummary(record: DnsRecord): string {
  const type = dnsTypeName(record.type);
  const { mx, srv, txt: strings } = record;
  if (mx !== undefined) return `${type} ${fullName(mx.exchange)} ${mx.preference}`;
  if (srv !== undefined) {
    return `${type} ${fullName(srv.target)}:${srv.port} ${srv.priority} ${srv.weight}`;
  }
  if (strings !== undefined) return [type, ...strings.map((one) => JSON.stringify(one))].join(" ");
  const value = record.a ?? record.aaaa;
  if (value !== undefined) return `${type} ${value}`;
  const name = record.cname ?? record.ns ?? record.ptr ?? record.dname;
  return name === undefined ? type : `${type} ${fullName(name)}`;
}

/** A name with its final dot. */
export function fullName(name: string | undefined): string {
  if (name === undefined) return "?";
  return name === "." ? name : name + ".";
}

/** Bytes between a record's name and its data: type, class, time to live and length. */
export const RECORD_FIXED_LENGTH = 10;
