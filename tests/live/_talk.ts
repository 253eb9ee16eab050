// tests/live/_talk.ts: a conversation over TCP through the kernel's own stack.
//
//   deno run --allow-net _talk.ts listen 192.0.2.2 7     reads and throws away; says "ready"
//   deno run --allow-net _talk.ts 192.0.2.2 7 300000     sends so many bytes and waits for the end

if (import.meta.main) {
  const [first, ...rest] = Deno.args;
  if (first === "listen") await listen(rest[0], Number(rest[1]));
  else await talk(first, Number(rest[0]), Number(rest[1]));
}

async function listen(hostname: string, port: number): Promise<void> {
  const listener = Deno.listen({ hostname, port });
  Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
  for await (const connection of listener) {
    await connection.readable.pipeTo(new WritableStream());
  }
}

async function talk(hostname: string, port: number, length: number): Promise<void> {
  using connection = await Deno.connect({ hostname, port });
  const writer = connection.writable.getWriter();
  await writer.write(new Uint8Array(length));
  await connection.closeWrite();
  await connection.read(new Uint8Array(1));
}
