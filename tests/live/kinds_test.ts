// tests/live/kinds_test.ts: kinds of interface, `any`, and what the kernel's own stack sends.
import { assert, assertEquals, assertGreater, assertStrictEquals } from "@std/assert";
import { LinkType } from "../../core/capture/link_type.ts";
import { Direction } from "../../core/capture/source.ts";
import type { CapturedFrame } from "./_capture.ts";
import { Capture, send } from "./_follow.ts";
import { ARP, ethernet, ipv4, ipv6 } from "./_frames.ts";
import { Cable, liveTest, Namespace } from "./_network.ts";

/** protocol, zero, interface, ARPHRD, direction, address length, address */
function cooked(protocol: string, index: number, kind: number, type: number, rest: string): string {
  const head = protocol + "0000" + hex(index, 4) + hex(kind, 2) + hex(type, 1);
  return head + "06" + "0200000000bb0000" + rest;
}

function hex(value: number, bytes: number): string {
  return value.toString(16).padStart(bytes * 2, "0");
}

const ETHERNET = 1;
const OTHERHOST = 3;

liveTest("LiveSource on any cooks the frames of all interfaces", async () => {
  using cable = new Cable();
  const { receiver, sender } = cable;
  await using capture = await Capture.start(receiver, { interfaces: ["any"] });
  await send(sender, "tx", [ethernet(ARP), ethernet("8100a064" + ipv4(17, 60))]);
  // An interface that comes while the capture is on.
  sender.ip("link", "add", "name", "tx2", "type", "veth", "peer", "name", "rx2");
  sender.ip("link", "set", "dev", "rx2", "netns", receiver.name);
  sender.ip("link", "set", "dev", "tx2", "up");
  receiver.ip("link", "set", "dev", "rx2", "up");
  sender.awaitCarrier("tx2");
  await send(sender, "tx2", [ethernet(ipv6(6, 60))]);
  await capture.stopAfter(3);
  const [rx, rx2] = ["rx", "rx2"].map((name) => receiver.link(name).index);
  const frames = capture.frames.map(({ bytes }) => bytes);
  assertEquals(frames, [
    cooked("0806", rx, ETHERNET, OTHERHOST, ARP.slice(4)),
    cooked("8100", rx, ETHERNET, OTHERHOST, "a064" + ipv4(17, 60)),
    cooked("86dd", rx2, ETHERNET, OTHERHOST, ipv6(6, 60).slice(4)),
  ]);
  assertEquals(capture.frames.map((frame) => frame.interface), ["rx", "rx", "rx2"]);
  assert(capture.frames.every(({ linkType }) => linkType === LinkType.LinuxSll2));
  assert(capture.frames.every((frame) => frame.originalLength === frame.bytes.length / 2));
});

for (const name of ["lo", "any"]) {
  for (
    const [direction, does] of [
      [Direction.Unknown, "both ways"],
      [Direction.Inbound, "inbound"],
      [Direction.Outbound, "outbound"],
    ] as const
  ) {
    liveTest(`LiveSource on ${name} shows what goes over lo once, ${does}`, async () => {
      using namespace = new Namespace();
      await using capture = await Capture.start(namespace, { interfaces: [name], direction });
      namespace.run("ping", "-q", "-c", "2", "-i", "0.01", "127.0.0.1");
      const end = await capture.stopAfter(4);
      assertStrictEquals(end.count, 4); // two requests, two answers
      assertStrictEquals(end.statistics.received, 4);
      const expected = direction === Direction.Outbound ? Direction.Outbound : Direction.Inbound;
      assert(capture.frames.every((frame) => frame.direction === expected));
    }, "ping");
  }
}

liveTest("LiveSource takes a tun interface as raw IP", async () => {
  const packet = ipv4(17, 60).slice(4);
  using namespace = new Namespace();
  await using tun = await namespace.startScript("./_tun.ts", "tun0", packet);
  namespace.ip("link", "set", "dev", "tun0", "up");
  await using capture = await Capture.start(namespace, { interfaces: ["tun0"] });
  tun.kill("SIGUSR1");
  await capture.stopAfter(1);
  const [frame] = capture.frames;
  assertStrictEquals(frame.linkType, LinkType.Raw);
  assertStrictEquals(frame.bytes, packet);
});

/** How many frames have these bytes at these places, in hexadecimal digits. */
function count(frames: readonly CapturedFrame[], ...places: [number, string][]): number {
  return frames.filter(({ bytes }) => places.every(([at, text]) => bytes.startsWith(text, at * 2)))
    .length;
}

liveTest(
  "LiveSource counts what the kernel's stack sends: ping, ARP, neighbour discovery",
  async () => {
    using cable = Cable.addressed();
    await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"] });
    cable.sender.run("ping", "-q", "-c", "3", "-i", "0.01", "192.0.2.2");
    cable.sender.run("ping", "-q", "-c", "4", "-i", "0.01", "2001:db8::2");
    const { frames } = capture;
    const echoes = () => ({
      requests: count(frames, [12, "0800"], [23, "01"], [34, "08"]),
      replies: count(frames, [12, "0800"], [23, "01"], [34, "00"]),
      requests6: count(frames, [12, "86dd"], [20, "3a"], [54, "80"]),
      replies6: count(frames, [12, "86dd"], [20, "3a"], [54, "81"]),
    });
    await capture.until("the last answer came", () => echoes().replies6 === 4);
    await capture.stop();
    assertEquals(echoes(), { requests: 3, replies: 3, requests6: 4, replies6: 4 });
    assertGreater(count(frames, [12, "0806"], [20, "0001"]), 0); // who has
    assertGreater(count(frames, [12, "0806"], [20, "0002"]), 0); // is at
    assertGreater(count(frames, [12, "86dd"], [54, "87"]), 0); // neighbour solicitation
    assertGreater(count(frames, [12, "86dd"], [54, "88"]), 0); // neighbour advertisement
  },
  "ping",
);

/** The TCP sequence number of a frame with the usual headers. */
function sequence(bytes: string): number {
  return parseInt(bytes.slice(76, 84), 16);
}

liveTest(
  "LiveSource gives frames above the MTU whole, and knows of checksums to come",
  async () => {
    const sent = 300_000;
    using cable = Cable.addressed();
    await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"] });
    await using _server = await cable.receiver.startScript(
      "./_talk.ts",
      "listen",
      "192.0.2.2",
      "7",
    );
    await cable.sender.runScript("./_talk.ts", "192.0.2.2", "7", String(sent));
    /** How far the sender's numbers went; what it sends twice counts once. */
    const reached = () => {
      const sender = capture.frames.filter(({ bytes }) => bytes.startsWith("c0000201c0000202", 52));
      if (sender.length === 0) return 0;
      const ends = sender.map(({ bytes, originalLength }) => {
        const tcpHeaderLength = parseInt(bytes[92], 16) * 4;
        // Numbers are counted from the first frame, the SYN, on, and may wrap.
        const from = (sequence(bytes) - sequence(sender[0].bytes)) >>> 0;
        return from + originalLength - 34 - tcpHeaderLength;
      });
      return Math.max(...ends) - 1; // the SYN takes one number itself
    };
    await capture.until("the last word was said", () => reached() > sent);
    await capture.stop();
    assertStrictEquals(reached(), sent + 1); // the FIN takes one number, too
    const large = capture.frames.filter(({ originalLength }) => originalLength > 1514);
    assertGreater(large.length, 0);
    assert(large.every(({ bytes, originalLength }) => bytes.length / 2 === originalLength));
    assert(large.every(({ checksumsPending }) => checksumsPending));
  },
);
