// core/output/_json_code.ts: a protocol's fields, made into code that prints them as JSON.
//
// A loop over the fields that asks for `view[name]` is megamorphic and looks
// each accessor up in a hash table. Written out, each accessor is inlined, and
// each name is a few stores of constants (tests/bench/output_bench.ts).
import type { Field, Fields } from "../wire/field.ts";
import type { Writer } from "./writer.ts";

/** Prints `owner`, which has the fields it was made for, as a JSON object. */
export type PrintObject = (out: Writer, owner: object) => void;

/** Prints one value, whatever it is. */
type PrintValue = (out: Writer, value: unknown) => void;

/** Writes the printer of objects with `fields`. Fields that are `undefined` are left out. */
export function makePrinter(fields: Fields): PrintObject {
  const helpers = new Helpers();
  const parts = Object.entries(fields).map(([name, field]) => `
  value = owner[${JSON.stringify(name)}];
  if (value !== undefined && value !== null) {
    out.room();
    at = out.at;
    data = out.data;
${storeText(`,${JSON.stringify(name)}:`)}
    ${valueCode(field, helpers)}
  }`);
  return helpers.compile(`function print(out, owner) {
  out.room();
  const start = out.at;
  let value, at, data;
${parts.join("")}
  // Each field begins with a comma; the first one's becomes the brace.
  if (out.at === start) out.byte(0x7b);
  else out.bytes[start] = 0x7b;
  out.byte(0x7d);
}`) as PrintObject;
}

/** Functions that generated code calls by name. */
class Helpers {
  readonly #functions = new Map<string, unknown>(Object.entries({ printList, printOther }));

  /** Adds one; gives back its name in the code. */
  add(helper: unknown): string {
    const name = `helper${this.#functions.size}`;
    this.#functions.set(name, helper);
    return name;
  }

  /** The function that `source` is the expression of. */
  compile(source: string): unknown {
    const make = new Function(...this.#functions.keys(), `"use strict"; return ${source};`);
    return make(...this.#functions.values());
  }
}

/** Writes a function that prints `text`. Short, as {@linkcode Writer} has it. */
export function makeConstant(text: string): (out: Writer) => void {
  const source = `"use strict";
return function print(out) {
  const at = out.at, data = out.data;
${storeText(text)}
};`;
  return new Function(source)() as (out: Writer) => void;
}

/** Stores of four bytes each; what the last one writes too much is overwritten by the value. */
function storeText(text: string): string {
  const length = new TextEncoder().encode(text).length;
  const bytes = new Uint8Array((length + 3) & ~3);
  new TextEncoder().encodeInto(text, bytes);
  const data = new DataView(bytes.buffer);
  const lines: string[] = [];
  for (let at = 0; at < length; at += 4) {
    lines.push(`    data.setInt32(at + ${at}, ${data.getInt32(at, true)}, true);`);
  }
  lines.push(`    out.at = at + ${length};`);
  return lines.join("\n");
}

function valueCode(field: Field, helpers: Helpers): string {
  const print = oneCode(field, helpers);
  if (!field.list) return print;
  const itemHelpers = new Helpers();
  const code = oneCode(field, itemHelpers);
  const item = itemHelpers.compile(`function print(out, value) { let at, data; ${code} }`);
  return `if (Array.isArray(value)) printList(out, value, ${helpers.add(item)}); else { ${print} }`;
}

/** Code for one value. What is not of the field's type is printed as the data that it is. */
function oneCode(field: Field, helpers: Helpers): string {
  const other = "else printOther(out, value);";
  switch (field.type) {
    case "integer":
    case "number":
      return `if (typeof value === "number") out.integer(value); ${other}`;
    case "boolean":
      return `at = out.at; data = out.data;
    if (value) {
${storeText("true")}
    } else {
${storeText("false")}
    }`;
    case "text":
      return `if (typeof value === "string") out.quoted(value); ${other}`;
    case "address":
      return `if (typeof value === "object") {
      out.byte(0x22);
      out.address(value);
      out.byte(0x22);
    } ${other}`;
    case "bytes":
      return `if (typeof value === "object") {
      out.byte(0x22);
      out.hex(value, 0, value.length);
      out.byte(0x22);
    } ${other}`;
    case "group":
      return `${helpers.add(makePrinter(field.fields ?? {}))}(out, value);`;
  }
}

function printList(out: Writer, values: readonly unknown[], print: PrintValue): void {
  out.byte(0x5b);
  for (let k = 0; k < values.length; k++) {
    out.room();
    if (k > 0) out.byte(0x2c);
    print(out, values[k]);
  }
  out.room();
  out.byte(0x5d);
}

/** 64-bit numbers as decimal text; anything else as JSON has it. */
function printOther(out: Writer, value: unknown): void {
  out.text(JSON.stringify(value, (_, one) => typeof one === "bigint" ? one.toString() : one));
}
