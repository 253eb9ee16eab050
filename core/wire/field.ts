// core/wire/field.ts: what a protocol tells about its fields; JSON, CSV, the schema,
// `--list-fields` and docs/protocols.md are all made from it.

/** What a field's value is. */
export type FieldType =
  /** A whole number; 64-bit ones are bigint, and decimal text in JSON. */
  | "integer"
  | "number"
  | "boolean"
  | "text"
  /** An {@linkcode Address}; text in JSON. */
  | "address"
  /** A `Uint8Array`; hexadecimal digits in JSON. */
  | "bytes"
  /** An object with fields of its own. */
  | "group";

/** One field of a protocol. */
export interface Field {
  /** What its value is. */
  readonly type: FieldType;
  /** What it is, as a phrase without full stop. */
  readonly meaning: string;
  /** `"bytes"`, `"seconds"` …, where it has one. */
  readonly unit?: string;
  /** An array of such values. */
  readonly list?: true;
  /** Better read as hexadecimal by people: types, flags, checksums. JSON has the number all the same. */
  readonly hexadecimal?: true;
  /** Of a group. */
  readonly fields?: Fields;
}

/** Fields by name, in the order of the wire. */
export type Fields = { readonly [name: string]: Field };

/** A whole number. */
export function integer(meaning: string, unit?: string): Field {
  return unit === undefined ? { type: "integer", meaning } : { type: "integer", meaning, unit };
}

/** A whole number that people read as hexadecimal. */
export function hexadecimal(meaning: string): Field {
  return { type: "integer", meaning, hexadecimal: true };
}

/** A number with a fraction. */
export function number(meaning: string, unit?: string): Field {
  return unit === undefined ? { type: "number", meaning } : { type: "number", meaning, unit };
}

/** True or false. */
export function boolean(meaning: string): Field {
  return { type: "boolean", meaning };
}

/** Text. */
export function text(meaning: string): Field {
  return { type: "text", meaning };
}

/** An address of any kind. */
export function address(meaning: string): Field {
  return { type: "address", meaning };
}

/** Bytes as they stand. */
export function bytes(meaning: string): Field {
  return { type: "bytes", meaning };
}

/** An object. */
export function group(meaning: string, fields: Fields): Field {
  return { type: "group", meaning, fields };
}

/** Any number of such values. */
export function list(of: Field): Field {
  return { ...of, list: true };
}
