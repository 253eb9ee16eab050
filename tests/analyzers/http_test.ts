import { assertEquals } from "@std/assert";
import { conversation, replay } from "whiff/testing";
import http from "../../analyzers/http.ts";

const TRAFFIC = conversation({ interval: "10ms" })
  .send("GET /a?x=1 HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: curl/8\r\n\r\n")
  .answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
  .send("GET /a?x=2 HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
  .answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
  .send("POST /b HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 0\r\n\r\n")
  .close().packets;

/** The tables of the report by title, with the cells asked for. */
async function tables() {
  const { report } = await replay(http, TRAFFIC);
  return (title: string, ...cells: string[]) =>
    report!.tables!.find((table) => table.title === title)!.rows
      .map((row) => cells.map((cell) => row[cell]));
}

Deno.test("http tells how each host does", async () => {
  const rows = await tables();
  assertEquals(rows("Hosts", "host", "requests", "errors", "unanswered", "median"), [
    ["www.example.com", 2, 1, 0, 20],
    ["api.example.com", 1, 0, 1, undefined],
  ]);
});

Deno.test("http counts targets without their queries", async () => {
  const rows = await tables();
  assertEquals(rows("Targets", "method", "target", "requests"), [
    ["GET", "www.example.com/a", 2],
    ["POST", "api.example.com/b", 1],
  ]);
});

Deno.test("http counts status codes", async () => {
  assertEquals((await tables())("Status codes", "status", "responses"), [[200, 1], [404, 1]]);
});

Deno.test("http tells each exchange when it is to", async () => {
  const { events } = await replay(http, TRAFFIC, { options: { log: true } });
  const [first] = events.map((event) => event.kind === "log" && event.fields);
  assertEquals([events.length, first], [3, {
    client: "192.0.2.1:49152",
    server: "192.0.2.2:80",
    method: "GET",
    host: "www.example.com",
    target: "/a?x=1",
    status: 200,
    latencyMs: 20,
    userAgent: "curl/8",
  }]);
  assertEquals((await replay(http, TRAFFIC)).events, []);
});
