// core/wire/nbns.ts: the NetBIOS name service, RFC 1002, section 4.2.
import { type Address, IPV4_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { HEX, u16, u32 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { DnsNameReader } from "./_dns_name.ts";
import { type Fault, truncated } from "./fault.ts";
import { address, boolean, type Fields, group, hexadecimal, integer, list, text } from "./field.ts";

/** Byte offsets from the start of the header, as in DNS (section 4.2.1.1). */
const AT = { ID: 0, FLAGS: 2, QUESTIONS: 4, ANSWERS: 6, AUTHORITY: 8, ADDITIONAL: 10 } as const;

/** Bytes before the first question. */
export const NBNS_HEADER_LENGTH = AT.ADDITIONAL + 2;

/** Record type of names; the other is NBSTAT, 33. */
const NB = 32;

/** Letters of a name in its encoded form: two for each byte (RFC 1001, section 14.1). */
const ENCODED_LENGTH = 32;

/** One question. */
export interface NbnsQuestion {
  name?: string;
  /** 32 is a name, 33 a status. */
  type: number;
  class: number;
}

/** One record. */
export interface NbnsRecord extends NbnsQuestion {
  timeToLive: number;
  /** Of the data, in bytes. */
  length: number;
  /** Of a name: a group, not a host; and where it is. */
  addresses?: { flags: number; address: Address }[];
}

interface Sections {
  questions: NbnsQuestion[];
  records: NbnsRecord[];
}

const RECORD_FIELDS = {
  name: text("with the kind of service in angle brackets"),
  type: integer("32 is a name, 33 a status"),
  class: integer("1 is the Internet"),
} satisfies Fields;

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = Uint8Array.of(0x80, 1, 1, 0x10, 0, 0, 0, 0, 0, 0, 0, 0);
 * const nbns = new Nbns();
 * nbns.at(header, 0, header.length);
 * assertStrictEquals(nbns.id, 0x8001);
 * ```
 */
export class Nbns extends Application {
  static override readonly title = "NetBIOS name service";
  static override readonly specification = "RFC 1002";
  static override readonly fields: Fields = {
    id: integer("pairs answers with questions"),
    flags: hexadecimal("all of them as one number"),
    response: boolean("an answer"),
    opcode: integer("0 query, 5 registration, 6 release, 8 refresh"),
    truncated: boolean("there is more"),
    broadcast: boolean("sent to all, not to a name server"),
    responseCode: integer("0 is success (in responses)"),
    questions: list(group("question", RECORD_FIELDS)),
    records: list(group("record of any section", {
      ...RECORD_FIELDS,
      timeToLive: integer("how long it may be kept", "seconds"),
      length: integer("of the data", "bytes"),
      addresses: list(group("where the name is", {
        flags: hexadecimal("32768 is a group"),
        address: address("IPv4 address"),
      })),
    })),
  };

  #sections: Sections | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < NBNS_HEADER_LENGTH) return truncated("records", NBNS_HEADER_LENGTH);
    this.#sections = undefined;
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** Identifier, 0 to 65,535. */
  get id(): number {
    return u16(this.bytes, this.start + AT.ID);
  }

  /** Flags, opcode and response code as one number. */
  get flags(): number {
    return u16(this.bytes, this.start + AT.FLAGS);
  }

  /** An answer, not a question. */
  get response(): boolean {
    return (this.flags & 0x8000) !== 0;
  }

  /** What is to be done, 0 (query) to 15. */
  get opcode(): number {
    return (this.flags >> 11) & 0xf;
  }

  /** There is more. */
  get truncated(): boolean {
    return (this.flags & 0x0200) !== 0;
  }

  /** Sent to all. */
  get broadcast(): boolean {
    return (this.flags & 0x0010) !== 0;
  }

  /** 0 (success) to 15; `undefined` in requests. */
  get responseCode(): number | undefined {
    return this.response ? this.flags & 0xf : undefined;
  }

  /** What is asked. */
  get questions(): NbnsQuestion[] {
    return this.#read().questions;
  }

  /** The records of all three sections. */
  get records(): NbnsRecord[] {
    return this.#read().records;
  }

  #read(): Sections {
    if (this.#sections !== undefined) return this.#sections;
    const sections: Sections = { questions: [], records: [] };
    this.#sections = sections;
    const { bytes, start, payloadEnd: end } = this;
    const reader = new DnsNameReader();
    let at = start + NBNS_HEADER_LENGTH;
    for (let left = u16(bytes, start + AT.QUESTIONS); left > 0; left--) {
      const name = reader.read(bytes, start, at, end) ? decodedName(reader.name) : undefined;
      at = reader.after;
      if (at < 0 || at + 4 > end) return sections;
      sections.questions.push({ name, type: u16(bytes, at), class: u16(bytes, at + 2) });
      at += 4;
    }
    const count = u16(bytes, start + AT.ANSWERS) + u16(bytes, start + AT.AUTHORITY) +
      u16(bytes, start + AT.ADDITIONAL);
    for (let left = count; left > 0; left--) {
      const name = reader.read(bytes, start, at, end) ? decodedName(reader.name) : undefined;
      at = reader.after;
      if (at < 0 || at + 10 > end) return sections;
      const record: NbnsRecord = {
        name,
        type: u16(bytes, at),
        class: u16(bytes, at + 2),
        timeToLive: u32(bytes, at + 4),
        length: u16(bytes, at + 8),
      };
      at += 10;
      const data = new Cursor(bytes, at, Math.min(end, at + record.length));
      at += record.length;
      if (record.type === NB) record.addresses = addressesOf(data);
      sections.records.push(record);
      if (at > end) break;
    }
    return sections;
  }

  /** `NBT UDP PACKET(137): QUERY; REQUEST; BROADCAST`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const operation = OPERATIONS[this.opcode] ?? `OPCODE ${this.opcode}`;
    const outcome = !this.response ? "REQUEST" : this.responseCode === 0 ? "POSITIVE" : "NEGATIVE";
    const reply = this.response ? "; RESPONSE" : "";
    const way = this.broadcast ? "BROADCAST" : "UNICAST";
    return `NBT UDP PACKET(137): ${operation}; ${outcome}${reply}; ${way}`;
  }
}

const OPERATIONS: { readonly [opcode: number]: string } = {
  0: "QUERY",
  5: "REGISTRATION",
  6: "RELEASE",
  7: "WACK",
  8: "REFRESH",
  9: "REFRESH",
  15: "MULTIHOMED REGISTRATION",
};

function addressesOf(data: Cursor): NbnsRecord["addresses"] {
  const found: { flags: number; address: Address }[] = [];
  while (data.left >= 2 + IPV4_LENGTH) {
    const flags = data.u16();
    const address = data.address(IPV4_LENGTH);
    if (address !== undefined) found.push({ flags, address });
  }
  return found;
}

/**
 * The first label holds sixteen bytes as letters from A to P, a nibble each:
 * fifteen of name, padded with blanks, and the kind of service. The scope follows.
 */
function decodedName(name: string): string {
  const dot = name.indexOf(".");
  const first = dot < 0 ? name : name.slice(0, dot);
  if (first.length !== ENCODED_LENGTH || !/^[A-P]+$/.test(first)) return name;
  const nibble = (at: number) => first.charCodeAt(at) - 0x41;
  let plain = "";
  for (let at = 0; at < ENCODED_LENGTH - 2; at += 2) {
    plain += String.fromCharCode(nibble(at) << 4 | nibble(at + 1));
  }
  const kind = nibble(ENCODED_LENGTH - 2) << 4 | nibble(ENCODED_LENGTH - 1);
  return `${plain.replace(/[ \0]+$/, "")}<${HEX[kind]}>${dot < 0 ? "" : name.slice(dot)}`;
}
