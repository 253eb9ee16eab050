// ffi/privileges.ts: from root to an ordinary user, for good.
import { type Capability, limitCapabilities } from "./capabilities.ts";
import { check, Errno } from "./errno.ts";
import { libc } from "./libc.ts";
import { SOCK_FILTER, SOCK_FPROG, struct } from "./structs.ts";
import type { User } from "./users.ts";

// prctl(2)
const PR_SET_DUMPABLE = 4;
const PR_SET_KEEPCAPS = 8;
const PR_SET_NO_NEW_PRIVS = 38;

// seccomp(2)
const SYS_SECCOMP = Deno.build.arch === "aarch64" ? 277n : 317n;
const SECCOMP_SET_MODE_FILTER = 1n;
const SECCOMP_FILTER_FLAG_TSYNC = 1n;
const SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4n;
const SECCOMP_RET_ALLOW = 0x7fff_0000;
const SECCOMP_RET_ERRNO = 0x0005_0000;
const BPF_LD_W_ABS = 0x20;
const BPF_JEQ_K = 0x15;
const BPF_RET = 0x06;
/** listen(2), by its number; struct seccomp_data begins with the number of the call. */
const SYS_LISTEN = Deno.build.arch === "aarch64" ? 201 : 50;

/** True when the process has the rights of root. */
export function isRoot(): boolean {
  return libc().geteuid() === 0;
}

/**
 * Makes the whole process a user's: groups, group and user, real, effective and
 * saved, so that there is no way back; root's capabilities end with it. All
 * threads change: the C library's functions see to that, which the bare system
 * calls would not (nptl(7), "setuid"). The kernel also makes the process
 * undumpable, so that the user's other programs cannot take its sockets.
 *
 * @param keep Capabilities that the calling thread may go on using, and only this thread.
 * @throws {SyscallError} `EPERM` when the process is not root, or when root could be regained.
 */
export function becomeUser(
  { name, uid, gid, groups }: User,
  keep: readonly Capability[] = [],
): void {
  const { setgroups, setresgid, setresuid, geteuid, getegid, prctl } = libc();
  const action = `become user ${name}`;
  if (keep.length > 0) check("prctl", action, prctl(PR_SET_KEEPCAPS, 1n, 0n, 0n, 0n));
  check("setgroups", action, setgroups(BigInt(groups.length), Uint32Array.from(groups)));
  check("setresgid", action, setresgid(gid, gid, gid));
  check("setresuid", action, setresuid(uid, uid, uid));
  if (geteuid() !== uid || getegid() !== gid || (uid !== 0 && setresuid(0, 0, 0) === 0)) {
    throw new Error(`Cannot ${action}: the kernel agreed and did not do it`);
  }
  if (keep.length > 0) limitCapabilities(keep);
}

/**
 * The process's last rights: no program that it starts gains any, and nothing in it can listen on
 * a port. Deno starts its debugger on SIGUSR1, open to every user of the host, and SIGUSR1 is ours
 * (tcpdump's habit); without listen(2) it cannot. No program that this process starts gains rights any more: set-user-ID and file
 * capabilities are ignored (`no_new_privs`, prctl(2)).
 *
 * prctl sets it for the calling thread and those it starts from then on. Threads
 * of Deno's that run already get it with the seccomp filter, which is set for all
 * threads at once and takes `no_new_privs` along (seccomp(2), `SECCOMP_FILTER_FLAG_TSYNC`).
 *
 * @returns Whether all threads have it; false where seccomp is not to be had.
 */
export function forbidNewPrivileges(): boolean {
  const { prctl, syscall, memmove } = libc();
  check("prctl", "set no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1n, 0n, 0n, 0n));
  check("prctl", "forbid being traced", prctl(PR_SET_DUMPABLE, 0n, 0n, 0n, 0n));
  // [code, jump if true, jump if false, operand]
  const rows = [
    [BPF_LD_W_ABS, 0, 0, 0],
    [BPF_JEQ_K, 0, 1, SYS_LISTEN],
    [BPF_RET, 0, 0, SECCOMP_RET_ERRNO | Errno.EPERM],
    [BPF_RET, 0, 0, SECCOMP_RET_ALLOW],
  ];
  const filter = struct(SOCK_FILTER.SIZE * rows.length);
  rows.forEach(([code, jumpTrue, jumpFalse, operand], row) => {
    const at = row * SOCK_FILTER.SIZE;
    filter.setUint16(at + SOCK_FILTER.CODE, code, true);
    filter.setUint8(at + SOCK_FILTER.JT, jumpTrue);
    filter.setUint8(at + SOCK_FILTER.JF, jumpFalse);
    filter.setUint32(at + SOCK_FILTER.K, operand, true);
  });
  const program = struct(SOCK_FPROG.SIZE);
  program.setUint16(SOCK_FPROG.LEN, rows.length, true);
  program.setBigUint64(SOCK_FPROG.FILTER, memmove(filter, filter, 0n), true);
  // Without the second flag some processors would run slower from here on.
  const flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  return syscall(SYS_SECCOMP, SECCOMP_SET_MODE_FILTER, flags, program) === 0n;
}
