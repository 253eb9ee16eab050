// core/wire/dns.ts: the domain name system, RFC 1035.
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { type DnsEdns, EDNS_FIELDS } from "./_dns_edns.ts";
import { DnsNameReader } from "./_dns_name.ts";
import { type DnsRecord, fullName, RECORD_FIELDS, recordSummary } from "./_dns_record.ts";
import { AT, DNS_HEADER_LENGTH, type DnsQuestion, Sections } from "./_dns_sections.ts";
import { DNS_OPCODES, DNS_RESPONSE_CODES, DNS_TYPES, dnsTypeName } from "./_dns_types.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, group, hexadecimal, integer, list, text } from "./field.ts";
import { type Selector, TCP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

export type { DnsEdns, DnsOption } from "./_dns_edns.ts";
export type { DnsNaptr, DnsNsec3, DnsRecord, DnsRrsig, DnsSoa, DnsTsig } from "./_dns_record.ts";
export { DNS_HEADER_LENGTH, type DnsQuestion } from "./_dns_sections.ts";
export type { DnsSvcb } from "./_dns_svcb.ts";
export { dnsResponseName, dnsTypeName } from "./_dns_types.ts";

/** Bytes before a message that comes over a stream (RFC 1035, section 4.2.2). */
const STREAM_PREFIX_LENGTH = 2;

/** The fields of all three protocols that have this form. */
export const DNS_FIELDS = {
  streamLength: integer("of the message, before it where it comes over TCP", "bytes"),
  id: integer("pairs answers with questions"),
  flags: hexadecimal("all of them as one number"),
  response: boolean("an answer"),
  opcode: integer("0 is a query"),
  authoritative: boolean("the server owns the name (in responses)"),
  truncated: boolean("there is more, ask by TCP"),
  recursionDesired: boolean("the server shall ask others"),
  recursionAvailable: boolean("the server would ask others (in responses)"),
  authenticData: boolean("the server has verified the signatures"),
  checkingDisabled: boolean("answers that fail verification are wanted too"),
  responseCode: integer("0 is success (in responses)"),
  questionCount: integer("as the header says"),
  answerCount: integer("as the header says"),
  authorityCount: integer("as the header says"),
  additionalCount: integer("as the header says"),
  questions: list(group("question", {
    name: text("what is asked for"),
    type: integer("record type"),
    class: integer("1 is the Internet"),
    unicastResponse: boolean("an answer by unicast is preferred (multicast DNS)"),
  })),
  answers: list(group("record that answers", RECORD_FIELDS)),
  authorities: list(group("record that names an authority", RECORD_FIELDS)),
  additionals: list(group("record that may help", RECORD_FIELDS)),
  edns: group("what the OPT record says", EDNS_FIELDS),
} satisfies Fields;

/**
 * One message. The header is there at once; the sections are decoded when they
 * are asked for, and end where the message is cut or broken.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const query = Uint8Array.of(0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 110, 108, 0, 0, 1, 0, 1);
 * const dns = new Dns();
 * dns.at(query, 0, query.length);
 * assertStrictEquals(dns.questions[0].name, "nl");
 * assertStrictEquals(dns.summary(1), "4660+ A? nl. (20)");
 * ```
 */
export class Dns extends Application {
  static override readonly title: string = "Domain Name System";
  static override readonly specification: string = "RFC 1035";
  static override readonly fields: Fields = DNS_FIELDS;

  /** Where the message begins: after the length, over TCP. */
  #message = 0;
  #messageEnd = 0;
  #messageWireEnd = 0;
  #sections: Sections | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const overStream = this.over === TCP_PORT;
    const message = overStream ? start + STREAM_PREFIX_LENGTH : start;
    const needed = message - start + DNS_HEADER_LENGTH;
    if (end - start < needed) return truncated("additionalCount", needed);
    if (overStream) {
      const length = u16(bytes, start);
      if (length < DNS_HEADER_LENGTH) return malformed("streamLength");
      this.#messageWireEnd = Math.min(wireEnd, message + length);
    } else {
      this.#messageWireEnd = wireEnd;
    }
    this.#message = message;
    this.#messageEnd = Math.min(end, this.#messageWireEnd);
    this.#sections = undefined;
    return this.window(bytes, start, this.#messageEnd, end, wireEnd, this.follower);
  }

  /** What comes after this message in the same segment. */
  protected get follower(): Selector {
    return TCP_PORT | 53;
  }

  /** Whether the top bit of a class has a meaning of its own (RFC 6762, section 18.12). */
  protected get multicast(): boolean {
    return false;
  }

  /** Bytes of the message over TCP; `undefined` over UDP. */
  get streamLength(): number | undefined {
    return this.#message === this.start ? undefined : u16(this.bytes, this.start);
  }

  /** Identifier, 0 to 65,535. */
  get id(): number {
    return u16(this.bytes, this.#message + AT.ID);
  }

  /** Flags, opcode and response code as one number. */
  get flags(): number {
    return u16(this.bytes, this.#message + AT.FLAGS);
  }

  /** An answer, not a question. */
  get response(): boolean {
    return (this.flags & 0x8000) !== 0;
  }

  /** What is to be done, 0 (query) to 15. */
  get opcode(): number {
    return (this.flags >> 11) & 0xf;
  }

  /** The server owns the name; `undefined` in queries. */
  get authoritative(): boolean | undefined {
    return this.response ? (this.flags & 0x0400) !== 0 : undefined;
  }

  /** The message was cut to fit. */
  get truncated(): boolean {
    return (this.flags & 0x0200) !== 0;
  }

  /** The server shall ask others. */
  get recursionDesired(): boolean | undefined {
    return (this.flags & 0x0100) !== 0;
  }

  /** The server would ask others; `undefined` in queries. */
  get recursionAvailable(): boolean | undefined {
    return this.response ? (this.flags & 0x0080) !== 0 : undefined;
  }

  /** The server has verified the signatures. */
  get authenticData(): boolean | undefined {
    return (this.flags & 0x0020) !== 0;
  }

  /** Answers that fail verification are wanted too. */
  get checkingDisabled(): boolean | undefined {
    return (this.flags & 0x0010) !== 0;
  }

  /** 0 (success) to 15; with the upper bits that an OPT record has; `undefined` in queries. */
  get responseCode(): number | undefined {
    return this.response ? this.flags & 0xf : undefined;
  }

  /** Questions, as the header says. */
  get questionCount(): number {
    return u16(this.bytes, this.#message + AT.QUESTIONS);
  }

  /** Answers, as the header says. */
  get answerCount(): number {
    return u16(this.bytes, this.#message + AT.ANSWERS);
  }

  /** Records of authority, as the header says. */
  get authorityCount(): number {
    return u16(this.bytes, this.#message + AT.AUTHORITY);
  }

  /** Additional records, as the header says, OPT among them. */
  get additionalCount(): number {
    return u16(this.bytes, this.#message + AT.ADDITIONAL);
  }

  /** What is asked. */
  get questions(): DnsQuestion[] {
    return this.#read().questions;
  }

  /** What is answered. */
  get answers(): DnsRecord[] {
    return this.#read().answers;
  }

  /** Who would know. */
  get authorities(): DnsRecord[] {
    return this.#read().authorities;
  }

  /** What may help. What OPT says is in {@linkcode edns}. */
  get additionals(): DnsRecord[] {
    return this.#read().additionals;
  }

  /** Extensions; `undefined` where there is no OPT record. */
  get edns(): DnsEdns | undefined {
    return this.#read().edns;
  }

  #read(): Sections {
    return this.#sections ??= new Sections(
      this.bytes,
      this.#message,
      this.#messageEnd,
      this.multicast,
    );
  }

  /** In tcpdump's manner: `4660+ A? example.org. (29)`, `4660 2/0/1 A 192.0.2.1, … (61)`. */
  override summary(detail: number): string {
    const length = this.#messageWireEnd - this.#message;
    const operation = DNS_OPCODES[this.opcode] ?? ` op${this.opcode}`;
    return this.response
      ? `${this.id}${operation}${this.#outcome(detail)} (${length})`
      : `${this.id}${operation}${this.#asked()} (${length})`;
  }

  #outcome(detail: number): string {
    const code = this.flags & 0xf;
    const codeName = code === 0 ? "" : ` ${DNS_RESPONSE_CODES[code] ?? `Resp${code}`}`;
    const flags = (this.authoritative ? "*" : "") + (this.recursionAvailable ? "" : "-") +
      (this.truncated ? "|" : "") + (this.authenticData ? "$" : "");
    const odd = this.questionCount === 1 ? "" : ` [${this.questionCount}q]`;
    const asked = detail < 3 ? "" : this.questions.map((one) => ` q:${questionText(one)}`).join();
    const counts = ` ${this.answerCount}/${this.authorityCount}/${this.additionalCount}`;
    return codeName + flags + odd + asked + counts + recordsText("", this.answers, detail) +
      (detail < 3 ? "" : recordsText(" ns:", this.authorities, detail)) +
      (detail < 3 ? "" : recordsText(" ar:", this.additionals, detail));
  }

  #asked(): string {
    const flags = (this.recursionDesired ? "+" : "") + (this.checkingDisabled ? "%" : "");
    const odd = (this.answerCount === 0 ? "" : ` [${this.answerCount}a]`) +
      (this.questionCount === 1 ? "" : ` [${this.questionCount}q]`) +
      (this.authorityCount === 0 ? "" : ` [${this.authorityCount}n]`) +
      (this.additionalCount === 0 ? "" : ` [${this.additionalCount}au]`);
    return flags + odd + this.questions.map(questionText).join("");
  }
}

function questionText({ name, type, unicastResponse }: DnsQuestion): string {
  const how = unicastResponse === undefined ? "" : unicastResponse ? " (QU)" : " (QM)";
  return ` ${dnsTypeName(type)}${how}? ${fullName(name)}`;
}

/** The records of a section, divided by commas; nothing where there are none. */
function recordsText(label: string, records: readonly DnsRecord[], detail: number): string {
  if (records.length === 0) return "";
  return label + records.map((one) => " " + recordSummary(one, detail)).join();
}

/** More questions or records than this are in no message that was not made up. */
const MAX_PLAUSIBLE_RECORDS = 200;
/** Classes in use: Internet, Chaos, Hesiod, none, any. */
const CLASSES: readonly number[] = [1, 3, 4, 254, 255];

/** Whether a datagram on any port is a DNS message: one question of a known type and class. */
export function probeDns(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end - start < DNS_HEADER_LENGTH) return Verdict.Unsure;
  const flags = u16(bytes, start + AT.FLAGS);
  const opcode = (flags >> 11) & 0xf;
  if (opcode > 5 || (flags & 0x0040) !== 0 || u16(bytes, start + AT.QUESTIONS) !== 1) {
    return Verdict.No;
  }
  const records = u16(bytes, start + AT.ANSWERS) + u16(bytes, start + AT.AUTHORITY) +
    u16(bytes, start + AT.ADDITIONAL);
  if (records > MAX_PLAUSIBLE_RECORDS) return Verdict.No;
  const reader = new DnsNameReader();
  if (!reader.read(bytes, start, start + DNS_HEADER_LENGTH, end)) return Verdict.No;
  const after = reader.after;
  if (after + 4 > end) return Verdict.Unsure;
  const known = DNS_TYPES[u16(bytes, after)] !== undefined &&
    CLASSES.includes(u16(bytes, after + 2));
  const ends = records === 0 ? after + 4 === end : after + 4 < end;
  return known && ends ? Verdict.Yes : Verdict.No;
}
