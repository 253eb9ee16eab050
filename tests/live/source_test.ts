// tests/live/source_test.ts: the common suite of all sources, over frames of our own on `lo`.
import { LiveSource } from "../../core/capture/live.ts";
import type { Batch, Source } from "../../core/capture/source.ts";
import { check } from "../../ffi/errno.ts";
import { libc } from "../../ffi/libc.ts";
import { testSource } from "../core/capture/source_suite.ts";
import { ethernet, zeros } from "./_frames.ts";
import { REASON_TO_SKIP } from "./_network.ts";
import { openSender } from "./_sender.ts";

if (REASON_TO_SKIP === undefined) {
  testSource("LiveSource", echo);
} else {
  Deno.test.ignore(`LiveSource passes the common suite (skipped: ${REASON_TO_SKIP})`, () => {});
}

/** A live source of three frames, each sent when the one before was read, and nothing else. */
function echo(): Source {
  // Four bytes of chance behind the EtherType keep other frames out, also another run's.
  const mark = crypto.getRandomValues(new Uint8Array(4)).toHex();
  const program = `200000000e000000` + // ld [14]
    `15000001${littleEndian(mark)}` + // jeq #mark
    `06000000ffff0000` + // ret #65535
    `0600000000000000`; // ret #0
  const source = LiveSource.open({
    interfaces: ["lo"],
    bufferBytes: 2 << 20,
    promiscuous: false,
    filter: () => Uint8Array.fromHex(program),
  });
  const frame = Uint8Array.fromHex(ethernet("88b5" + mark + zeros(42)));
  return {
    interfaces: source.interfaces,
    statistics: () => source.statistics(),
    stop: () => source.stop(),
    [Symbol.dispose]: () => source[Symbol.dispose](),
    async *[Symbol.asyncIterator](): AsyncGenerator<Batch> {
      let sent = 1;
      sendOnLoopback(frame);
      for await (const batch of source) {
        yield batch;
        if (sent++ < 3) sendOnLoopback(frame);
        else source.stop();
      }
    },
  };
}

function sendOnLoopback(frame: Uint8Array<ArrayBuffer>): void {
  const fd = openSender("lo");
  try {
    check("send", "send on lo", libc().send(fd, frame, BigInt(frame.length), 0));
  } finally {
    libc().close(fd);
  }
}

/** A word as BPF's instructions hold it, from network byte order. */
function littleEndian(hex: string): string {
  return Uint8Array.fromHex(hex).reverse().toHex();
}
