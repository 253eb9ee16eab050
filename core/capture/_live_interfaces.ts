// core/capture/_live_interfaces.ts: the kernel's interface numbers and our ids.
import type { LinkType } from "./link_type.ts";
import type { CaptureInterface } from "./source.ts";

/** The interfaces of a capture, by id and by the kernel's number. It only grows. */
export class InterfaceTable {
  /** By id. */
  readonly list: CaptureInterface[] = [];
  readonly #ids = new Map<number, number>();
  readonly #snapLength: number;
  readonly #nameOf: (index: number) => string | undefined;

  /** @param nameOf Asked once for an interface that frames come from before it was {@linkcode add}ed. */
  constructor(snapLength: number, nameOf: (index: number) => string | undefined) {
    this.#snapLength = snapLength;
    this.#nameOf = nameOf;
  }

  /** Makes an interface known; one that is known keeps its id and the name it had. */
  add(index: number, name: string | undefined, linkType: LinkType, description?: string): void {
    if (this.#ids.has(index)) return;
    this.#ids.set(index, this.list.length);
    const snapLength = this.#snapLength;
    this.list.push({ name, description, index, linkType, snapLength, timestampDigits: 9 });
  }

  /** The id of the interface with this number; one that is not known becomes so. */
  idOf(index: number, linkType: LinkType): number {
    const id = this.#ids.get(index);
    if (id !== undefined) return id;
    this.add(index, this.#nameOf(index), linkType);
    return this.list.length - 1;
  }
}
