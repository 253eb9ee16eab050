// core/output/schema.ts: the JSON Schema of a packet, made from the table of protocols.
import { BUILT_IN } from "../packet.ts";
import type { Field, Fields } from "../wire/field.ts";
import type { ProtocolRegistry } from "../wire/table.ts";
import { FRAME_FIELDS } from "./frame.ts";
import { ALWAYS_LISTS } from "./ndjson.ts";

/** A JSON Schema, or a part of one. */
export type Schema = { readonly [keyword: string]: unknown };

/** What `frame` has in every packet. */
const ALWAYS_IN_FRAME = [
  "number",
  "timestamp",
  "length",
  "capturedLength",
  "protocols",
  "interfaceId",
];

/**
 * The schema (draft 2020-12) of one line of `--format ndjson`, or one entry of
 * `--format json`. Names of protocols that are not built in are allowed:
 * plugins add some.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * assert("udp" in (packetSchema().properties as Record<string, unknown>));
 * ```
 */
export function packetSchema(registry: ProtocolRegistry = BUILT_IN): Schema {
  const protocols = registry.protocols.filter((protocol) => protocol !== undefined);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Packet",
    description: "One packet, as whiff --format ndjson prints it",
    type: "object",
    required: ["frame"],
    properties: {
      frame: { ...objectOf(FRAME_FIELDS), required: ALWAYS_IN_FRAME },
      ...Object.fromEntries(protocols.map(({ name }) => [name, layer(name)])),
    },
    additionalProperties: { type: ["object", "array"] },
    $defs: Object.fromEntries(
      protocols.map(({ name, view }) => [
        name,
        { title: view.title, $comment: view.specification, ...objectOf(view.fields) },
      ]),
    ),
  };
}

/** One layer or, where a packet has several of the name, a list of them. */
function layer(name: string): Schema {
  const one = { $ref: `#/$defs/${name}` };
  if (ALWAYS_LISTS.has(name)) return { type: "array", items: one, minItems: 1 };
  return { anyOf: [one, { type: "array", items: one, minItems: 2 }] };
}

function objectOf(fields: Fields): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, described(field)]),
    ),
    additionalProperties: false,
  };
}

function described(field: Field): Schema {
  const description = field.unit === undefined
    ? field.meaning
    : `${field.meaning}, in ${field.unit}`;
  const value = valueOf(field);
  return field.list ? { description, type: "array", items: value } : { description, ...value };
}

function valueOf(field: Field): Schema {
  switch (field.type) {
    case "integer":
      // Beyond 2^53 JSON's readers round: 64-bit numbers are decimal digits in text.
      return { type: ["integer", "string"], pattern: "^-?[0-9]+$" };
    case "number":
      return { type: "number" };
    case "boolean":
      return { type: "boolean" };
    case "text":
    case "address":
      return { type: "string" };
    case "bytes":
      return { type: "string", pattern: "^([0-9a-f]{2})*$" };
    case "group":
      return objectOf(field.fields ?? {});
  }
}
