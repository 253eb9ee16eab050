// core/wire/http2.ts: HTTP/2 frames, RFC 9113, section 4.1.
import { Application } from "./_application.ts";
import { u32 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, group, hexadecimal, integer, list } from "./field.ts";
import { probeText, Verdict } from "./verdict.ts";

/** What a client begins a connection with (section 3.4). */
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/** Bytes of a frame's head. */
export const HTTP2_FRAME_HEADER_LENGTH = 9;
/** Types above are not assigned (IANA "HTTP/2 Frame Type"). */
const LAST_TYPE = 0x10;

const TYPES: readonly string[] = [
  ...["DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY"],
  ...["WINDOW_UPDATE", "CONTINUATION", "ALTSVC"],
];

/** One frame's head. */
export interface Http2Frame {
  /** Of the payload, in bytes. */
  readonly length: number;
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
}

const probePreface = probeText(PREFACE);

/**
 * The frames that begin in one segment, in the clear.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const settings = Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 0, 0);
 * const http2 = new Http2();
 * http2.at(settings, 0, settings.length);
 * assertStrictEquals(http2.frames[0].type, 4);
 * ```
 */
export class Http2 extends Application {
  static override readonly title = "HTTP/2";
  static override readonly specification = "RFC 9113";
  static override readonly fields: Fields = {
    preface: boolean("a connection begins here"),
    frames: list(group("frame", {
      length: integer("of the payload", "bytes"),
      type: integer("0 data, 1 headers, 3 reset, 4 settings, 7 go away"),
      flags: hexadecimal("1 ends the stream or acknowledges, 4 ends the headers"),
      streamId: integer("0 is the connection"),
    })),
  };

  #framesStart = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const isPreface = probePreface(bytes, start, end) === Verdict.Yes;
    this.#framesStart = isPreface ? start + PREFACE.length : start;
    if (!isPreface) {
      if (end - start < HTTP2_FRAME_HEADER_LENGTH) {
        return truncated("frames", HTTP2_FRAME_HEADER_LENGTH);
      }
      if (bytes[start + 3] > LAST_TYPE || bytes[start + 5] > 0x7f) return malformed("frames");
    }
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** A connection begins here. */
  get preface(): boolean {
    return this.#framesStart > this.start;
  }

  /** The heads of all frames that begin here. */
  get frames(): Http2Frame[] {
    const data = new Cursor(this.bytes, this.#framesStart, this.payloadEnd);
    const frames: Http2Frame[] = [];
    while (data.left >= HTTP2_FRAME_HEADER_LENGTH) {
      const length = data.u24(), type = data.u8(), flags = data.u8();
      const streamId = u32(this.bytes, data.skip(4)) & 0x7fff_ffff;
      frames.push({ length, type, flags, streamId });
      data.skip(length);
    }
    return frames;
  }

  /** `HTTP/2 SETTINGS WINDOW_UPDATE, length 64`. */
  override summary(_detail: number): string {
    const names = this.frames.map(({ type }) => TYPES[type] ?? `type ${type}`);
    return `HTTP/2 ${names.join(" ")}${this.lengthText}`;
  }
}

/** Whether a stream's bytes begin with the client's preface. */
export function probeHttp2(bytes: Uint8Array, start: number, end: number): Verdict {
  return probePreface(bytes, start, end);
}
