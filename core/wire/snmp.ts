// core/wire/snmp.ts: simple network management, RFC 1157 (version 1), 3416 (2c), 3412 (3).
import { Application } from "./_application.ts";
import { berContent, berElement, berInteger, berObjectIdentifier, BerTag } from "./_ber.ts";
import { snmpErrorText, snmpValueText } from "./_snmp_text.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, hexadecimal, integer, list, text } from "./field.ts";

/** Bytes of the shortest head: a sequence and a version. */
const SHORTEST = 5;

/** The number of version 3; version 1 is 0 and 2c is 1. */
const VERSION_3 = 3;

const PDU_NAMES: { readonly [tag: number]: string } = {
  0xa0: "GetRequest",
  0xa1: "GetNextRequest",
  0xa2: "GetResponse",
  0xa3: "SetRequest",
  0xa4: "Trap",
  0xa5: "GetBulk",
  0xa6: "Inform",
  0xa7: "V2Trap",
  0xa8: "Report",
};

const GET_BULK = 0xa5;
/** Those whose variables have no values yet. */
const ASKING: ReadonlySet<number> = new Set([0xa0, 0xa1, GET_BULK]);
/** The community that tcpdump does not print. */
const USUAL_COMMUNITY = "public";

/** What stands inside of the message. */
interface Content {
  version?: number;
  community?: string;
  messageId?: number;
  pduType?: number;
  requestId?: number;
  errorStatus?: number;
  errorIndex?: number;
  variables?: string[];
  /** Bytes of what is asked or answered. */
  pduLength?: number;
  /** What each of the variables is, as text. */
  values?: string[];
}

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const message = Uint8Array.of(0x30, 6, 2, 1, 1, 4, 1, 0x78);
 * const snmp = new Snmp();
 * snmp.at(message, 0, message.length);
 * assertStrictEquals(snmp.community, "x");
 * ```
 */
export class Snmp extends Application {
  static override readonly title = "Simple Network Management Protocol";
  static override readonly specification = "RFC 3416";
  static override readonly fields: Fields = {
    version: integer("0 is version 1, 1 is 2c, 3 is 3"),
    community: text("password in the clear (versions 1 and 2c)"),
    messageId: integer("of version 3"),
    pduType: hexadecimal("160 get, 161 get next, 162 response, 163 set, 164 trap"),
    requestId: integer("pairs answers with requests"),
    errorStatus: integer("0 is success"),
    errorIndex: integer("the variable that failed"),
    variables: list(text("name of a variable")),
  };

  #content: Content = {};

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < SHORTEST) return truncated("version", SHORTEST);
    const message = berContent(new Cursor(bytes, start, end), BerTag.Sequence);
    const version = message && berInteger(message);
    if (message === undefined || version === undefined) return malformed("version");
    if (version < 0 || version > VERSION_3) return malformed("version");
    this.#content = contentOf(version, message);
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** 0 is version 1, 1 is 2c, 3 is 3. */
  get version(): number | undefined {
    return this.#content.version;
  }

  /** `undefined` in version 3. */
  get community(): string | undefined {
    return this.#content.community;
  }

  /** Only in version 3. */
  get messageId(): number | undefined {
    return this.#content.messageId;
  }

  /** The tag of what is asked; `undefined` where it is encrypted. */
  get pduType(): number | undefined {
    return this.#content.pduType;
  }

  /** Pairs answers with requests. */
  get requestId(): number | undefined {
    return this.#content.requestId;
  }

  /** 0 is success; in a bulk request the variables that are not repeated. */
  get errorStatus(): number | undefined {
    return this.#content.errorStatus;
  }

  /** The variable that failed, from 1; in a bulk request the repetitions. */
  get errorIndex(): number | undefined {
    return this.#content.errorIndex;
  }

  /** Names of the variables, dotted. */
  get variables(): string[] | undefined {
    return this.#content.variables;
  }

  /** ` GetResponse(28)  .1.3.6.1.2.1.1.5.0="host"`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const { pduType, pduLength, variables = [], values = [], errorStatus, errorIndex } =
      this.#content;
    if (pduType === undefined) return `SNMPv${this.version}${this.lengthText}`;
    // What everybody uses is not worth a word.
    const { community = USUAL_COMMUNITY } = this;
    const secret = community === USUAL_COMMUNITY ? "" : ` C="${community}"`;
    const isBulk = pduType === GET_BULK;
    const outcome = isBulk
      ? `${errorStatus ? ` N=${errorStatus}` : ""}${errorIndex ? ` M=${errorIndex}` : ""}`
      : snmpErrorText(errorStatus, errorIndex);
    const isAsked = ASKING.has(pduType);
    const list = variables.map((name, at) => ` .${name}${isAsked ? "" : `=${values[at]}`}`).join(
      "",
    );
    return `${secret} ${PDU_NAMES[pduType]}(${pduLength}) ${outcome}${list}`;
  }
}

function contentOf(version: number, message: Cursor): Content {
  const content: Content = { version };
  if (version === VERSION_3) {
    const global = berContent(message, BerTag.Sequence);
    content.messageId = global && berInteger(global);
    berContent(message, BerTag.OctetString);
    // What is encrypted is an octet string here, and no sequence (RFC 3412, section 6).
    const scoped = berContent(message, BerTag.Sequence);
    if (scoped === undefined) return content;
    berContent(scoped, BerTag.OctetString);
    berContent(scoped, BerTag.OctetString);
    readPdu(content, scoped);
  } else {
    const community = berElement(message);
    if (community?.tag !== BerTag.OctetString) return content;
    if (community.content.left < community.length) return content;
    content.community = community.content.text(community.length);
    readPdu(content, message);
  }
  return content;
}

/** A trap of version 1 has other fields than all the rest (RFC 1157, section 4.1.6). */
const TRAP_V1 = 0xa4;

function readPdu(content: Content, data: Cursor): void {
  const pdu = berElement(data);
  if (pdu === undefined || PDU_NAMES[pdu.tag] === undefined) return;
  content.pduType = pdu.tag;
  content.pduLength = pdu.length;
  if (pdu.tag === TRAP_V1) {
    for (let k = 0; k < 5; k++) berElement(pdu.content);
  } else {
    content.requestId = berInteger(pdu.content);
    content.errorStatus = berInteger(pdu.content);
    content.errorIndex = berInteger(pdu.content);
  }
  const bindings = berContent(pdu.content, BerTag.Sequence);
  if (bindings === undefined) return;
  content.variables = [];
  content.values = [];
  while (bindings.more) {
    const binding = berContent(bindings, BerTag.Sequence);
    const name = binding && berElement(binding);
    if (name?.tag !== BerTag.ObjectIdentifier || name.content.left < name.length) return;
    content.variables.push(berObjectIdentifier(name.content));
    const value = berElement(binding!);
    content.values.push(value === undefined ? "" : snmpValueText(value));
  }
}
