// core/_getters.ts: `packet.tcp`, `packet.dns` …, written from the table of protocols.
import { usualBit } from "./_usual.ts";
import type { Protocol } from "./wire/table.ts";

/**
 * Getters of their own for each protocol, so that each sees one class of views
 * (see _walker.ts); compiled together, which starts 5 ms sooner than one by one.
 */
export function defineGetters(target: object, protocols: readonly Protocol[]): void {
  const getters = protocols.map(({ name, id, lazy }) =>
    `get ${JSON.stringify(name)}() { ${lazy ? `return this.lazy(${id});` : eagerGetter(name, id)} }`
  );
  const source: object = new Function(`return { ${getters.join(",\n")} };`)();
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(source))) {
    Object.defineProperty(target, name, { get, configurable: true });
  }
}

/** A usual protocol's view may be waiting to be set, where the walk has kept its numbers. */
function eagerGetter(name: string, id: number): string {
  const bit = usualBit(name);
  if (bit === 0) {
    return `const view = this.views[${id}];
      return view.generation === this.generation ? view : undefined;`;
  }
  return `const view = this.views[${id}];
    if (view.generation === this.generation) return view;
    if ((this.unset & ${bit}) === 0) return undefined;
    let at = 0;
    while (this.ids[at] !== ${id}) at++;
    view.at(this.bytes, this.starts[at], this.ends[at], this.wireEnds[at]);
    view.generation = this.generation;
    return view;`;
}
