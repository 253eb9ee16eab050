// ffi/promiscuous.ts: the interface's own promiscuous flag, for those who want to see it in `ip link`.
//
// The usual way is PacketSocket.addPromiscuousMembership: the kernel counts it and ends it with
// the socket, however the process dies. This flag stays until somebody clears it.
import { Capability, capabilityHint } from "./capabilities.ts";
import { check, Errno, SyscallError } from "./errno.ts";
import { InterfaceFlag } from "./interfaces.ts";
import { errno, libc } from "./libc.ts";
import { IFREQ, struct } from "./structs.ts";
import { cString } from "./text.ts";

const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
/** netdevice(7) */
const SIOCGIFFLAGS = 0x8913n;
const SIOCSIFFLAGS = 0x8914n;

/**
 * Sets an interface's `IFF_PROMISC`, and puts it back on disposal: only when it
 * was not set before. Both need `CAP_NET_ADMIN`, so root may not be dropped
 * meanwhile; and a process that is killed leaves the flag behind.
 */
export class PromiscuousFlag implements Disposable {
  readonly #libc = libc();
  readonly #name: string;
  readonly #wasSet: boolean;
  /** Any socket does for interface requests; it stays open for the way back. */
  #fd: number;

  private constructor(name: string, fd: number) {
    this.#name = name;
    this.#fd = fd;
    this.#wasSet = this.#change(true);
  }

  /**
   * @param name 1 to 15 bytes.
   * @throws {SyscallError} `ENODEV` for no such interface, `EPERM` without `CAP_NET_ADMIN`.
   */
  static set(name: string): PromiscuousFlag {
    using undo = new DisposableStack();
    const fd = libc().socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    check("socket", "open a socket for interface requests", fd);
    undo.defer(() => libc().close(fd));
    const flag = new PromiscuousFlag(name, fd);
    undo.move();
    return flag;
  }

  [Symbol.dispose](): void {
    if (this.#fd === -1) return;
    try {
      if (!this.#wasSet) this.#change(false);
    } finally {
      this.#libc.close(this.#fd);
      this.#fd = -1;
    }
  }

  /** Sets or clears the flag and leaves the others as they are now; what it was before. */
  #change(promiscuous: boolean): boolean {
    const request = struct(IFREQ.SIZE);
    const name = cString(this.#name);
    if (name.length > IFREQ.NAME_SIZE) {
      throw new RangeError(`${this.#name} is longer than an interface's name can be`);
    }
    new Uint8Array(request.buffer).set(name, IFREQ.NAME);
    const read = this.#libc.ioctl(this.#fd, SIOCGIFFLAGS, request);
    check("ioctl", `read the flags of ${this.#name}`, read);
    const flags = request.getUint16(IFREQ.FLAGS, true);
    const rest = flags & ~InterfaceFlag.Promiscuous;
    request.setUint16(IFREQ.FLAGS, promiscuous ? rest | InterfaceFlag.Promiscuous : rest, true);
    if (this.#libc.ioctl(this.#fd, SIOCSIFFLAGS, request) === -1) {
      const number = errno();
      const hint = number === Errno.EPERM ? capabilityHint(Capability.NetAdmin) : undefined;
      const action = `turn promiscuous mode of ${this.#name} ${promiscuous ? "on" : "off"}`;
      throw new SyscallError("ioctl", action, number, hint);
    }
    return (flags & InterfaceFlag.Promiscuous) !== 0;
  }
}
