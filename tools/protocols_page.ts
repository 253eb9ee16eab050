// tools/protocols_page.ts: docs/protocols.md, from the table of protocols.
import { listFields } from "../core/output/fields.ts";
import { FRAME_FIELDS } from "../core/output/frame.ts";
import { ALWAYS_LISTS } from "../core/output/ndjson.ts";
import { BUILT_IN } from "../core/packet.ts";
import type { Field, Fields } from "../core/wire/field.ts";
import * as select from "../core/wire/select.ts";
import type { Protocol } from "../core/wire/table.ts";

const HEAD = `<!-- deno-fmt-ignore-file -->

# Protocols and their fields

Made from the table of protocols by \`deno task generate\`: do not edit.

A path such as \`tcp.flags.syn\` names a field in \`--fields\`, in JSON and in TypeScript
(\`packet.tcp?.flags.syn\`). A field that a packet does not have is left out. In JSON, addresses are
text, bytes are hexadecimal digits, and whole numbers beyond 2^53 are decimal digits in text. A
protocol that a packet has twice is an array in JSON, outermost first.
`;

/** The page. */
export function protocolsPage(): string {
  const protocols = BUILT_IN.protocols.filter((protocol) => protocol !== undefined);
  const frame = [
    "## frame",
    "",
    "What the capture tells of the packet; only in what is printed.",
    "",
    ...fieldTable("frame", FRAME_FIELDS),
  ];
  const count = `\n${protocols.length} protocols, ${listFields().length} fields.\n`;
  return [HEAD + count, frame.join("\n") + "\n", ...protocols.map(section)].join("\n");
}

function section({ name, view, over, lazy, looks }: Protocol): string {
  const facts = [`${view.title}: ${view.specification}.`];
  const places = placesOf(over);
  if (places.length > 0) facts.push(`Over ${places.join(", ")}.`);
  if (looks !== undefined) facts.push("Recognized by its look on any port.");
  if (lazy) facts.push("Decoded when somebody asks for it.");
  if (ALWAYS_LISTS.has(name)) facts.push("Always an array in JSON.");
  return [`## ${name}`, "", facts.join(" "), "", ...fieldTable(name, view.fields)].join("\n") +
    "\n";
}

function fieldTable(name: string, fields: Fields): string[] {
  const rows = fieldRows(name, fields);
  if (rows.length === 0) return ["It has no fields of its own."];
  return ["| field | type | meaning |", "| --- | --- | --- |", ...rows];
}

/** Groups get a row too: they say what their fields are about. */
function fieldRows(prefix: string, fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${prefix}.${name}`;
    const row = `| \`${path}\` | ${typeText(field)} | ${escaped(meaningText(field))} |`;
    return field.fields === undefined ? [row] : [row, ...fieldRows(path, field.fields)];
  });
}

function typeText({ type, list }: Field): string {
  return list ? `list of ${type}` : type;
}

function meaningText({ meaning, unit }: Field): string {
  return unit === undefined ? meaning : `${meaning} (${unit})`;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

/** The number spaces: what one and several of their numbers are called, and how one is written. */
const SPACES: readonly (readonly [
  space: number,
  one: string,
  several: string,
  text: (value: number) => string,
])[] = [
  [select.LINK_TYPE, "link type", "link types", String],
  [select.ETHER_TYPE, "EtherType", "EtherTypes", hexadecimal],
  [select.IP_PROTOCOL, "IP protocol", "IP protocols", String],
  [select.PPP_PROTOCOL, "PPP protocol", "PPP protocols", hexadecimal],
  [select.LLC_SAP, "LLC service access point", "LLC service access points", hexadecimal],
  [select.UDP_PORT, "UDP port", "UDP ports", String],
  [select.TCP_PORT, "TCP port", "TCP ports", String],
  [select.SCTP_PORT, "SCTP port", "SCTP ports", String],
];

/** Where a protocol is found: `EtherType 0x0806`. What the layer below decides has no number. */
function placesOf(over: readonly select.Selector[]): string[] {
  return SPACES.flatMap(([space, one, several, text]) => {
    const values = over.filter((selector) => (selector & ~0xffff) === space)
      .map((selector) => text(selector & 0xffff));
    return values.length === 0 ? [] : [`${values.length > 1 ? several : one} ${listOf(values)}`];
  });
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(4, "0")}`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
