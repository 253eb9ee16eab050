// tests/live/_web_server.ts: what clients of HTTP/1.1 are pointed at.
//
//   deno run --allow-net _web_server.ts 8080      says "ready"
//
// GET /bytes/N    N bytes that follow from their place, with their length
// GET /chunks/N   the same in chunks, without
// POST /          how many bytes came
// GET /status/N   a status without a body
import { bodyBytes } from "./_body.ts";

const CHUNK_LENGTH = 64 * 1024;

if (import.meta.main) {
  const onListen = () => Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
  Deno.serve({ hostname: "::", port: Number(Deno.args[0]), onListen }, answer);
}

async function answer(request: Request): Promise<Response> {
  const [, what, text] = new URL(request.url).pathname.split("/");
  const number = Number(text);
  switch (what) {
    case "bytes":
      return new Response(body(number), { headers: { "content-length": text } });
    case "chunks":
      return new Response(body(number));
    case "status":
      return new Response(null, { status: number });
    default:
      return new Response(`${(await request.bytes()).length}\n`);
  }
}

function body(length: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const until = Math.min(length, at + CHUNK_LENGTH);
      if (until > at) controller.enqueue(bodyBytes(at, until));
      at = until;
      if (at === length) controller.close();
    },
  });
}
