// core/output/_json_code.ts: a protocol's fields, made into code that prints them as JSON.
//
// A loop over the fields that asks for `view[name]` is megamorphic and looks
// each accessor up in a hash table. Written out, each accessor is inlined, and
// each name is a few stores of constants (tests/bench/output_bench.ts).

import type { Field, Fields } from "../wire/field.ts";
import type { Writer } from "./writer.ts";

/** Prints `owner`, which has the fields it was made for, as a JSON object. */
export type PrintObject = (out: Writer, owner: object) => void;

/** Writes the printer of objects with `fields`. Fields that are `undefined` are left out. */
export function makePrinter(fields: Fields): PrintObject {
  const groups: PrintObject[] = [];
  const parts = Object.entries(fields).map(([name, field]) => fieldCode(name, field, groups));
  const source = `"use strict";
return function print(out, owner) {
  out.room();
  const start = out.at;
  let value, at, data;
${parts.join("")}
  // Each field begins with a comma; the first one's becomes the brace.
  if (out.at === start) out.byte(0x7b);
  else out.bytes[start] = 0x7b;
  out.byte(0x7d);
};`;
  return new Function("groups", "printList", "printOther", source)(
    groups,
    printList,
    printOther,
  ) as PrintObject;
}

function fieldCode(name: string, field: Field, groups: PrintObject[]): string {
  return `
  value = owner[${JSON.stringify(name)}];
  if (value !== undefined) {
    out.room();
    at = out.at;
    data = out.data;
${storeText(`,${JSON.stringify(name)}:`)}
    ${valueCode(field, groups)}
  }`;
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

function valueCode(field: Field, groups: PrintObject[]): string {
  const print = oneCode(field, groups, "value");
  if (!field.list) return print;
  return `if (Array.isArray(value)) printList(out, value, (out, one) => {
      let at, data;
      ${oneCode(field, groups, "one")}
    });
    else { ${print} }`;
}

/** Code for one value. What is not of the field's type is printed as the data that it is. */
function oneCode(field: Field, groups: PrintObject[], name: string): string {
  const other = `else printOther(out, ${name});`;
  switch (field.type) {
    case "integer":
    case "number":
      return `if (typeof ${name} === "number") out.integer(${name}); ${other}`;
    case "boolean":
      return `at = out.at; data = out.data;
    if (${name}) {
${storeText("true")}
    } else {
${storeText("false")}
    }`;
    case "text":
      return `if (typeof ${name} === "string") out.quoted(${name}); ${other}`;
    case "address":
      return `if (typeof ${name} === "object") {
      out.byte(0x22);
      out.address(${name});
      out.byte(0x22);
    } ${other}`;
    case "bytes":
      return `if (typeof ${name} === "object") {
      out.byte(0x22);
      out.hex(${name}, 0, ${name}.length);
      out.byte(0x22);
    } ${other}`;
    case "group":
      groups.push(makePrinter(field.fields ?? {}));
      return `groups[${groups.length - 1}](out, ${name});`;
  }
}

function printList(
  out: Writer,
  values: readonly unknown[],
  print: (out: Writer, one: unknown) => void,
): void {
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
