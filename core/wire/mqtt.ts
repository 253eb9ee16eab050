// core/wire/mqtt.ts: MQTT control packets (OASIS, MQTT Version 5.0; 3.1.1).
import { Application } from "./_application.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, integer, list, text } from "./field.ts";
import { TCP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

/** Packet types (section 2.1.2). */
export const MqttType = {
  Connect: 1,
  ConnectAcknowledgment: 2,
  Publish: 3,
  Subscribe: 8,
  Unsubscribe: 10,
} as const;
/** One of {@linkcode MqttType}, or another number. */
export type MqttType = typeof MqttType[keyof typeof MqttType];

const NAMES: readonly string[] = [
  ...["", "CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "SUBSCRIBE"],
  ...["SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "AUTH"],
];

/** Bits that a type's flags must be, or −1 where they mean something (section 2.1.3). */
const FLAGS: readonly number[] = [-1, 0, 0, -1, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0];

/** Bytes of a remaining length at most (section 1.5.5). */
const MAX_LENGTH_BYTES = 4;

/**
 * One control packet; those that share its segment are layers after it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const publish = Uint8Array.of(0x30, 5, 0, 1, 0x61, 0x68, 0x69);
 * const mqtt = new Mqtt();
 * mqtt.at(publish, 0, publish.length);
 * assertStrictEquals(mqtt.topic, "a");
 * ```
 */
export class Mqtt extends Application {
  static override readonly title = "MQTT";
  static override readonly specification = "MQTT Version 5.0";
  static override readonly fields: Fields = {
    type: integer("1 connect, 3 publish, 8 subscribe, 12 ping, 14 disconnect"),
    duplicate: boolean("a publication is sent again"),
    qualityOfService: integer("of a publication, 0 to 2"),
    retain: boolean("a publication is kept for later subscribers"),
    remainingLength: integer("of what follows this field", "bytes"),
    protocolName: text("of a connect packet"),
    protocolVersion: integer("of a connect packet: 4 is 3.1.1, 5 is 5"),
    clientId: text("of a connect packet"),
    topic: text("of a publication"),
    topicFilters: list(text("what is subscribed to, or no longer")),
  };

  #body = 0;
  #end = 0;
  #length = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < 2) return truncated("remainingLength", 2);
    const type = bytes[start] >> 4;
    if (type === 0) return malformed("type");
    if (FLAGS[type] >= 0 && (bytes[start] & 0xf) !== FLAGS[type]) return malformed("type");
    let at = start + 1, length = 0, unit = 1;
    for (;; unit *= 128) {
      if (at >= end) return truncated("remainingLength", at - start + 1);
      if (at - start > MAX_LENGTH_BYTES) return malformed("remainingLength");
      const byte = bytes[at++];
      length += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
    }
    this.#body = at;
    this.#length = length;
    this.#end = Math.min(end, at + length);
    return this.window(bytes, start, this.#end, end, wireEnd, TCP_PORT | 1883);
  }

  /** 1 to 15. */
  get type(): number {
    return this.bytes[this.start] >> 4;
  }

  get #isPublish(): boolean {
    return this.type === MqttType.Publish;
  }

  /** Of a publication. */
  get duplicate(): boolean | undefined {
    return this.#isPublish ? (this.bytes[this.start] & 8) !== 0 : undefined;
  }

  /** Of a publication, 0 to 2. */
  get qualityOfService(): number | undefined {
    return this.#isPublish ? (this.bytes[this.start] >> 1) & 3 : undefined;
  }

  /** Of a publication. */
  get retain(): boolean | undefined {
    return this.#isPublish ? (this.bytes[this.start] & 1) !== 0 : undefined;
  }

  /** Bytes of what follows this field. */
  get remainingLength(): number {
    return this.#length;
  }

  /** Of a connect packet: MQTT, or MQIsdp in version 3.1. */
  get protocolName(): string | undefined {
    return this.type === MqttType.Connect ? string(this.#content()) : undefined;
  }

  /** Of a connect packet. */
  get protocolVersion(): number | undefined {
    if (this.type !== MqttType.Connect) return undefined;
    const data = this.#content();
    string(data);
    return data.left > 0 ? data.u8() : undefined;
  }

  /** Of a connect packet; the server chooses one where it is empty. */
  get clientId(): string | undefined {
    if (this.type !== MqttType.Connect) return undefined;
    const data = this.#content();
    string(data);
    const version = data.u8();
    data.skip(3);
    if (version === 5) skipProperties(data);
    return string(data);
  }

  /** Of a publication. */
  get topic(): string | undefined {
    return this.#isPublish ? string(this.#content()) : undefined;
  }

  /**
   * What is subscribed to. Version 5 has properties before it, but only the
   * connect packet tells the version: the reading that comes out even is right.
   */
  get topicFilters(): string[] | undefined {
    const withOptions = this.type === MqttType.Subscribe;
    if (!withOptions && this.type !== MqttType.Unsubscribe) return undefined;
    return filters(this.#content(), withOptions, false) ??
      filters(this.#content(), withOptions, true);
  }

  #content(): Cursor {
    return new Cursor(this.bytes, this.#body, this.#end);
  }

  /** `MQTT PUBLISH a/b, length 20`. */
  override summary(_detail: number): string {
    const what = this.topic ?? this.clientId ?? this.topicFilters?.join(", ");
    const more = what === undefined || what === "" ? "" : ` ${what}`;
    return `MQTT ${NAMES[this.type]}${more}${this.lengthText}`;
  }
}

/** Two bytes of length, then text; `undefined` where it is cut. */
function string(data: Cursor): string | undefined {
  const length = data.u16();
  return data.short || length > data.left ? undefined : data.text(length);
}

/** A length of one to four bytes, and as many properties. */
function skipProperties(data: Cursor): void {
  let length = 0, unit = 1;
  for (let k = 0; k < MAX_LENGTH_BYTES; k++, unit *= 128) {
    const byte = data.u8();
    length += (byte & 0x7f) * unit;
    if (byte < 0x80) break;
  }
  data.skip(length);
}

/** All filters after the packet identifier; `undefined` where they do not come out even. */
function filters(data: Cursor, withOptions: boolean, version5: boolean): string[] | undefined {
  data.u16();
  if (version5) skipProperties(data);
  const found: string[] = [];
  while (data.more) {
    const filter = string(data);
    if (filter === undefined || filter === "") return undefined;
    if (withOptions) data.u8();
    found.push(filter);
  }
  return data.short || found.length === 0 ? undefined : found;
}

/** Whether a stream's bytes begin with a connect packet: the name of the protocol is in it. */
export function probeMqtt(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end > start && bytes[start] !== 0x10) return Verdict.No;
  const mqtt = new Mqtt();
  if (end - start < 10) return Verdict.Unsure;
  if (mqtt.at(bytes, start, end) !== 0) return Verdict.No;
  const name = mqtt.protocolName;
  return name === "MQTT" || name === "MQIsdp" ? Verdict.Yes : Verdict.No;
}
