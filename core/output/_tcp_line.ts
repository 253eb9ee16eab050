// core/output/_tcp_line.ts: a TCP segment in tcpdump's manner, written without strings.
import { u16, u32 } from "../wire/bytes.ts";
import type { Ipv4 } from "../wire/ipv4.ts";
import type { Ipv6 } from "../wire/ipv6.ts";
import { type Tcp, TCP_HEADER_LENGTH, TcpFlag, tcpFlagLetters } from "../wire/tcp.ts";
import { mptcpText } from "../wire/mptcp_text.ts";
import { mptcpOption } from "../wire/tcp_mptcp.ts";
import { SequenceTable } from "./sequence_table.ts";
import type { Writer } from "./writer.ts";

/** The text for each value of the nine bits that was seen. */
const FLAGS: (string | undefined)[] = new Array(512).fill(undefined);

/** Option kinds that have a name and no value that is printed (IANA "TCP Option Kind Numbers"). */
const OPTION_NAMES: ReadonlyMap<number, string> = new Map([
  [6, "echo"],
  [7, "echoreply"],
  [11, "cc"],
  [12, "ccnew"],
  [13, "ccecho"],
  [14, "altcsum"],
  [19, "md5"],
  [20, "scps"],
  [28, "uto"],
  [29, "tcp-ao"],
  [172, "accecn0"],
  [174, "accecn1"],
]);

const BLANK = 0x20, COMMA = 0x2c, COLON = 0x3a, CLOSE = 0x5d, OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d;

/** Prints segments; it knows the connections that numbers are relative to. */
export class TcpLine {
  readonly #out: Writer;
  readonly #table: SequenceTable | undefined;
  readonly #detail: number;

  /** @param absolute `-S`: print the numbers as they stand */
  constructor(out: Writer, detail: number, absolute: boolean) {
    this.#out = out;
    this.#detail = detail;
    this.#table = absolute ? undefined : new SequenceTable();
  }

  /** Prints all after `source > destination: `. */
  print(ip: Ipv4 | Ipv6 | undefined, tcp: Tcp): void {
    const out = this.#out;
    const { flags: { bits }, payloadLength } = tcp;
    out.room();
    if (this.#detail === 0) {
      out.text("tcp ");
      out.integer(payloadLength);
      return;
    }
    let sequence = tcp.sequenceNumber, acknowledgment = tcp.acknowledgmentNumber, sackBase = 0;
    if ((bits & TcpFlag.Ack) !== 0 && ip !== undefined && this.#table !== undefined) {
      if (this.#table.lookUp(ip, tcp, (bits & TcpFlag.Syn) !== 0)) {
        sackBase = this.#table.acknowledgmentBase;
        sequence = (sequence - this.#table.sequenceBase) >>> 0;
        acknowledgment = (acknowledgment - sackBase) >>> 0;
      }
    }
    out.text("Flags [");
    out.text(FLAGS[bits & 0x1ff] ??= tcpFlagLetters(bits));
    out.byte(CLOSE);
    if (this.#detail > 1) this.#checksum(tcp);
    const marks = TcpFlag.Syn | TcpFlag.Fin | TcpFlag.Rst;
    if (payloadLength > 0 || (bits & marks) !== 0 || this.#detail > 2) {
      out.text(", seq ");
      out.integer(sequence);
      if (payloadLength > 0) {
        out.byte(COLON);
        out.integer((sequence + payloadLength) >>> 0);
      }
    }
    if ((bits & TcpFlag.Ack) !== 0) {
      out.text(", ack ");
      out.integer(acknowledgment);
    }
    out.text(", win ");
    out.integer(tcp.window);
    if ((bits & TcpFlag.Urg) !== 0) {
      out.text(", urg ");
      out.integer(tcp.urgentPointer);
    }
    if (tcp.payloadStart > tcp.start + TCP_HEADER_LENGTH) {
      out.text(", options [");
      this.#options(tcp.bytes, tcp.start + TCP_HEADER_LENGTH, tcp.payloadStart, sackBase);
      out.byte(CLOSE);
    }
    out.text(", length ");
    out.integer(payloadLength);
  }

  #checksum(tcp: Tcp): void {
    const out = this.#out, status = tcp.checksumStatus;
    out.text(", cksum 0x");
    out.hexDigits(tcp.checksum, 4);
    if (status === "valid") out.text(" (correct)");
    else if (status === "wrong") {
      out.text(" (incorrect -> 0x");
      out.hexDigits(tcp.expectedChecksum ?? 0, 4);
      out.byte(0x29);
    }
  }

  #options(bytes: Uint8Array, start: number, end: number, sackBase: number): void {
    const out = this.#out;
    for (let at = start; at < end;) {
      out.room();
      if (at > start) out.byte(COMMA);
      const kind = bytes[at];
      if (kind === 0) return out.text("eol");
      if (kind === 1) {
        out.text("nop");
        at++;
        continue;
      }
      const length = at + 1 < end ? bytes[at + 1] : 0;
      if (length < 2 || at + length > end) return out.text("[bad opt]");
      this.#option(bytes, at, kind, length, sackBase);
      at += length;
    }
  }

  #option(bytes: Uint8Array, at: number, kind: number, length: number, sackBase: number): void {
    const out = this.#out;
    if (kind === 8 && length === 10) {
      out.text("TS val ");
      out.integer(u32(bytes, at + 2));
      out.text(" ecr ");
      out.integer(u32(bytes, at + 6));
    } else if (kind === 2 && length === 4) {
      out.text("mss ");
      out.integer(u16(bytes, at + 2));
    } else if (kind === 3 && length === 3) {
      out.text("wscale ");
      out.integer(bytes[at + 2]);
    } else if (kind === 4 && length === 2) {
      out.text("sackOK");
    } else if (kind === 5 && length > 2 && length % 8 === 2) {
      this.#sack(bytes, at + 2, at + length, sackBase);
    } else if ((kind === 253 || kind === 254) && length >= 4) {
      out.text("exp-");
      out.hexDigits(u16(bytes, at + 2), 4);
      this.#data(bytes, at + 4, at + length);
    } else if (kind === 34) {
      out.text(length === 2 ? "tfo  cookiereq" : "tfo  cookie ");
      out.hex(bytes, at + 2, at + length);
    } else if (kind === 30 && length > 2) {
      out.text("mptcp ");
      out.integer(length);
      out.byte(BLANK);
      out.text(mptcpText(mptcpOption(bytes, at + 2, at + length)));
    } else {
      this.#other(bytes, at, kind, length);
    }
  }

  #sack(bytes: Uint8Array, start: number, end: number, base: number): void {
    const out = this.#out;
    out.text("sack ");
    out.integer((end - start) >> 3);
    out.byte(BLANK);
    for (let at = start; at < end; at += 8) {
      out.byte(OPEN_BRACE);
      out.integer((u32(bytes, at) - base) >>> 0);
      out.byte(COLON);
      out.integer((u32(bytes, at + 4) - base) >>> 0);
      out.byte(CLOSE_BRACE);
    }
  }

  /** The name, or `unknown-N`, and the bytes as they stand. */
  #other(bytes: Uint8Array, at: number, kind: number, length: number): void {
    const out = this.#out, name = OPTION_NAMES.get(kind);
    if (name === undefined) {
      out.text("unknown-");
      out.integer(kind);
    } else {
      out.text(name);
    }
    this.#data(bytes, at + 2, at + length);
  }

  #data(bytes: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    this.#out.text(" 0x");
    this.#out.hex(bytes, start, end);
  }
}
