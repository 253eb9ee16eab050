import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { defaultRouteInterface, InterfaceFlag, listInterfaces } from "../../ffi/interfaces.ts";

Deno.test("listInterfaces() agrees with /proc/net/dev on the names", () => {
  const rows = Deno.readTextFileSync("/proc/net/dev").split("\n").slice(2, -1);
  const expected = rows.map((row) => row.split(":")[0].trim()).sort();
  assertEquals(listInterfaces().map(({ name }) => name).sort(), expected);
});

Deno.test("listInterfaces() agrees with Deno on the addresses", () => {
  const expected = Deno.networkInterfaces().map(({ name, cidr }) => `${name} ${cidr}`).sort();
  const ours = listInterfaces().flatMap(({ name, addresses }) =>
    addresses.map((address) => `${name} ${address}`)
  );
  assertEquals(ours.sort(), expected);
});

Deno.test("listInterfaces() knows the loopback", () => {
  const loopback = listInterfaces().find(({ flags }) => (flags & InterfaceFlag.Loopback) !== 0);
  assertStrictEquals(loopback?.name, "lo");
  assertStrictEquals(loopback?.mac, "00:00:00:00:00:00");
  assertStrictEquals(loopback?.index, 1);
});

Deno.test("defaultRouteInterface() is the one of /proc/net/route, or none", () => {
  const routes = Deno.readTextFileSync("/proc/net/route").split("\n").map((row) => row.split("\t"));
  const names = routes.filter(([, destination, , , , , , mask]) =>
    destination === "00000000" && mask === "00000000"
  ).map(([name]) => name);
  const found = defaultRouteInterface();
  if (names.length > 0) assert(found !== undefined && names.includes(found));
});
