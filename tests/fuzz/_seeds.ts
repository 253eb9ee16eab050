// tests/fuzz/_seeds.ts: the frames that mutation starts from: every file of tests/fuzz/seeds.

/** One frame. */
export interface Seed {
  readonly name: string;
  readonly linkType: number;
  readonly bytes: Uint8Array;
}

/** A row of a seed file: name, bytes as hexadecimal digits, and link type where it is not Ethernet. */
export type SeedRow = readonly [name: string, digits: string, linkType?: number];

/** Reads hexadecimal digits; spaces are for the eye. */
export function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(
    digits.replaceAll(" ", "").match(/../g) ?? [],
    (pair) => parseInt(pair, 16),
  );
}

/** All seeds, by file and row; a file is a module that exports `SEEDS: readonly SeedRow[]`. */
export async function loadSeeds(): Promise<Seed[]> {
  const folder = new URL("./seeds/", import.meta.url);
  const files = Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .filter((name) => name.endsWith(".ts")).sort();
  const seeds: Seed[] = [];
  for (const file of files) {
    const { SEEDS }: { SEEDS: readonly SeedRow[] } = await import(new URL(file, folder).href);
    for (const [name, digits, linkType = 1] of SEEDS) {
      seeds.push({ name: `${file} ${name}`, linkType, bytes: fromHex(digits) });
    }
  }
  return seeds;
}
