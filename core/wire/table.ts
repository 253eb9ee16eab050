// core/wire/table.ts: what a row of the protocol table is, and the table as numbers.
import { type Selector, SELECTOR_COUNT } from "./select.ts";
import { type Probe, Verdict } from "./verdict.ts";
import type { View } from "./view.ts";

/** A class of views: one protocol. */
export interface ViewClass<V extends View = View> {
  /** A view on nothing yet. */
  new (): V;
  /** The protocol's name in full. */
  readonly title: string;
  /** Where it is specified. */
  readonly specification: string;
  /** Its accessors, for everything that prints. */
  readonly fields: typeof View.fields;
}

/** One row of the table: a protocol and what it runs over. */
export interface ProtocolRow<V extends View = View> {
  /** What packets give of it. */
  readonly view: ViewClass<V>;
  /** The numbers that announce it. Of two rows with the same number the later wins. */
  readonly over: readonly Selector[];
  /**
   * An application: decoded when somebody asks, not for every packet. All
   * others are decoded at once, and what they carry too.
   */
  readonly lazy?: true;
  /**
   * For an application: whether the bytes look like it, in which case no port
   * is needed. It must be strict, and is asked only when no port decides, and
   * only of bytes whose first alone it does not refuse.
   */
  readonly looks?: Probe;
  /** Where {@linkcode looks} is asked: over `UDP_PORT`, `TCP_PORT` or both. */
  readonly looksOver?: readonly Selector[];
}

/** A table of protocols by name, in the order in which `looks` are asked. */
export type ProtocolTable = { readonly [name: string]: ProtocolRow };

/** One protocol with its number in this run. */
export interface Protocol extends ProtocolRow {
  /** From 1; 0 is "none". */
  readonly id: number;
  /** Its key in the table. */
  readonly name: string;
}

/**
 * The protocols that are known, and which one a selector stands for. It holds
 * at most 255; more are refused with a `RangeError`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Udp } from "./udp.ts";
 * import { ipProtocol } from "./select.ts";
 * const registry = new ProtocolRegistry({ udp: { view: Udp, over: [ipProtocol(17)] } });
 * assertStrictEquals(registry.protocols[registry.bySelector[ipProtocol(17)]].name, "udp");
 * ```
 */
export class ProtocolRegistry {
  /** By id; the place 0 is empty. */
  readonly protocols: Protocol[] = [];
  /** The id for each selector, 0 where there is none. */
  readonly bySelector: Uint8Array = new Uint8Array(SELECTOR_COUNT);
  /**
   * A bit for each selector, set for those of protocols that are decoded at once: small enough to
   * stay in the processor's nearest cache, as {@linkcode bySelector} is not
   * (tests/bench/decode_bench.ts: 8 ns a packet).
   */
  readonly eagerBits: Uint8Array = new Uint8Array(SELECTOR_COUNT >> 3);
  readonly #byName = new Map<string, Protocol>();
  /** By carrier: for each first byte those whose looks have to be asked. */
  readonly #candidates = new Map<Selector, readonly (readonly Protocol[])[]>();
  /** Grows with every protocol that is added, so that what was generated can be made anew. */
  version = 0;

  /** A registry of the table's protocols. */
  constructor(table: ProtocolTable) {
    this.protocols.length = 1;
    for (const name in table) this.add(name, table[name]);
  }

  /** Adds a protocol, or replaces the one of that name. */
  add(name: string, row: ProtocolRow): Protocol {
    const replaced = this.#byName.get(name);
    const id = replaced?.id ?? this.protocols.length;
    if (id > 255) throw new RangeError(`Cannot add protocol ${name}: there are 255 already`);
    const protocol: Protocol = { ...row, name, id };
    this.protocols[id] = protocol;
    this.#byName.set(name, protocol);
    for (const selector of row.over) this.#announce(selector, protocol);
    // What announced the one before announces this one too.
    if (replaced !== undefined) this.#announceAgain(protocol);
    this.#candidates.clear();
    this.version++;
    return protocol;
  }

  #announce(selector: Selector, { id, lazy }: Protocol): void {
    this.bySelector[selector] = id;
    const bit = 1 << (selector & 7);
    if (lazy) this.eagerBits[selector >> 3] &= ~bit;
    else this.eagerBits[selector >> 3] |= bit;
  }

  #announceAgain(protocol: Protocol): void {
    const { bySelector } = this;
    for (let at = -1; (at = bySelector.indexOf(protocol.id, at + 1)) >= 0;) {
      this.#announce(at, protocol);
    }
  }

  /**
   * Who has to be asked about a payload over `UDP_PORT` or `TCP_PORT` that begins with this byte:
   * mostly nobody, which is what keeps datagrams of unknown ports cheap (tests/bench/decode_bench.ts).
   */
  candidates(carrier: Selector, firstByte: number): readonly Protocol[] {
    let table = this.#candidates.get(carrier);
    if (table === undefined) this.#candidates.set(carrier, table = this.#candidateTable(carrier));
    return table[firstByte];
  }

  #candidateTable(carrier: Selector): readonly (readonly Protocol[])[] {
    const asked = this.protocols.filter((protocol) => protocol?.looksOver?.includes(carrier));
    return Array.from({ length: 256 }, (_, byte) => {
      const alone = Uint8Array.of(byte);
      // A refusal stands, whatever bytes follow: that is what `Verdict.No` says.
      return asked.filter(({ looks }) => looks?.(alone, 0, 1) !== Verdict.No);
    });
  }

  /** The protocol of that name. */
  byName(name: string): Protocol | undefined {
    return this.#byName.get(name);
  }

  /** Takes over another registry's protocols with their numbers, in place of its own. */
  become(other: ProtocolRegistry): void {
    this.protocols.splice(0, Infinity, ...other.protocols);
    this.bySelector.set(other.bySelector);
    this.eagerBits.set(other.eagerBits);
    this.#byName.clear();
    for (const [name, protocol] of other.#byName) this.#byName.set(name, protocol);
    this.#candidates.clear();
    this.version++;
  }

  /** A registry with the same protocols, to which others can be added. */
  clone(): ProtocolRegistry {
    const copy = new ProtocolRegistry({});
    for (const protocol of this.protocols.slice(1)) copy.add(protocol.name, protocol);
    return copy;
  }
}
