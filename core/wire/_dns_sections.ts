// core/wire/_dns_sections.ts: the header and the four sections of a message, RFC 1035, section 4.1.
import { u16, u32 } from "./bytes.ts";
import { readData, RecordData } from "./_dns_data.ts";
import { type DnsEdns, ednsOf } from "./_dns_edns.ts";
import { DnsNameReader } from "./_dns_name.ts";
import { type DnsRecord, RECORD_FIXED_LENGTH } from "./_dns_record.ts";

/**
 * Byte offsets from the start of the header (RFC 1035, section 4.1.1; AD and
 * CD by RFC 4035, section 3).
 *
 *      0                   1
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *     +-------------------------------+
 *     |              ID               |
 *     +-+-------+-+-+-+-+-+-+-+-------+
 *     |Q|Opcode |A|T|R|R|Z|A|C| RCODE |
 *     +-+-------+-+-+-+-+-+-+-+-------+
 *     |   questions, answers, authority, additional: 16 bits each
 */
export const AT = {
  ID: 0,
  FLAGS: 2,
  QUESTIONS: 4,
  ANSWERS: 6,
  AUTHORITY: 8,
  ADDITIONAL: 10,
} as const;

/** Bytes before the first question. */
export const DNS_HEADER_LENGTH = AT.ADDITIONAL + 2;

/** Type OPT: no record of the zone, but an extension of the header (RFC 6891). */
const OPT = 41;

/** One question. */
export interface DnsQuestion {
  /** Absent where a compression pointer in it leads nowhere. */
  name?: string;
  type: number;
  class: number;
  /** Only in multicast DNS: an answer by unicast is preferred (RFC 6762, section 5.4). */
  unicastResponse?: boolean;
}

/**
 * The four sections, as far as the message goes and is whole. Each is read when it is asked for,
 * after those before it; where the message breaks off, those that follow stay empty.
 */
export class Sections {
  readonly #bytes: Uint8Array;
  readonly #message: number;
  readonly #end: number;
  readonly #multicast: boolean;
  readonly #reader = new DnsNameReader();
  #at: number;
  #questions: DnsQuestion[] | undefined;
  #answers: DnsRecord[] | undefined;
  #authorities: DnsRecord[] | undefined;
  #additionals: DnsRecord[] | undefined;
  #edns: DnsEdns | undefined;

  constructor(bytes: Uint8Array, message: number, end: number, multicast: boolean) {
    this.#bytes = bytes;
    this.#message = message;
    this.#end = end;
    this.#multicast = multicast;
    this.#at = message + DNS_HEADER_LENGTH;
  }

  get questions(): DnsQuestion[] {
    return this.#questions ??= this.#readQuestions();
  }

  get answers(): DnsRecord[] {
    if (this.#answers === undefined) {
      this.questions;
      this.#answers = this.#records(AT.ANSWERS);
    }
    return this.#answers;
  }

  get authorities(): DnsRecord[] {
    if (this.#authorities === undefined) {
      this.answers;
      this.#authorities = this.#records(AT.AUTHORITY);
    }
    return this.#authorities;
  }

  get additionals(): DnsRecord[] {
    if (this.#additionals === undefined) {
      this.authorities;
      this.#additionals = this.#records(AT.ADDITIONAL);
    }
    return this.#additionals;
  }

  /** Of the first OPT record, in whatever section. */
  get edns(): DnsEdns | undefined {
    this.additionals;
    return this.#edns;
  }

  #readQuestions(): DnsQuestion[] {
    const questions: DnsQuestion[] = [];
    for (let left = u16(this.#bytes, this.#message + AT.QUESTIONS); left > 0; left--) {
      const name = this.#name();
      const at = this.#step(4);
      if (at < 0) break;
      const classBits = u16(this.#bytes, at + 2);
      const question: DnsQuestion = {
        name,
        type: u16(this.#bytes, at),
        class: this.#multicast ? classBits & 0x7fff : classBits,
      };
      if (this.#multicast) question.unicastResponse = classBits > 0x7fff;
      questions.push(question);
    }
    return questions;
  }

  /** The records of the section whose count stands at `countAt` in the header. */
  #records(countAt: number): DnsRecord[] {
    const records: DnsRecord[] = [];
    for (let left = u16(this.#bytes, this.#message + countAt); left > 0; left--) {
      const name = this.#name();
      const at = this.#step(RECORD_FIXED_LENGTH);
      if (at < 0) break;
      const record = { name, type: u16(this.#bytes, at), length: u16(this.#bytes, at + 8) };
      records.push(this.#record(record, u16(this.#bytes, at + 2), u32(this.#bytes, at + 4)));
    }
    return records;
  }

  /** The next name; `undefined` where it leads nowhere. Where even its end is unknown, all ends. */
  #name(): string | undefined {
    if (this.#at < 0) return undefined;
    const whole = this.#reader.read(this.#bytes, this.#message, this.#at, this.#end);
    this.#at = this.#reader.after;
    return whole ? this.#reader.name : undefined;
  }

  /** Steps over `length` bytes and gives their offset; −1, from then on, where they are not there. */
  #step(length: number): number {
    const at = this.#at;
    if (at < 0 || at + length > this.#end) return this.#at = -1;
    this.#at += length;
    return at;
  }

  #record(record: DnsRecord, classBits: number, timeToLive: number): DnsRecord {
    const at = this.#at;
    const isWhole = at + record.length <= this.#end;
    const dataEnd = isWhole ? at + record.length : this.#end;
    const data = new RecordData(this.#bytes, this.#message, at, dataEnd);
    this.#at = isWhole ? dataEnd : -1;
    if (record.type === OPT) {
      // Its class and time to live mean something else (RFC 6891, section 6.1.2).
      this.#edns ??= ednsOf(classBits, timeToLive, data);
      return record;
    }
    record.class = this.#multicast ? classBits & 0x7fff : classBits;
    if (this.#multicast) record.cacheFlush = classBits > 0x7fff;
    record.timeToLive = timeToLive;
    // Data that is cut would be read as something else.
    if (isWhole) readData(record, data);
    return record;
  }
}
