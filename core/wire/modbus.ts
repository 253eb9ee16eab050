// core/wire/modbus.ts: Modbus over TCP (Modbus Messaging on TCP/IP Implementation Guide 1.0b).
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, integer } from "./field.ts";
import { TCP_PORT } from "./select.ts";

/** Byte offsets from the start of the message (section 3.1.3). */
const AT = {
  TRANSACTION_ID: 0,
  PROTOCOL_ID: 2,
  LENGTH: 4,
  UNIT_ID: 6,
  FUNCTION: 7,
  EXCEPTION: 8,
} as const;

/** Bytes up to the function code. */
export const MODBUS_HEADER_LENGTH = AT.FUNCTION + 1;

/** Unit identifier, function code and 252 bytes of data (section 4.1). */
const MAX_LENGTH = 254;

/**
 * One message; those that share its segment are layers after it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const read = Uint8Array.of(0, 1, 0, 0, 0, 6, 17, 3, 0, 107, 0, 3);
 * const modbus = new Modbus();
 * modbus.at(read, 0, read.length);
 * assertStrictEquals(modbus.functionCode, 3);
 * ```
 */
export class Modbus extends Application {
  static override readonly title = "Modbus/TCP";
  static override readonly specification = "Modbus Messaging on TCP/IP Implementation Guide";
  static override readonly fields: Fields = {
    transactionId: integer("pairs answers with requests"),
    length: integer("of what follows this field", "bytes"),
    unitId: integer("device behind a gateway"),
    functionCode: integer("1 to 6 and 15 to 24 read and write"),
    exception: boolean("the request failed"),
    exceptionCode: integer("why it failed"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < MODBUS_HEADER_LENGTH) return truncated("functionCode", MODBUS_HEADER_LENGTH);
    const length = u16(bytes, start + AT.LENGTH);
    if (u16(bytes, start + AT.PROTOCOL_ID) !== 0) return malformed("transactionId");
    if (length < 2 || length > MAX_LENGTH) return malformed("length");
    return this.window(bytes, start, start + AT.UNIT_ID + length, end, wireEnd, TCP_PORT | 502);
  }

  /** 0 to 65,535. */
  get transactionId(): number {
    return u16(this.bytes, this.start + AT.TRANSACTION_ID);
  }

  /** Bytes of what follows this field. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** Device behind a gateway. */
  get unitId(): number {
    return this.bytes[this.start + AT.UNIT_ID];
  }

  /** 1 to 127. */
  get functionCode(): number {
    return this.bytes[this.start + AT.FUNCTION] & 0x7f;
  }

  /** The request failed. */
  get exception(): boolean {
    return this.bytes[this.start + AT.FUNCTION] > 0x7f;
  }

  /** Why it failed; `undefined` where it did not. */
  get exceptionCode(): number | undefined {
    return this.exception && this.length >= 3 && this.start + AT.EXCEPTION < this.payloadEnd
      ? this.bytes[this.start + AT.EXCEPTION]
      : undefined;
  }

  /** `Modbus unit 17 function 3, id 1, length 12`. */
  override summary(_detail: number): string {
    const failed = this.exception ? " exception" : "";
    return `Modbus unit ${this.unitId} function ${this.functionCode}${failed}, ` +
      `id ${this.transactionId}${this.lengthText}`;
  }
}
