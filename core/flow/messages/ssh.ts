// core/flow/messages/ssh.ts: what SSH clients and servers call themselves, RFC 4253, section 4.2.
import { probeText } from "../../wire/verdict.ts";
import type { Flow } from "../flow.ts";
import { ByteQueue } from "./_byte_queue.ts";
import type { MessageOutlet, MessageParser, MessageProtocol, Side } from "./parser.ts";

/** The first lines of both sides, once for each connection. Lent like the flow; texts stay. */
export interface SshBanners {
  /** The connection, lent. */
  readonly flow: Flow;
  /** The client's line: `SSH-2.0-OpenSSH_9.2p1`; `undefined` where it was not seen. */
  readonly client: string | undefined;
  /** The server's line; `undefined` where it was not seen. */
  readonly server: string | undefined;
}

/** A line is at most this long, with its end. */
const MAX_LINE = 255;
const LF = 0x0a;
const ASCII = new TextDecoder();

class SshParser implements MessageParser {
  readonly #outlet: MessageOutlet;
  readonly #queues: readonly [ByteQueue, ByteQueue];
  readonly #lines: [string | undefined, string | undefined] = [undefined, undefined];
  #told = false;

  constructor(outlet: MessageOutlet) {
    this.#outlet = outlet;
    const queue = () => new ByteQueue(outlet.budget, MAX_LINE);
    this.#queues = [queue(), queue()];
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, gap: number): boolean {
    if (gap > 0) return this.#finish();
    const queue = this.#queues[side];
    if (this.#lines[side] !== undefined) return true;
    const lineEnd = bytes.subarray(start, end).indexOf(LF);
    const isWhole = queue.append(bytes, start, lineEnd < 0 ? end : start + lineEnd);
    if (!isWhole) return this.#finish();
    if (lineEnd < 0) return true;
    this.#lines[side] = ASCII.decode(queue.bytes.subarray(queue.start, queue.end)).trimEnd();
    queue.clear();
    return this.#lines.includes(undefined) ? true : this.#finish();
  }

  end(): void {
    this.#finish();
  }

  #finish(): false {
    for (const queue of this.#queues) queue.clear();
    const [client, server] = this.#lines;
    if (this.#told || (client ?? server) === undefined) return false;
    this.#told = true;
    const banners: SshBanners = { flow: this.#outlet.flow, client, server };
    this.#outlet.emit("ssh", banners);
    return false;
  }
}

/** SSH on any port. */
export const SSH: MessageProtocol = {
  name: "ssh",
  events: ["ssh"],
  over: "stream",
  ports: [22],
  probe: probeText("SSH-"),
  open: (outlet) => new SshParser(outlet),
};
