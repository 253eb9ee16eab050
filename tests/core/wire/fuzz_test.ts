// tests/core/wire/fuzz_test.ts: the short form of tests/fuzz/decode_fuzz.ts, and whether that finds.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { linkType } from "../../../core/wire/select.ts";
import { ProtocolRegistry } from "../../../core/wire/table.ts";
import { View } from "../../../core/wire/view.ts";
import { Packet } from "../../../core/packet.ts";
import { Checker, fuzzDecoding } from "../../fuzz/decode_fuzz.ts";
import { loadSeeds } from "../../fuzz/_seeds.ts";

const seeds = await loadSeeds();

Deno.test("Packet stands every seed", () => {
  const checker = new Checker(Infinity);
  const complaints = seeds.map(({ name, linkType, bytes }) =>
    [name, checker.complaint({ linkType, bytes, originalLength: bytes.length })] as const
  );
  assertEquals(complaints.filter(([, complaint]) => complaint !== ""), []);
});

Deno.test("Packet stands mutated frames", () => {
  assertEquals(fuzzDecoding(seeds, 10_000, 20_250_101, Infinity), []);
});

/** A protocol that does one thing wrong. */
abstract class Bad extends View {
  static override readonly title = "Bad";
  static override readonly specification = "none";
  static override readonly fields = {};

  override at(bytes: Uint8Array, start: number, end: number): Fault {
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = this.payloadEnd = this.wireEnd = end;
    return Fault.None;
  }
}

class Throws extends Bad {
  override summary(): string {
    throw new RangeError("no summary");
  }
}

class ReadsPastTheEnd extends Bad {
  override summary(): string {
    return `${this.bytes[this.payloadEnd]}`;
  }
}

class ReadsBeforeTheStart extends Bad {
  override summary(): string {
    return `${this.bytes[this.start - 1]}`;
  }
}

class Remembers extends Bad {
  #length = 0;
  #lengthBefore = 0;

  override at(bytes: Uint8Array, start: number, end: number): Fault {
    this.#lengthBefore = this.#length;
    this.#length = end - start;
    return super.at(bytes, start, end);
  }

  override summary(): string {
    return `${this.#lengthBefore}`;
  }
}

class Dawdles extends Bad {
  override summary(): string {
    let sum = 0;
    for (let k = 0; k < 3_000_000; k++) sum += k % 7;
    return `${sum}`;
  }
}

for (
  const [view, complaint] of [
    [Throws, "no summary"],
    [ReadsPastTheEnd, "not its own bytes alone"],
    [ReadsBeforeTheStart, "not its own bytes alone"],
    [Remembers, "not its own bytes alone"],
    [Dawdles, " ms"],
  ] as const
) {
  Deno.test(`Checker.complaint() finds a protocol that is wrong: ${view.name}`, () => {
    const registry = new ProtocolRegistry({ bad: { view, over: [linkType(1)] } });
    const checker = new Checker(1, () => new Packet(registry));
    // Two frames, as one alone cannot show what is left of another.
    checker.complaint({ linkType: 1, bytes: new Uint8Array(9), originalLength: 9 });
    const got = checker.complaint({ linkType: 1, bytes: new Uint8Array(3), originalLength: 3 });
    assertStringIncludes(got, complaint);
  });
}
