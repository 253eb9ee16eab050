// core/wire/_dns_data.ts: the data of resource records, by type.
import { Cursor } from "./_cursor.ts";
import { DnsNameReader } from "./_dns_name.ts";
import type { DnsRecord } from "./_dns_record.ts";
import { svcbOf } from "./_dns_svcb.ts";

/** What the data of one record is read with: itself, and the message that its names point into. */
export class RecordData extends Cursor {
  readonly #message: number;
  readonly #reader = new DnsNameReader();

  constructor(bytes: Uint8Array, message: number, at: number, end: number) {
    super(bytes, at, end);
    this.#message = message;
  }

  /** A name; `undefined` where it is broken or cut. */
  name(): string | undefined {
    const whole = this.#reader.read(this.bytes, this.#message, this.at, this.end);
    if (this.#reader.after < 0) {
      this.short = true;
      this.at = this.end;
      return undefined;
    }
    this.at = this.#reader.after;
    return whole ? this.#reader.name : undefined;
  }

  /** A character string: its length in one byte, then its text. */
  string(): string {
    return this.text(this.u8());
  }
}

/** Puts the data under the name of the record's type. */
export function readData(record: DnsRecord, data: RecordData): void {
  const read = READERS[record.type];
  if (read === undefined) record.data = data.rest();
  else read(record, data);
}

type ReadData = (record: DnsRecord, data: RecordData) => void;

const rrsig: ReadData = (record, data) =>
  record.rrsig = {
    typeCovered: data.u16(),
    algorithm: data.u8(),
    labels: data.u8(),
    originalTimeToLive: data.u32(),
    expiration: data.u32(),
    inception: data.u32(),
    keyTag: data.u16(),
    signerName: data.name(),
    signature: data.rest(),
  };

const dnskey: ReadData = (record, data) =>
  record.dnskey = {
    flags: data.u16(),
    protocol: data.u8(),
    algorithm: data.u8(),
    publicKey: data.rest(),
  };

const ds: ReadData = (record, data) =>
  record.ds = {
    keyTag: data.u16(),
    algorithm: data.u8(),
    digestType: data.u8(),
    digest: data.rest(),
  };

const txt: ReadData = (record, data) => {
  record.txt = [];
  while (data.more) record.txt.push(data.string());
};

const svcb: ReadData = (record, data) => record.svcb = svcbOf(data.u16(), data.name(), data);

const READERS: { readonly [type: number]: ReadData } = {
  1: (record, data) => record.a = data.address(4),
  2: (record, data) => record.ns = data.name(),
  5: (record, data) => record.cname = data.name(),
  6: (record, data) =>
    record.soa = {
      mname: data.name(),
      rname: data.name(),
      serial: data.u32(),
      refresh: data.u32(),
      retry: data.u32(),
      expire: data.u32(),
      minimum: data.u32(),
    },
  12: (record, data) => record.ptr = data.name(),
  13: (record, data) => record.hinfo = { cpu: data.string(), os: data.string() },
  15: (record, data) => record.mx = { preference: data.u16(), exchange: data.name() },
  16: txt,
  24: rrsig,
  25: dnskey,
  28: (record, data) => record.aaaa = data.address(16),
  33: (record, data) =>
    record.srv = {
      priority: data.u16(),
      weight: data.u16(),
      port: data.u16(),
      target: data.name(),
    },
  35: (record, data) =>
    record.naptr = {
      order: data.u16(),
      preference: data.u16(),
      flags: data.string(),
      services: data.string(),
      regexp: data.string(),
      replacement: data.name(),
    },
  39: (record, data) => record.dname = data.name(),
  43: ds,
  44: (record, data) =>
    record.sshfp = { algorithm: data.u8(), fingerprintType: data.u8(), fingerprint: data.rest() },
  46: rrsig,
  47: (record, data) => record.nsec = { nextDomain: data.name(), types: typeBitmap(data) },
  48: dnskey,
  50: (record, data) =>
    record.nsec3 = {
      hashAlgorithm: data.u8(),
      flags: data.u8(),
      iterations: data.u16(),
      salt: data.take(data.u8()),
      nextHashedOwner: data.take(data.u8()),
      types: typeBitmap(data),
    },
  52: (record, data) =>
    record.tlsa = {
      usage: data.u8(),
      selector: data.u8(),
      matchingType: data.u8(),
      data: data.rest(),
    },
  59: ds,
  60: dnskey,
  64: svcb,
  65: svcb,
  99: txt,
  250: (record, data) =>
    record.tsig = {
      algorithm: data.name(),
      timeSigned: data.u16() * 0x1_0000_0000 + data.u32(),
      fudge: data.u16(),
      mac: data.take(data.u16()),
      originalId: data.u16(),
      error: data.u16(),
    },
  256: (record, data) =>
    record.uri = { priority: data.u16(), weight: data.u16(), target: data.text(data.left) },
  257: (record, data) =>
    record.caa = { flags: data.u8(), tag: data.string(), value: data.text(data.left) },
  32769: ds,
};

/** The record types of a bitmap (RFC 4034, section 4.1.2): blocks of number, length and bits. */
function typeBitmap(data: Cursor): number[] {
  const types: number[] = [];
  while (data.more) {
    const block = data.u8() << 8;
    const bits = data.take(data.u8());
    for (let bit = 0; bit < bits.length * 8; bit++) {
      if ((bits[bit >> 3] & (0x80 >> (bit & 7))) !== 0) types.push(block | bit);
    }
  }
  return types;
}
