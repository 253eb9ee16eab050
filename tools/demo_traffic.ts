// tools/demo_traffic.ts: a little of everything on loopback, for so many seconds: HTTP, DNS, pings,
// over both versions of IP. Bounded in count and time; nothing leaves the machine.
import { createSocket, type Socket } from "node:dgram";

const SECONDS = Number(Deno.args[0] ?? 10);
/** Between two rounds of requests. */
const PAUSE_MS = 50;

/** Where the demonstration's servers listen, by IP version. */
const HOSTS = [
  { address: "127.0.0.1", url: "127.0.0.1", family: "udp4" },
  { address: "::1", url: "[::1]", family: "udp6" },
] as const;

type Host = typeof HOSTS[number];

/** Whether this machine has that version of IP on loopback. */
function isThere({ address }: Host): boolean {
  try {
    Deno.listen({ hostname: address, port: 0 }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrNotAvailable) return false;
    throw error;
  }
}

/** A web server whose pages differ in size. */
function serveHttp({ address }: Host): number {
  const page = (request: Request) =>
    new Response("whiff ".repeat(1 + new URL(request.url).pathname.length * 40));
  const server = Deno.serve({ hostname: address, port: 0, onListen() {} }, page);
  return server.addr.port;
}

/** A name server that knows one answer; on port 53 if it may, for that is where people look. */
async function serveDns({ address, family }: Host): Promise<number> {
  const socket = createSocket(family);
  socket.on("message", (query, from) => socket.send(answerTo(query), from.port, from.address));
  for (const port of [53, 5353]) {
    if (await bound(socket, port, address)) return port;
  }
  throw new Error(`No port for a name server on ${address}`);
}

function bound(socket: Socket, port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once("error", () => resolve(false));
    socket.bind(port, address, () => resolve(true));
  });
}

/** The query with one A record behind it: 192.0.2.1, for a minute (RFC 1035, section 4.1). */
function answerTo(query: Uint8Array): Uint8Array {
  const answer = [0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
  const reply = Uint8Array.from([...query, ...answer]);
  reply.set([0x81, 0x80, 0, 1, 0, 1], 2);
  return reply;
}

/** A query for a name's address. */
function queryFor(name: string, id: number): Uint8Array {
  const labels = name.split(".").flatMap((label) => [
    label.length,
    ...new TextEncoder().encode(label),
  ]);
  return Uint8Array.from([
    id >> 8,
    id & 255,
    1,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    ...labels,
    0,
    0,
    1,
    0,
    1,
  ]);
}

/** Pings, where the machine has the program. */
function ping({ address }: Host): Deno.ChildProcess | undefined {
  try {
    return new Deno.Command("ping", {
      args: ["-n", "-q", "-i", "0.2", "-w", String(SECONDS), address],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const NAMES = ["www.example.com", "mail.example.org", "ns1.example.net"];

async function talk(host: Host, end: number): Promise<void> {
  const httpPort = serveHttp(host);
  const dnsPort = await serveDns(host);
  const client = createSocket(host.family);
  for (let round = 0; Date.now() < end; round++) {
    const name = NAMES[round % NAMES.length];
    client.send(queryFor(name, round & 0xffff), dnsPort, host.address);
    const response = await fetch(`http://${host.url}:${httpPort}/${"page/".repeat(round % 9)}`);
    await response.text();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

const end = Date.now() + SECONDS * 1000;
const hosts = HOSTS.filter(isThere);
const pings = hosts.map(ping);
await Promise.all(hosts.map((host) => talk(host, end)));
await Promise.all(pings.map((child) => child?.status));
Deno.exit(0);
