// core/wire/tftp.ts: trivial file transfer, RFC 1350; options by RFC 2347.
import { Application } from "./_application.ts";
import { text, u16 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, group, integer, list, text as textField } from "./field.ts";

/** Packet types (RFC 1350, section 5; option acknowledgment by RFC 2347). */
export const TftpOpcode = {
  ReadRequest: 1,
  WriteRequest: 2,
  Data: 3,
  Acknowledgment: 4,
  Error: 5,
  OptionAcknowledgment: 6,
} as const;
/** One of {@linkcode TftpOpcode}. */
export type TftpOpcode = typeof TftpOpcode[keyof typeof TftpOpcode];

/** Bytes of the opcode, and of block or error code after it. */
const OPCODE_LENGTH = 2, NUMBER_LENGTH = 2;

const NAMES: readonly string[] = ["", "RRQ", "WRQ", "DATA", "ACK", "ERROR", "OACK"];

/**
 * One packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const request = new TextEncoder().encode("\0\x01boot.img\0octet\0");
 * const tftp = new Tftp();
 * tftp.at(request, 0, request.length);
 * assertStrictEquals(tftp.sourceFile, "boot.img");
 * ```
 */
export class Tftp extends Application {
  static override readonly title = "Trivial File Transfer Protocol";
  static override readonly specification = "RFC 1350";
  static override readonly fields: Fields = {
    opcode: integer("1 read, 2 write, 3 data, 4 acknowledgment, 5 error"),
    sourceFile: textField("what is read"),
    destinationFile: textField("what is written"),
    mode: textField("octet or netascii"),
    options: list(group("option of a request or its acknowledgment", {
      name: textField("which"),
      value: textField("its value"),
    })),
    block: integer("of data or an acknowledgment"),
    errorCode: integer("why it failed"),
    errorMessage: textField("in words"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < OPCODE_LENGTH) return truncated("opcode", OPCODE_LENGTH);
    const opcode = u16(bytes, start);
    if (opcode === 0 || opcode > TftpOpcode.OptionAcknowledgment) return malformed("opcode");
    const isData = opcode === TftpOpcode.Data;
    const headEnd = isData ? start + OPCODE_LENGTH + NUMBER_LENGTH : end;
    return this.window(bytes, start, headEnd, end, wireEnd);
  }

  /** {@linkcode TftpOpcode}. */
  get opcode(): number {
    return u16(this.bytes, this.start);
  }

  /** What is read. */
  get sourceFile(): string | undefined {
    return this.opcode === TftpOpcode.ReadRequest ? this.#strings()[0] : undefined;
  }

  /** What is written. */
  get destinationFile(): string | undefined {
    return this.opcode === TftpOpcode.WriteRequest ? this.#strings()[0] : undefined;
  }

  /** How it is sent. */
  get mode(): string | undefined {
    return this.#isRequest ? this.#strings()[1] : undefined;
  }

  /** Names and values of the options. */
  get options(): { name: string; value: string }[] | undefined {
    const isAcknowledgment = this.opcode === TftpOpcode.OptionAcknowledgment;
    if (!this.#isRequest && !isAcknowledgment) return undefined;
    const words = this.#strings().slice(isAcknowledgment ? 0 : 2);
    const options = [];
    for (let k = 0; k + 1 < words.length; k += 2) {
      options.push({ name: words[k], value: words[k + 1] });
    }
    return options.length === 0 ? undefined : options;
  }

  /** Of data or an acknowledgment, from 1 (0 acknowledges a request). */
  get block(): number | undefined {
    const { opcode } = this;
    return opcode === TftpOpcode.Data || opcode === TftpOpcode.Acknowledgment
      ? this.#number()
      : undefined;
  }

  /** Of an error. */
  get errorCode(): number | undefined {
    return this.opcode === TftpOpcode.Error ? this.#number() : undefined;
  }

  /** Of an error. */
  get errorMessage(): string | undefined {
    return this.opcode === TftpOpcode.Error ? this.#strings(NUMBER_LENGTH)[0] : undefined;
  }

  get #isRequest(): boolean {
    return this.opcode <= TftpOpcode.WriteRequest;
  }

  #number(): number | undefined {
    const at = this.start + OPCODE_LENGTH;
    return at + NUMBER_LENGTH <= this.payloadEnd ? u16(this.bytes, at) : undefined;
  }

  /** What is ended by a zero, one after another. */
  #strings(skip = 0): string[] {
    const { bytes, payloadEnd: end } = this;
    const found: string[] = [];
    for (let at = this.start + OPCODE_LENGTH + skip; at < end;) {
      const length = bytes.subarray(at, end).indexOf(0);
      if (length < 0) break;
      found.push(text(bytes, at, at + length));
      at += length + 1;
    }
    return found;
  }

  /** `TFTP, length 20, RRQ "boot.img" octet`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const file = this.sourceFile ?? this.destinationFile;
    const what = file !== undefined
      ? ` "${file}" ${this.mode ?? ""}`
      : this.block !== undefined
      ? ` block ${this.block}`
      : this.errorMessage !== undefined
      ? ` "${this.errorMessage}"`
      : "";
    return `TFTP, length ${this.wireEnd - this.start}, ${NAMES[this.opcode]}${what}`;
  }
}
