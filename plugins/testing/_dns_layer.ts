// plugins/testing/_dns_layer.ts: a DNS message, RFC 1035.
import { Address, IPV4_LENGTH } from "../../core/wire/address.ts";
import { four, joined, type Layer, type Neighbours, two } from "./_layer.ts";

/** Record types that the builder writes (RFC 1035, section 3.2.2; RFC 3596). */
const TYPES = { A: 1, NS: 2, CNAME: 5, PTR: 12, TXT: 16, AAAA: 28 } as const satisfies Record<
  DnsTypeName,
  number
>;
/** The name of a record type that the builder writes. */
export type DnsTypeName = "A" | "NS" | "CNAME" | "PTR" | "TXT" | "AAAA";

/** Class IN. */
const INTERNET = 1;
/** Header flags (RFC 1035, section 4.1.1). */
const FLAG = { RESPONSE: 0x8000, RECURSION_DESIRED: 0x0100, RECURSION_AVAILABLE: 0x0080 } as const;

/** Fields of a DNS message; what is left out stands in brackets. */
export interface DnsFields {
  /** [1] */
  readonly id?: number;
  /** What is asked for [`"example.com"`]. */
  readonly name?: string;
  /** [`"A"`] */
  readonly type?: DnsTypeName | number;
  /** An answer; it comes from port 53 [whether there are answers or a response code]. */
  readonly response?: boolean;
  /** [0] */
  readonly responseCode?: number;
  /** Data of records for the name: addresses for A and AAAA, else names or text [none]. */
  readonly answers?: readonly string[];
  /** Seconds that the answers may be kept [300]. */
  readonly timeToLive?: number;
}

/** A DNS message; over TCP with its length in front. */
export class DnsLayer implements Layer {
  readonly name = "dns";
  readonly port = 53;
  readonly fromServer: boolean;
  readonly #fields: DnsFields;

  constructor(fields: DnsFields) {
    this.#fields = fields;
    this.fromServer = fields.response ??
      (fields.answers !== undefined || fields.responseCode !== undefined);
  }

  encode(payload: Uint8Array, { below }: Neighbours): Uint8Array {
    const { id = 1, name = "example.com", type = "A", answers = [] } = this.#fields;
    const number = typeof type === "number" ? type : TYPES[type];
    const message = joined(
      two(id),
      two(this.#flags()),
      [...two(1), ...two(answers.length), ...two(0), ...two(0)],
      nameBytes(name),
      two(number),
      two(INTERNET),
      ...answers.map((answer) => this.#record(number, answer)),
      payload,
    );
    // RFC 1035, section 4.2.2.
    return below?.name === "tcp" ? joined(two(message.length), message) : message;
  }

  #flags(): number {
    const response = this.fromServer ? FLAG.RESPONSE | FLAG.RECURSION_AVAILABLE : 0;
    return response | FLAG.RECURSION_DESIRED | (this.#fields.responseCode ?? 0);
  }

  /** Its name is a pointer to the question's, which begins at byte 12 (section 4.1.4). */
  #record(type: number, answer: string): Uint8Array {
    const data = recordData(type, answer);
    return joined(
      [0xc0, 12],
      two(type),
      two(INTERNET),
      four(this.#fields.timeToLive ?? 300),
      two(data.length),
      data,
    );
  }
}

function recordData(type: number, answer: string): Uint8Array {
  switch (type) {
    case TYPES.A:
    case TYPES.AAAA: {
      const address = Address.parse(answer);
      if ((address.kind === IPV4_LENGTH) === (type === TYPES.A)) return address.toBytes();
      throw new TypeError(`${answer} is no address for a record of type ${type}`);
    }
    case TYPES.TXT:
      return label(answer);
    default:
      return nameBytes(answer);
  }
}

/** Labels with their lengths in front, and the empty one of the root (section 3.1). */
function nameBytes(name: string): Uint8Array {
  const labels = name.split(".").filter((part) => part !== "");
  return joined(...labels.map(label), [0]);
}

function label(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return joined([bytes.length], bytes);
}
