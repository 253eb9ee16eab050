// ffi/users.ts: users and groups by name, from /etc/passwd and /etc/group (passwd(5), group(5)).
import type { Files } from "./files.ts";

/** Whom to become. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** All groups, the user's own first. */
  readonly groups: readonly number[];
}

/** The largest number of a user; 2^32 - 1 means "none" to the kernel. */
const MAX_ID = 0xffff_fffe;

/**
 * The user with this name or number. Users of a directory service, which are not
 * in the file, are known by number alone.
 *
 * @returns `undefined` when there is none.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Files } from "./files.ts";
 * assertStrictEquals(findUser(new Files(), "root")?.uid, 0);
 * assertStrictEquals(findUser(new Files(), "no such user"), undefined);
 * ```
 */
export function findUser(files: Files, nameOrUid: string): User | undefined {
  // name:password:uid:gid:comment:home:shell
  const row = rows(files, "/etc/passwd").find(([name, , uid]) =>
    name === nameOrUid || uid === nameOrUid
  );
  if (row === undefined) return undefined;
  const [name, , uidText, gidText] = row;
  const uid = parseId(uidText);
  const gid = parseId(gidText);
  if (uid === undefined || gid === undefined) return undefined;
  return { name, uid, gid, groups: groupsOf(files, name, gid) };
}

/**
 * Who should go on with the work of root: the user who called `sudo`, otherwise
 * `nobody`; `undefined` on a system without that name.
 *
 * @param environment Reads a variable: `SUDO_UID` and `SUDO_GID` of sudo(8).
 */
export function unprivilegedUser(
  files: Files,
  environment: (name: string) => string | undefined,
): User | undefined {
  const uid = parseId(environment("SUDO_UID"));
  const gid = parseId(environment("SUDO_GID"));
  if (uid === undefined || gid === undefined || uid === 0) return findUser(files, "nobody");
  return findUser(files, String(uid)) ?? { name: String(uid), uid, gid, groups: [gid] };
}

function groupsOf(files: Files, user: string, gid: number): number[] {
  const groups = new Set([gid]);
  // name:password:gid:members
  for (const [, , gidText, members = ""] of rows(files, "/etc/group")) {
    const group = parseId(gidText);
    if (group !== undefined && members.split(",").includes(user)) groups.add(group);
  }
  return [...groups];
}

function rows(files: Files, path: string): string[][] {
  return files.readText(path).split("\n").map((line) => line.split(":"));
}

function parseId(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const id = Number(text);
  return id <= MAX_ID ? id : undefined;
}
