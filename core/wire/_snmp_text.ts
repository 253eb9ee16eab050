// core/wire/_snmp_text.ts: SNMP's values and outcomes in tcpdump's manner.
import { type BerElement, berObjectIdentifier, BerTag } from "./_ber.ts";
import { hex } from "./bytes.ts";

/** Tags of SMI's own types (RFC 2578, section 7.1). */
const Smi = { IpAddress: 0x40, Counter: 0x41, Gauge: 0x42, Ticks: 0x43, Counter64: 0x46 } as const;

/** Values that say why there is none (RFC 3416, section 3). */
const EXCEPTIONS: { readonly [tag: number]: string } = {
  0x80: "[noSuchObject]",
  0x81: "[noSuchInstance]",
  0x82: "[endOfMibView]",
};

/** Outcomes (RFC 3416, section 3). */
const ERRORS: readonly string[] = [
  ...["noError", "tooBig", "noSuchName", "badValue", "readOnly", "genErr", "noAccess", "wrongType"],
  ...["wrongLength", "wrongEncoding", "wrongValue", "noCreation", "inconsistentValue"],
  ...["resourceUnavailable", "commitFailed", "undoFailed", "authorizationError", "notWritable"],
  "inconsistentName",
];

/** A value; empty for none. What is cut is left out. */
export function snmpValueText({ tag, length, content }: BerElement): string {
  if (content.left < length) return "";
  const exception = EXCEPTIONS[tag];
  if (exception !== undefined) return exception;
  const bytes = content.bytes.subarray(content.at, content.at + length);
  switch (tag) {
    case BerTag.Integer:
      return `${integer(bytes, true)}`;
    case Smi.Counter:
    case Smi.Gauge:
    case Smi.Ticks:
    case Smi.Counter64:
      return `${integer(bytes, false)}`;
    case BerTag.OctetString:
      return octets(bytes);
    case BerTag.ObjectIdentifier:
      return `.${berObjectIdentifier(content)}`;
    case Smi.IpAddress:
      return bytes.join(".");
    default:
      return "";
  }
}

/** ` noSuchName@1`: the outcome and the variable that failed; empty for success. */
export function snmpErrorText(status = 0, index = 0): string {
  if (status === 0) return "";
  const name = ERRORS[status] ?? `err=${status}`;
  return index === 0 ? ` ${name}[errorIndex==0]` : ` ${name}@${index}`;
}

function integer(bytes: Uint8Array, signed: boolean): bigint {
  if (bytes.length === 0) return 0n;
  const value = BigInt(`0x${hex(bytes, 0, bytes.length)}`);
  return signed ? BigInt.asIntN(bytes.length * 8, value) : value;
}

/** In quotes, or where it is no text as hexadecimal digits with `_` between. */
function octets(bytes: Uint8Array): string {
  const isText = bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13));
  return isText
    ? `"${String.fromCharCode(...bytes)}"`
    : Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("_");
}
