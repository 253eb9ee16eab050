// core/output/ndjson.ts: one JSON object per packet and line.
import type { Packet } from "../packet.ts";
import type { ProtocolRegistry } from "../wire/table.ts";
import type { View } from "../wire/view.ts";
import { makeConstant, makePrinter, type PrintObject } from "./_json_code.ts";
import { DIRECTION_NAMES, FRAME_FIELDS, FrameFacts, secondText } from "./frame.ts";
import type { BufferOptions, PacketOutput, Sink } from "./sink.ts";
import { Writer } from "./writer.ts";

/** Layers that many packets have several of: always an array, so that readers need one case. */
export const ALWAYS_LISTS: ReadonlySet<string> = new Set(["vlan", "mpls"]);

/** What is printed of one protocol. */
interface LayerPrinter {
  /** Prints `,"udp":`. */
  readonly key: (out: Writer) => void;
  readonly alwaysList: boolean;
  readonly print: PrintObject;
}

/**
 * Prints packets as JSON objects: `frame` with the facts of the capture, then
 * each protocol by its name, outermost first. A protocol that a packet has
 * twice, and VLAN and MPLS always, is an array.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Packet } from "../packet.ts";
 * import { TextSink } from "./sink.ts";
 * const sink = new TextSink();
 * const output = new NdjsonOutput(sink);
 * const frame = new Uint8Array(14).fill(2, 0, 12);
 * output.packet(new Packet().setBytes(frame.with(12, 0x88).with(13, 0xb5)));
 * output.end();
 * assertEquals(JSON.parse(sink.text).ethernet.etherType, 0x88b5);
 * ```
 */
export class NdjsonOutput implements PacketOutput {
  readonly #out: Writer;
  readonly #objects: JsonObjects;

  constructor(sink: Sink, options?: BufferOptions) {
    this.#out = new Writer(sink, options);
    this.#objects = new JsonObjects(this.#out);
  }

  packet(packet: Packet): void {
    this.#objects.print(packet);
    this.#out.endLine();
  }

  flush(): void {
    this.#out.flush();
  }

  end(): void {
    this.#out.flush();
  }
}

/** Prints packets as JSON objects, without anything between them. */
export class JsonObjects {
  readonly #out: Writer;
  /** By the protocol's number; made on first use, for one version of one registry. */
  #layers: LayerPrinter[] = [];
  #registry: ProtocolRegistry | undefined;
  #version = -1;
  /** The second that {@linkcode JsonObjects.#secondText} is the text of. */
  #second = NaN;
  #secondText = "";

  constructor(out: Writer) {
    this.#out = out;
  }

  /** Prints one packet. */
  print(packet: Packet): void {
    if (packet.registry !== this.#registry || packet.registry.version !== this.#version) {
      this.#registry = packet.registry;
      this.#version = packet.registry.version;
      this.#layers = [];
    }
    const out = this.#out;
    this.#frame(packet);
    const { stack, ids, depth } = packet;
    for (let at = 0; at < depth; at++) {
      const id = ids[at];
      const layer = this.#layers[id] ?? this.#makeLayer(id);
      if (indexOf(ids, id, 0, at) !== -1) continue; // printed with its first
      out.room();
      layer.key(out);
      if (layer.alwaysList || indexOf(ids, id, at + 1, depth) !== -1) {
        this.#list(layer.print, stack, ids, at, depth);
      } else {
        layer.print(out, stack[at]);
      }
    }
    out.room();
    out.byte(0x7d);
  }

  #list(
    print: PrintObject,
    stack: readonly View[],
    ids: Uint8Array,
    first: number,
    depth: number,
  ): void {
    const out = this.#out, id = ids[first];
    for (let at = first; at < depth; at++) {
      if (ids[at] !== id) continue;
      out.room();
      out.byte(at === first ? 0x5b : 0x2c);
      print(out, stack[at]);
    }
    out.room();
    out.byte(0x5d);
  }

  #makeLayer(id: number): LayerPrinter {
    const { name, view } = this.#registry!.protocols[id];
    return this.#layers[id] = {
      key: makeConstant(`,${JSON.stringify(name)}:`),
      alwaysList: ALWAYS_LISTS.has(name),
      print: makePrinter(view.fields),
    };
  }

  /** As {@linkcode FrameFacts} and {@linkcode FRAME_FIELDS} have it, without making it. */
  #frame(packet: Packet): void {
    const out = this.#out;
    // Also decodes the applications, so that the stack is whole from here on.
    packet.application;
    out.room();
    printNumber(out);
    out.integer(packet.number);
    printTimestamp(out);
    this.#timestamp(packet.seconds, packet.nanoseconds);
    printLength(out);
    out.integer(packet.originalLength);
    printCaptured(out);
    out.integer(packet.capturedLength);
    printProtocols(out);
    this.#protocols(packet);
    printInterface(out);
    out.integer(packet.interfaceId);
    this.#optional(',"interfaceName":', packet.interface?.name);
    this.#optional(',"direction":', DIRECTION_NAMES[packet.direction]);
    if (packet.checksumsPending) out.text(',"checksumsPending":true');
    this.#optional(',"comment":', packet.comment);
    if (packet.faultCode !== 0) {
      out.text(',"fault":');
      printFault(out, new FrameFacts(packet).fault!);
    }
    out.byte(0x7d);
  }

  #optional(key: string, value: string | undefined): void {
    if (value === undefined) return;
    this.#out.text(key);
    this.#out.quoted(value);
  }

  #timestamp(seconds: number, nanoseconds: number): void {
    if (seconds !== this.#second) {
      this.#second = seconds;
      this.#secondText = secondText(seconds) + ".";
    }
    this.#out.text(this.#secondText);
    this.#out.nineDigits(nanoseconds);
    this.#out.byte(0x5a);
  }

  #protocols(packet: Packet): void {
    const out = this.#out, { protocols } = packet.registry;
    for (let at = 0; at < packet.depth; at++) {
      if (at > 0) out.byte(0x3a);
      out.text(protocols[packet.ids[at]].name);
    }
  }
}

/** Plainer than the built-in method, and for a handful of layers much faster. */
function indexOf(ids: Uint8Array, id: number, from: number, to: number): number {
  for (let at = from; at < to; at++) if (ids[at] === id) return at;
  return -1;
}

const printFault = makePrinter(FRAME_FIELDS.fault.fields ?? {});
const printNumber = makeConstant('{"frame":{"number":');
const printTimestamp = makeConstant(',"timestamp":"');
const printLength = makeConstant('","length":');
const printCaptured = makeConstant(',"capturedLength":');
const printProtocols = makeConstant(',"protocols":"');
const printInterface = makeConstant('","interfaceId":');
