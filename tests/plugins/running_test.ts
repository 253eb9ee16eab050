import { assertEquals, assertStrictEquals } from "@std/assert";
import type { AnalyzerEvent, Plain } from "../../core/event.ts";
import type { Report } from "../../core/output/report.ts";
import { Packet } from "../../core/packet.ts";
import { Address } from "../../core/wire/address.ts";
import { type Analyzer, defineAnalyzer, type Effects, type Hooks } from "../../plugins/analyzer.ts";
import { type Failure, RunningAnalyzer } from "../../plugins/running.ts";

/** An analyzer at work, with everything it causes written down. */
function start(analyzer: Analyzer) {
  const events: AnalyzerEvent[] = [], failures: Failure[] = [], saved: string[] = [];
  const running = new RunningAnalyzer(analyzer, {
    options: {},
    sinks: {
      event: (event) => events.push(event),
      save: (_packet, comment) => saved.push(comment),
    },
    filterFor: () => undefined,
    onFailure: (failure) => failures.push(failure),
  });
  return { running, events, failures, saved };
}

function analyzerWith(on: Hooks<undefined, Record<never, never>>): Analyzer {
  return defineAnalyzer({ name: "a", on });
}

/** A packet that was seen at that second. */
function at(seconds: number): Packet {
  return new Packet().setBytes(new Uint8Array(60), { seconds });
}

Deno.test("RunningAnalyzer counts what handlers throw, and tells the first only", () => {
  let calls = 0;
  const { running, failures } = start(analyzerWith({
    packet() {
      if (++calls % 2 === 0) throw new Error(`call ${calls}`);
    },
  }));
  for (let n = 0; n < 20; n++) running.packet(at(1));
  assertStrictEquals(running.failures, 10);
  assertStrictEquals(running.quarantined, false);
  assertEquals(failures.map(({ where, error }) => [where, (error as Error).message]), [
    ["on.packet", "call 2"],
  ]);
});

Deno.test("RunningAnalyzer sets an analyzer aside after ten failures in a row", () => {
  const { running, failures } = start(analyzerWith({
    packet() {
      throw new Error("always");
    },
  }));
  for (let n = 0; n < 50; n++) running.packet(at(1));
  assertStrictEquals(running.failures, 10);
  assertStrictEquals(running.packets, 10);
  assertEquals(failures.map(({ quarantined }) => quarantined), [false, true]);
});

Deno.test("RunningAnalyzer sets an analyzer aside after a hundred failures within ten thousand", () => {
  let calls = 0;
  const { running } = start(analyzerWith({
    packet() {
      if (++calls % 50 === 0) throw new Error("one in fifty");
    },
  }));
  for (let n = 0; n < 10_000; n++) running.packet(at(1));
  assertStrictEquals(running.failures, 100);
  assertStrictEquals(running.quarantined, true);
});

Deno.test("RunningAnalyzer forgives failures that are rare", () => {
  let calls = 0;
  const { running } = start(analyzerWith({
    packet() {
      if (++calls % 200 === 0) throw new Error("one in two hundred");
    },
  }));
  for (let n = 0; n < 40_000; n++) running.packet(at(1));
  assertStrictEquals(running.failures, 200);
  assertStrictEquals(running.quarantined, false);
});

Deno.test("RunningAnalyzer reports the state of an analyzer that was set aside", () => {
  const { running } = start(defineAnalyzer({
    name: "a",
    state: () => ({ seen: 0 }),
    on: {
      packet(_packet, { state }) {
        if (++state.seen > 3) throw new Error("enough");
      },
    },
    report: ({ state }) => ({ title: `${state.seen}` }),
  }));
  for (let n = 0; n < 50; n++) running.packet(at(1));
  assertStrictEquals(running.quarantined, true);
  assertStrictEquals(running.report(0)?.title, "13");
});

Deno.test("RunningAnalyzer ticks once after a silence, not for each interval missed", () => {
  const seen: number[] = [];
  const { running } = start(
    analyzerWith({ every: { "1s": ({ nowMs }) => void seen.push(nowMs) } }),
  );
  running.begin(10_000);
  assertStrictEquals(running.dueMs, 11_000);
  running.tick(11_000);
  running.tick(60_500);
  assertEquals(seen, [11_000, 12_000]);
  assertStrictEquals(running.dueMs, 61_000);
});

