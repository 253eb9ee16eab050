// plugins/_fields_view.ts: a protocol that is a list of fields, as a class of views.
import { Fault, malformed, truncated } from "../core/wire/fault.ts";
import type { Field } from "../core/wire/field.ts";
import type { ViewClass } from "../core/wire/table.ts";
import { View } from "../core/wire/view.ts";
import { PluginError } from "./plugin_error.ts";
import type { FieldsDefinition, FieldsView, ProtocolFields } from "./protocol.ts";

/** Writes the view class for a list of fields. */
export function fieldsView(definition: FieldsDefinition<ProtocolFields>): ViewClass {
  const { name, title = name, specification = "a plugin", fields, check, summary } = definition;
  const all = Object.entries(fields);
  const ends = all.flatMap(([key, { at, length }]) =>
    length === undefined ? [] : [{ key, end: at + length }]
  );
  const last = ends.toSorted((a, b) => a.end - b.end).at(-1);
  const open = all.filter(([, { length }]) => length === undefined);
  const needed = Math.max(last?.end ?? 0, ...open.map(([, { at }]) => at));
  const takesAll = open.length > 0;

  class FieldsOfPlugin extends View {
    static override readonly title: string = title;
    static override readonly specification: string = specification;
    static override readonly fields: Readonly<Record<string, Field>> = Object.fromEntries(
      all.map(([name, { field }]) => [name, field]),
    );

    override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
      if (end - start < needed) return truncated(last?.key ?? open[0]?.[0] ?? name, needed);
      this.bytes = bytes;
      this.start = start;
      this.payloadStart = takesAll ? end : start + needed;
      this.payloadEnd = end;
      this.wireEnd = wireEnd;
      this.next = this.otherwise = 0;
      const allowed = check?.(this as unknown as FieldsView<ProtocolFields>) ?? true;
      return allowed ? Fault.None : malformed(name);
    }

    override summary(): string {
      const said = summary?.(this as unknown as FieldsView<ProtocolFields>);
      return said ?? `${title}, length ${this.wireEnd - this.start}`;
    }
  }
  const taken = new FieldsOfPlugin();
  for (const [key, { at, read }] of all) {
    if (key in taken) {
      throw new PluginError(`protocol ${name}: a field cannot be called ${key}`);
    }
    Object.defineProperty(FieldsOfPlugin.prototype, key, {
      get(this: FieldsOfPlugin) {
        return read(this.bytes, this.start + at, this.payloadEnd);
      },
    });
  }
  return FieldsOfPlugin;
}
