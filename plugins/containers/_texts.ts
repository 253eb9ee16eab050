// plugins/containers/_texts.ts: numbers for texts, so that keys with text in them are numbers too.

/** Numbers each text that some key holds; a number is given again once nobody holds its text. */
export class Texts {
  #ids = new Map<string, number>();
  #texts: string[] = [];
  #holders: number[] = [];
  #free: number[] = [];

  /** The number of a text, or -1 where no key holds it. */
  find(text: string): number {
    return this.#ids.get(text) ?? -1;
  }

  /** The number of a text, which the caller holds from now on. */
  hold(text: string): number {
    let id = this.find(text);
    if (id < 0) {
      id = this.#free.pop() ?? this.#texts.length;
      this.#ids.set(text, id);
      this.#texts[id] = text;
      this.#holders[id] = 0;
    }
    this.#holders[id]++;
    return id;
  }

  /** Ends one {@linkcode hold}. */
  release(id: number): void {
    if (--this.#holders[id] > 0) return;
    this.#ids.delete(this.#texts[id]);
    this.#texts[id] = "";
    this.#free.push(id);
  }

  /** Lets go of all. */
  clear(): void {
    this.#ids.clear();
    this.#texts.length = 0;
    this.#holders.length = 0;
    this.#free.length = 0;
  }

  /** Texts that somebody holds. */
  get size(): number {
    return this.#ids.size;
  }

  /** The text of a number that somebody holds. */
  at(id: number): string {
    return this.#texts[id];
  }
}
