// core/_getters.ts: `packet.tcp`, `packet.dns` …, written from the table of protocols.
import { USUAL, usualBit } from "./_usual.ts";
import { ETHER_TYPE, IP_PROTOCOL } from "./wire/select.ts";
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

/**
 * Sets a view where the walk over usual frames has found its layer, without checking it again: the
 * same as the view's `at` says (tests/core/usual_test.ts), for a third of its time
 * (tests/bench/decode_bench.ts). What is carried lies between the layer's end and the carrier's.
 */
function placed(payloadEnd: string, wireEnd: string, next: string): string {
  return `const { bytes } = this, start = this.starts[at], payloadStart = this.starts[at + 1];
    if (view.bytes !== bytes) view.bytes = bytes;
    view.start = start;
    view.payloadStart = payloadStart;
    view.payloadEnd = ${payloadEnd};
    view.wireEnd = ${wireEnd};
    view.next = ${next};`;
}

const LINK = placed(
  "this.start + this.capturedLength",
  "this.start + this.originalLength",
  `${ETHER_TYPE} | bytes[payloadStart - 2] << 8 | bytes[payloadStart - 1]`,
);
const TRANSPORT = "view.at(this.bytes, this.starts[at], this.networkEnd, this.networkWireEnd);";

/** For each usual protocol, the first place where it can be, and what sets its view at place `at`. */
const SETTING: Readonly<Record<typeof USUAL[number], readonly [first: number, text: string]>> = {
  ethernet: [0, LINK],
  vlan: [1, LINK],
  ipv4: [1, placed("this.networkEnd", "this.networkWireEnd", `${IP_PROTOCOL} | bytes[start + 9]`)],
  ipv6: [1, placed("this.networkEnd", "this.networkWireEnd", `${IP_PROTOCOL} | bytes[start + 6]`)],
  tcp: [2, TRANSPORT],
  udp: [2, TRANSPORT],
};

/** A usual protocol's view may be waiting to be set, where the walk has kept its numbers. */
function eagerGetter(name: string, id: number): string {
  const usual = USUAL.find((known) => known === name);
  if (usual === undefined) {
    return `const view = this.views[${id}];
      return view.generation === this.generation ? view : undefined;`;
  }
  const [first, text] = SETTING[usual];
  return `const view = this.views[${id}];
    if (view.generation === this.generation) return view;
    if ((this.unset & ${usualBit(name)}) === 0) return undefined;
    let at = ${first};
    while (this.ids[at] !== ${id}) at++;
    ${text}
    view.generation = this.generation;
    return view;`;
}
