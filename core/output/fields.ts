// core/output/fields.ts: fields by their paths, `ipv4.source`, for CSV and for those who ask.
import { nearest } from "../suggest.ts";
import { BUILT_IN, type Packet } from "../packet.ts";
import type { Field, Fields } from "../wire/field.ts";
import type { ProtocolRegistry } from "../wire/table.ts";
import { FRAME_FIELDS, FrameFacts } from "./frame.ts";

/** The path names no field. The message says so, and which one may be meant. */
export class UnknownFieldError extends SyntaxError {
  override readonly name = "UnknownFieldError";
}

/** A field, and where it is in the JSON of a packet. */
export interface FieldEntry {
  /** `tcp.flags.syn`. Lists are passed through: `dns.questions.name` is the name of each. */
  readonly path: string;
  readonly field: Field;
}

/** Finds a field's values in packets. */
export interface FieldReader extends FieldEntry {
  /** Adds the packet's values to `values`: none, one, or one for each layer and list entry. */
  read(packet: Packet, values: unknown[]): void;
}

/**
 * All fields in the order of the table, `frame` first. Groups are not among
 * them, what they consist of is.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * assert(listFields().some(({ path }) => path === "tcp.flags.syn"));
 * ```
 */
export function listFields(registry: ProtocolRegistry = BUILT_IN): FieldEntry[] {
  const protocols = registry.protocols.filter((protocol) => protocol !== undefined);
  return [
    ...entries("frame", FRAME_FIELDS),
    ...protocols.flatMap(({ name, view }) => entries(name, view.fields)),
  ];
}

function entries(prefix: string, fields: Fields): FieldEntry[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${prefix}.${name}`;
    return field.fields === undefined ? [{ path, field }] : entries(path, field.fields);
  });
}

/**
 * What reads the field of that path.
 *
 * @throws {UnknownFieldError} when there is none
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { Packet } from "../packet.ts";
 * const frame = new Uint8Array(14).fill(2, 0, 12);
 * const values: unknown[] = [];
 * resolveField("ethernet.etherType").read(new Packet().setBytes(frame.with(12, 8)), values);
 * assertEquals(values, [0x0800]);
 * assertThrows(() => resolveField("ipv4.sorce"), UnknownFieldError, "did you mean ipv4.source?");
 * ```
 */
export function resolveField(path: string, registry: ProtocolRegistry = BUILT_IN): FieldReader {
  const [root, ...names] = path.split(".");
  const protocol = registry.byName(root);
  const fields: Fields | undefined = root === "frame" ? FRAME_FIELDS : protocol?.view.fields;
  const field = fields && descend(fields, names);
  if (field === undefined || field.fields !== undefined) throw unknown(path, registry);
  if (protocol === undefined) {
    return {
      path,
      field,
      read: (packet, values) => collect(new FrameFacts(packet), names, values),
    };
  }
  const { id } = protocol;
  return {
    path,
    field,
    read(packet, values) {
      packet.application; // so that the stack is whole
      for (let at = 0; at < packet.depth; at++) {
        if (packet.ids[at] === id) collect(packet.stack[at], names, values);
      }
    },
  };
}

/** The field that the names lead to; `undefined` where they lead nowhere, or past a plain field. */
function descend(fields: Fields, names: readonly string[]): Field | undefined {
  let within: Fields | undefined = fields;
  let field: Field | undefined;
  for (const name of names) {
    field = within !== undefined && Object.hasOwn(within, name) ? within[name] : undefined;
    within = field?.fields;
  }
  return field;
}

/** Adds what `names` lead to from `owner`, through every list on the way. */
function collect(owner: unknown, names: readonly string[], values: unknown[], at = 0): void {
  if (owner === undefined || owner === null) return;
  if (Array.isArray(owner)) {
    for (const one of owner) collect(one, names, values, at);
  } else if (at === names.length) {
    values.push(owner);
  } else {
    collect((owner as Record<string, unknown>)[names[at]], names, values, at + 1);
  }
}

function unknown(path: string, registry: ProtocolRegistry): UnknownFieldError {
  const paths = listFields(registry).map((entry) => entry.path);
  const within = paths.filter((known) => known.startsWith(`${path}.`));
  if (within.length > 0) {
    return new UnknownFieldError(`${path} is not one field but ${within.length}: ${some(within)}`);
  }
  const near = nearest(path, paths);
  const hint = near === undefined ? "--list-fields prints all" : `did you mean ${near}?`;
  return new UnknownFieldError(`There is no field "${path}"; ${hint}`);
}

function some(paths: readonly string[]): string {
  return paths.length > 4 ? `${paths.slice(0, 3).join(", ")} …` : paths.join(", ");
}
