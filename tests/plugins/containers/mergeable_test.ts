// tests/plugins/containers/mergeable_test.ts: what holds for every container.
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  Counter,
  Distinct,
  type Key,
  type Mergeable,
  PerKey,
  Quantiles,
  Rate,
  Series,
  TopK,
} from "../../../plugins/containers/mod.ts";
import { anyKey, pick, random, splitAndMerge, zipf } from "./_stream.ts";

interface Event {
  readonly key: Key;
  readonly timeMs: number;
  readonly amount: number;
}

/** 3,000 events with 300 keys of all kinds, over 50 seconds; times go back a little here and there. */
const EVENTS: readonly Event[] = (() => {
  const next = random(7);
  return zipf(3_000, 300).map((kind, at) => ({
    key: anyKey(kind),
    timeMs: 1_700_000_000_000 + at * 16 - pick(next, 40),
    amount: pick(next, 1_500),
  }));
})();

/** A container with room for all of the stream, and what is fed to it. */
class Fixture<C extends Mergeable> {
  constructor(
    readonly name: string,
    readonly make: () => C,
    readonly feed: (container: C, event: Event) => void,
    readonly show: (container: C) => unknown,
  ) {}

  /** What the container tells, with keys as text: the bytes of an address are private to it. */
  report(container: C): string {
    return JSON.stringify(this.show(container), undefined, 1);
  }

  of(events: readonly Event[]): C {
    const container = this.make();
    for (const event of events) this.feed(container, event);
    return container;
  }

  test(): void {
    const { name, make, feed } = this;

    Deno.test(`${name}.merge() gives what one run gives, however the stream is split`, () => {
      const whole = this.report(this.of(EVENTS));
      for (let seed = 1; seed <= 8; seed++) {
        const merged = splitAndMerge(make, feed, EVENTS, 1 + seed, seed);
        assertEquals(this.report(merged), whole, `seed ${seed}`);
      }
    });

    Deno.test(`${name}.merge() leaves the other as it is, and shares nothing with it`, () => {
      const other = this.of(EVENTS.slice(0, 500)), before = JSON.stringify(other.save());
      const container = make();
      container.merge(other);
      for (const event of EVENTS.slice(500)) feed(container, event);
      assertEquals(JSON.stringify(other.save()), before);
    });

    Deno.test(`${name}.merge() with an empty one changes nothing`, () => {
      const container = this.of(EVENTS), before = this.report(container);
      container.merge(make());
      assertEquals(this.report(container), before);
      const empty = make();
      empty.merge(container);
      assertEquals(this.report(empty), before);
    });

    Deno.test(`${name}.load() takes up where save() was, through JSON`, () => {
      const first = this.of(EVENTS.slice(0, 1_000));
      const second = make();
      second.load(JSON.parse(JSON.stringify(first.save())));
      assertEquals(this.report(second), this.report(first));
      assertEquals(second.save(), first.save());
      for (const event of EVENTS.slice(1_000)) {
        feed(first, event);
        feed(second, event);
      }
      assertEquals(second.save(), first.save());
    });

    Deno.test(`${name}.load() forgets what was there`, () => {
      const saved = this.of(EVENTS.slice(0, 10)).save();
      const container = this.of(EVENTS);
      container.load(saved);
      assertEquals(container.save(), saved);
    });

    Deno.test(`${name}.load() refuses what it did not save, and stays as it was`, () => {
      const container = this.of(EVENTS), before = container.save();
      for (const data of [undefined, null, 7, "text", [], {}]) {
        assertThrows(() => container.load(data), TypeError, "Cannot load a", Deno.inspect(data));
      }
      const fields: Record<string, unknown> = JSON.parse(JSON.stringify(before));
      for (const field of Object.keys(fields)) {
        for (const wrong of [undefined, "wrong", NaN, { wrong: true }]) {
          const why = `${field}: ${Deno.inspect(wrong)}`;
          assertThrows(
            () => container.load({ ...fields, [field]: wrong }),
            TypeError,
            "Cannot",
            why,
          );
        }
      }
      assertEquals(container.save(), before);
    });

    Deno.test(`${name}.save() depends on the stream alone`, () => {
      assertEquals(this.of(EVENTS).save(), this.of(EVENTS).save());
      assertNotEquals(this.of(EVENTS).save(), this.of(EVENTS.slice(0, 5)).save());
    });
  }
}

new Fixture(
  "Counter",
  () => new Counter(),
  (counter, { key, amount }) => counter.add(key, amount),
  (counter) => [counter.rows(), counter.total, counter.other, counter.evictions],
).test();

new Fixture(
  "TopK",
  () => new TopK(300),
  (top, { key, amount }) => top.add(key, amount),
  (top) => [top.top(), top.other(10), top.total, top.totalHits, top.evictions],
).test();

new Fixture(
  "Rate",
  () => new Rate(5_000),
  (rate, { key, timeMs }) => rate.hit(key, timeMs),
  (rate) => [rate.top(), rate.top(5, 1_700_000_049_000), rate.evictions],
).test();

new Fixture(
  "Quantiles",
  () => new Quantiles(),
  (quantiles, { amount }) => quantiles.add(amount - 200),
  (quantiles) => [0, 0.01, 0.25, 0.5, 0.9, 0.999, 1].map((q) => quantiles.quantile(q)),
).test();

new Fixture(
  "Distinct",
  () => new Distinct(),
  (distinct, { key }) => distinct.add(key),
  (distinct) => [distinct.count, distinct.error],
).test();

new Fixture(
  "Distinct, estimating,",
  () => new Distinct(100),
  (distinct, { key }) => distinct.add(key),
  (distinct) => [distinct.count, distinct.error],
).test();

new Fixture(
  "PerKey",
  () => new PerKey(300, () => new Counter<number>()),
  (perKey, { key, amount }) => perKey.get(key).add(amount % 7),
  (perKey) => [perKey.entries().map(([key, value]) => [key, value.rows()]), perKey.evictions],
).test();

new Fixture(
  "Series",
  () => new Series(100, 60),
  (series, { timeMs, amount }) => series.add(timeMs, amount),
  (series) => [series.points(), series.widthMs],
).test();
