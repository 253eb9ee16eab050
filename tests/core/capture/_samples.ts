// tests/core/capture/_samples.ts: small capture files, made byte by byte, and what reads them.
import { bytesInput } from "../../../core/capture/byte_stream.ts";
import { CaptureFileError } from "../../../core/capture/capture_file_error.ts";
import { openCapture, type OpenOptions } from "../../../core/capture/open.ts";
import type { Source } from "../../../core/capture/source.ts";

/** A packet as tests compare it. */
export interface Seen {
  data: string;
  original: number;
  time: string;
  interfaceId: number;
  linkType: number;
  direction: number;
  comment: string | undefined;
}

/** All packets of a source, and the error that ended it. */
export async function drain(source: Source): Promise<{ seen: Seen[]; error: unknown }> {
  const seen: Seen[] = [];
  try {
    for await (const batch of source) {
      while (batch.next()) {
        const { bytes, start, capturedLength } = batch;
        seen.push({
          data: bytes.slice(start, start + capturedLength).toHex(),
          original: batch.originalLength,
          time: `${batch.seconds}.${String(batch.nanoseconds).padStart(9, "0")}`,
          interfaceId: batch.interfaceId,
          linkType: batch.linkType,
          direction: batch.direction,
          comment: batch.comment,
        });
      }
    }
  } catch (error) {
    return { seen, error };
  }
  return { seen, error: undefined };
}

/** Opens and drains; an error on opening is an error with no packets. */
export async function readAll(file: Uint8Array, options?: OpenOptions) {
  try {
    using source = await openCapture(bytesInput(file), options);
    const { seen, error } = await drain(source);
    return {
      seen,
      error,
      interfaces: [...source.interfaces],
      statistics: source.statistics(),
    };
  } catch (error) {
    return { seen: [], error, interfaces: [], statistics: undefined };
  }
}

/** The error of a damaged file; any other, or none, fails the test. */
export function damage(error: unknown): CaptureFileError {
  if (error instanceof CaptureFileError) return error;
  throw error ?? new Error("the file was read without an error");
}

/** Puts numbers of 1, 2, 4 or 8 bytes one after the other, in either byte order. */
export class Bytes {
  readonly #bytes: number[] = [];
  readonly little: boolean;

  constructor(little = true) {
    this.little = little;
  }

  u8(...values: number[]): this {
    this.#bytes.push(...values);
    return this;
  }

  raw(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.#bytes.push(bytes[i]);
    return this;
  }

  u16(...values: number[]): this {
    for (const value of values) this.#put(2, (view) => view.setUint16(0, value, this.little));
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) this.#put(4, (view) => view.setUint32(0, value, this.little));
    return this;
  }

  u64(value: bigint): this {
    this.#put(8, (view) => view.setBigInt64(0, value, this.little));
    return this;
  }

  pad(): this {
    while (this.#bytes.length % 4 !== 0) this.#bytes.push(0);
    return this;
  }

  done(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }

  #put(length: number, set: (view: DataView) => void): void {
    const view = new DataView(new ArrayBuffer(length));
    set(view);
    this.#bytes.push(...new Uint8Array(view.buffer));
  }
}

/** What a pcap file is made with; the defaults are an everyday file's. */
export interface PcapSample {
  little?: boolean;
  magic?: number;
  version?: [number, number];
  snapLength?: number;
  linkType?: number;
}

/** A pcap file of records, each given as its header's four words and its bytes. */
export function pcap(
  records: readonly { words: readonly number[]; extra?: number[]; data: readonly number[] }[],
  sample: PcapSample = {},
): Uint8Array<ArrayBuffer> {
  const { little = true, magic = 0xa1b2c3d4, version = [2, 4], snapLength = 65535, linkType = 1 } =
    sample;
  const file = new Bytes(little).u32(magic).u16(...version).u32(0, 0, snapLength, linkType);
  for (const { words, extra = [], data } of records) file.u32(...words).raw(extra).raw(data);
  return file.done();
}

/** A block of pcapng around its body. */
export function block(type: number, body: Bytes): Uint8Array<ArrayBuffer> {
  const content = body.pad().done();
  const length = content.length + 12;
  return new Bytes(body.little).u32(type, length).u8(...content).u32(length).done();
}

/** An option of pcapng. */
export function option(little: boolean, code: number, value: ArrayLike<number>): number[] {
  return [...new Bytes(little).u16(code, value.length).u8(...Array.from(value)).pad().done()];
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function section(little = true, options: number[] = []): Uint8Array {
  return block(
    0x0a0d0d0a,
    new Bytes(little).u32(0x1a2b3c4d).u16(1, 0).u64(-1n).u8(...options),
  );
}

export function describedInterface(
  little = true,
  { linkType = 1, snapLength = 0, options = [] as number[] } = {},
): Uint8Array {
  return block(1, new Bytes(little).u16(linkType, 0).u32(snapLength).u8(...options));
}

export function enhanced(
  little: boolean,
  { id = 0, time = 0n, data = [1, 2, 3], original = -1, options = [] }: {
    id?: number;
    time?: bigint;
    data?: number[];
    original?: number;
    options?: number[];
  } = {},
): Uint8Array {
  return block(
    6,
    new Bytes(little).u32(id, Number(time >> 32n), Number(time & 0xffff_ffffn), data.length)
      .u32(original < 0 ? data.length : original).u8(...data).pad().u8(...options),
  );
}

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