Deno.test("RunningAnalyzer gives events the packet's time, and log its ways of speaking", () => {
  const { running, events } = start(analyzerWith({
    packet(_packet, { log, metric }) {
      log("text");
      log({ host: "a" });
      log("both", { n: 1 });
      log([1, 2]);
      metric("size", 60, { kind: "x" });
    },
  }));
  running.packet(at(7));
  assertEquals(events.map(({ timeMs }) => timeMs), [7000, 7000, 7000, 7000, 7000]);
  assertEquals(
    events.slice(0, 4).map((event) => event.kind === "log" && [event.text, event.fields]),
    [
      ["text", {}],
      ["", { host: "a" }],
      ["both", { n: 1 }],
      ["1, 2", {}],
    ],
  );
  assertEquals(events[4], {
    kind: "metric",
    analyzer: "a",
    timeMs: 7000,
    name: "size",
    value: 60,
    labels: { kind: "x" },
  });
});

Deno.test("RunningAnalyzer holds back alerts that say the same, and counts them", () => {
  const { running, events } = start(analyzerWith({
    packet(_packet, { alert }) {
      alert("high", "flood", { to: "b" }, { key: "flood b", onceForMs: 10_000 });
    },
  }));
  for (const second of [1, 2, 3, 11, 12]) running.packet(at(second));
  assertEquals(
    events.map((event) => event.kind === "alert" && [event.timeMs, event.repeated]),
    [[1000, 0], [11_000, 2]],
  );
});

Deno.test("RunningAnalyzer names itself and the reason beside a saved packet", () => {
  const { running, saved } = start(analyzerWith({
    packet(packet, { savePacket }) {
      savePacket(packet);
      savePacket(packet, "odd flags");
    },
  }));
  running.packet(at(1));
  assertEquals(saved, ["a", "a: odd flags"]);
});

Deno.test("RunningAnalyzer tells the first failure of each place", () => {
  const fail = () => {
    throw new Error("no");
  };
  const { running, failures } = start(
    defineAnalyzer({ name: "a", on: { packet: fail }, report: fail }),
  );
  for (let n = 0; n < 2; n++) {
    running.packet(at(1));
    assertStrictEquals(running.report(0), undefined);
  }
  assertEquals(failures.map(({ where }) => where), ["on.packet", "report"]);
});

Deno.test("RunningAnalyzer.report() takes a report of the wrong shape for a failure", () => {
  const { running, failures } = start(
    defineAnalyzer({
      name: "a",
      on: {},
      report: () => ({ title: "x", tables: 5 }) as object as Report,
    }),
  );
  assertStrictEquals(running.report(0), undefined);
  assertStrictEquals(running.failures, 1);
  assertEquals(failures.map(({ where, error }) => [where, (error as Error).message]), [
    ["report", "`tables` is a number; it has to be a list"],
  ]);
});

Deno.test("Effects.log() keeps what a view said, and the text of what has one", () => {
  const data = { port: 22, big: 1n, toJSON: () => ({ port: 22 }) };
  const bare: Plain = Object.assign(Object.create(null), { a: 1n });
  const { running, events } = start(analyzerWith({
    packet: (_packet, { log }) => log({ data, address: Address.parse("::1"), bare, list: [data] }),
  }));
  running.packet(at(1));
  const [event] = events;
  if (event.kind !== "log") throw new Error("another kind of event");
  const { address, ...fields } = event.fields;
  assertEquals(fields, { data: '{"port":22}', bare: '{"a":"1"}', list: ['{"port":22}'] });
  assertStrictEquals(String(address), "::1");
});

for (
  const [does, use, message] of [
    [
      "a severity that is misspelt",
      ({ alert }: Effects) => alert("hgih" as "high", "x"),
      '"hgih" is no severity of an alert; did you mean high?',
    ],
    [
      "a severity that is none",
      ({ alert }: Effects) => alert(3 as never, "x"),
      '"3" is no severity of an alert; there are info, low, medium, high, critical',
    ],
    [
      "an alert without a text",
      ({ alert }: Effects) => alert("high", undefined as never),
      "the alert's text is undefined; it has to be a string",
    ],
    [
      "a metric that is no number",
      ({ metric }: Effects) => metric("load", "5" as never),
      "metric load is a string; it has to be a number",
    ],
  ] as const
) {
  Deno.test(`Effects refuse ${does}`, () => {
    const { running, events, failures } = start(analyzerWith({
      packet: (_packet, effects) => use(effects),
    }));
    running.packet(at(1));
    assertEquals(failures.map(({ error }) => `${error}`), [`TypeError: ${message}`]);
    assertEquals(events, []);
  });
}
