// tests/live/_download.ts: a plugin that tells of each body of a response what arrived of it.
import { createHash } from "node:crypto";
import { defineAnalyzer, type StreamChunk } from "whiff";
import { byteAt } from "./_body.ts";

/** One connection, of which the server says a head and a body. */
class Download {
  readonly hash = createHash("sha256");
  /** Where the body begins. */
  bodyAt = -1;
  bytes = 0;
  gaps = 0;
  missed = 0;
  wrong = 0;

  add({ bytes, gap, offset }: StreamChunk): void {
    if (gap > 0) this.gaps++;
    this.missed += gap;
    const head = this.bodyAt < 0 ? headLength(bytes) : 0;
    if (this.bodyAt < 0) this.bodyAt = head;
    const place = offset - this.bodyAt;
    for (let at = head; at < bytes.length; at++) {
      if (bytes[at] !== byteAt(place + at)) this.wrong++;
    }
    this.bytes += bytes.length - head;
    this.hash.update(bytes.subarray(head));
  }
}

/** The head is in the first chunk, and ends with an empty line. */
function headLength(bytes: Uint8Array): number {
  return new TextDecoder().decode(bytes).indexOf("\r\n\r\n") + 4;
}

export default defineAnalyzer({
  name: "download",
  filter: "tcp",
  state: () => ({ downloads: new Map<number, Download>() }),
  on: {
    stream(chunk, { state: { downloads } }) {
      if (chunk.direction !== "toClient") return;
      const { id } = chunk.flow;
      const download = downloads.get(id) ?? new Download();
      downloads.set(id, download);
      download.add(chunk);
    },
    flowEnd({ id, client, endReason }, { state: { downloads }, log }) {
      const download = downloads.get(id);
      if (download === undefined) return;
      const { bytes, gaps, missed, wrong, hash } = download;
      const sha256 = hash.digest("hex");
      log({ client: `${client.address}`, endReason, bytes, gaps, missed, wrong, sha256 });
    },
  },
});
