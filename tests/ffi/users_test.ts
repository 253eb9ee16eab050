import { assertEquals, assertStrictEquals } from "@std/assert";
import { Files } from "../../ffi/files.ts";
import { findUser, unprivilegedUser } from "../../ffi/users.ts";

const files = new Files();
const nobody = findUser(files, "nobody");

Deno.test("findUser() finds by name and by number", () => {
  assertStrictEquals(findUser(files, "root")?.gid, 0);
  assertEquals(findUser(files, "0"), findUser(files, "root"));
});

for (
  const [does, environment, uid] of [
    [
      "is who called sudo, though no file knows them",
      { SUDO_UID: "54321", SUDO_GID: "54322" },
      54321,
    ],
    ["is nobody when root called sudo", { SUDO_UID: "0", SUDO_GID: "0" }, nobody?.uid],
    ["is nobody without sudo", {}, nobody?.uid],
    ["is nobody when sudo's number is none", { SUDO_UID: "1e3", SUDO_GID: "1" }, nobody?.uid],
    [
      "is nobody when it is the kernel's none",
      { SUDO_UID: "4294967295", SUDO_GID: "1" },
      nobody?.uid,
    ],
  ] as const
) {
  Deno.test(`unprivilegedUser() ${does}`, () => {
    const variables: Record<string, string | undefined> = environment;
    assertStrictEquals(unprivilegedUser(files, (name) => variables[name])?.uid, uid);
  });
}

Deno.test("unprivilegedUser() has sudo's group", () => {
  const variables: Record<string, string> = { SUDO_UID: "54321", SUDO_GID: "54322" };
  assertEquals(unprivilegedUser(files, (name) => variables[name])?.groups, [54322]);
});
