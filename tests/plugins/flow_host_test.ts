import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Dispatcher } from "../../core/dispatcher.ts";
import { MemorySource } from "../../core/capture/memory.ts";
import { type Analyzer, defineAnalyzer } from "../../plugins/analyzer.ts";
import { followsFlows } from "../../plugins/flow_hooks.ts";
import { flowEngines } from "../../plugins/flow_host.ts";
import { type Failure, RunningAnalyzer } from "../../plugins/running.ts";
import { replay } from "../../plugins/testing/mod.ts";
import { ACK, CLIENT, SERVER, Talk, type Timed, udp } from "../core/flow/_network.ts";

function start(analyzer: Analyzer, failures: Failure[] = []): RunningAnalyzer {
  return new RunningAnalyzer(analyzer, {
    options: {},
    sinks: { event() {} },
    filterFor: () => undefined,
    onFailure: (failure) => failures.push(failure),
  });
}

function frames(timed: readonly Timed[]) {
  return timed.map(({ bytes, ms }) => ({
    bytes,
    seconds: Math.floor(ms / 1000),
    nanoseconds: (ms % 1000) * 1e6,
  }));
}

const PACKETS = defineAnalyzer({ name: "p", on: { packet() {}, every: { "1s"() {} } } });
const FLOWS = defineAnalyzer({ name: "f", on: { flowEnd() {} } });

Deno.test("flowEngines() makes none where nobody follows conversations", () => {
  assertStrictEquals(followsFlows(PACKETS), false);
  assertStrictEquals(flowEngines([start(PACKETS)]).length, 0);
});

Deno.test("flowEngines() makes one for each thirty-two analyzers that do", () => {
  assert(followsFlows(FLOWS));
  const analyzers = Array.from({ length: 33 }, () => start(FLOWS));
  assertStrictEquals(flowEngines(analyzers.slice(1)).length, 1);
  assertStrictEquals(flowEngines(analyzers).length, 2);
});

Deno.test("flowEngines() counts what hooks throw, names the hook, and goes on", async () => {
  const failures: Failure[] = [];
  const analyzer = start(
    defineAnalyzer({
      name: "f",
      on: {
        flowEnd() {
          throw new Error("no");
        },
      },
    }),
    failures,
  );
  const timed = Array.from({ length: 50 }, (_, n) => ({
    ms: n,
    bytes: udp({ ...CLIENT, port: 2000 + n }, SERVER, "x"),
  }));
  const dispatcher = new Dispatcher({ consumers: flowEngines([analyzer]) });
  await dispatcher.run(new MemorySource(frames(timed)));
  assertEquals(failures.map(({ where, quarantined }) => [where, quarantined]), [
    ["on.flowEnd", false],
    ["on.flowEnd", true],
  ]);
  assertStrictEquals(analyzer.failures, 10);
});

Deno.test("replay() gives analyzers their conversations, filtered, with the time of the packet", async () => {
  const { events } = await replay(
    defineAnalyzer({
      name: "f",
      filter: "tcp port 80",
      on: {
        flowStart: (flow, { log, nowMs }) => log(`start ${flow} ${nowMs}`),
        stream: ({ direction, bytes }, { log }) => log(`${direction} ${bytes.length}`),
        flowEnd: ({ endReason }, { log, nowMs }) => log(`${endReason} ${nowMs}`),
      },
    }),
    frames([
      { ms: 900, bytes: udp(CLIENT, SERVER, "x") },
      ...new Talk().open().say(0, ACK, "abc").frames,
      { ms: 4000, bytes: udp(CLIENT, SERVER, "x") },
    ]),
  );
  assertEquals(events.map((event) => event.kind === "log" && event.text), [
    "start tcp 192.0.2.1:50000 > 192.0.2.2:80 1000",
    "toServer 3",
    "capture end 4000",
  ]);
});
