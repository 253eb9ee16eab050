// ffi/link_watch.ts: interfaces that go down, come up, are renamed or removed, as it happens.
import { Errno, SyscallError } from "./errno.ts";
import { askInterfaces, InterfaceFlag, type NetworkInterface, readLink } from "./interfaces.ts";
import { libc } from "./libc.ts";
import { MessageType, NetlinkGroup, NetlinkSocket } from "./netlink.ts";
import { IFREQ, struct } from "./structs.ts";
import { textAt } from "./text.ts";

/** netdevice(7) */
const SIOCGIFNAME = 0x8910n;

/** What happened to an interface. */
export interface LinkEvent {
  readonly kind: "added" | "removed" | "up" | "down" | "renamed";
  /** As it is now; for `removed`, as it was last. */
  readonly link: NetworkInterface;
  /** As it was before; `undefined` for `added`. */
  readonly before?: NetworkInterface;
}

/** Knows the interfaces there are and tells what becomes of them. Needs no privilege. */
export class LinkWatch implements Disposable {
  readonly #libc = libc();
  /** Listens. */
  readonly #socket: NetlinkSocket;
  /** Asks: an answer may not be mixed with what comes by itself. */
  readonly #asker: NetlinkSocket;
  readonly #links = new Map<number, NetworkInterface>();

  private constructor(socket: NetlinkSocket, asker: NetlinkSocket) {
    this.#socket = socket;
    this.#asker = asker;
    // Listed after the socket listens: what changes in between is told twice, never missed.
    for (const link of this.list()) this.#links.set(link.index, link);
  }

  /** Begins to listen. */
  static open(): LinkWatch {
    using undo = new DisposableStack();
    const socket = undo.use(NetlinkSocket.open(NetlinkGroup.Link));
    const watch = new LinkWatch(socket, undo.use(NetlinkSocket.open(NetlinkGroup.None)));
    undo.move();
    return watch;
  }

  /** The file descriptor, for `poll`: ready when {@linkcode take} has something. */
  get fd(): number {
    return this.#socket.fd;
  }

  /** The interfaces by index, as of the last {@linkcode take}. */
  get links(): ReadonlyMap<number, NetworkInterface> {
    return this.#links;
  }

  /** The interfaces as they are now, asked anew. */
  list(): NetworkInterface[] {
    return askInterfaces(this.#asker);
  }

  /**
   * The name of the interface with this index, `undefined` when there is none. One
   * call and no list: for a frame from an interface that was not heard of yet.
   */
  nameOf(index: number): string | undefined {
    const request = struct(IFREQ.SIZE);
    request.setInt32(IFREQ.INDEX, index, true);
    if (this.#libc.ioctl(this.#asker.fd, SIOCGIFNAME, request) === -1) return undefined;
    return textAt(new Uint8Array(request.buffer), IFREQ.NAME, IFREQ.NAME + IFREQ.NAME_SIZE);
  }

  /** What happened since the last call, in order, without waiting. */
  take(): LinkEvent[] {
    const events: LinkEvent[] = [];
    try {
      for (const message of this.#socket.events()) {
        if (message.type === MessageType.NewLink) this.#present(readLink(message), events);
        if (message.type === MessageType.DelLink) this.#removed(readLink(message).index, events);
      }
    } catch (error) {
      // More happened at once than the socket keeps: the outcome is what counts.
      if (!(error instanceof SyscallError) || error.errno !== Errno.ENOBUFS) throw error;
      this.#socket.discard();
      this.#relist(events);
    }
    return events;
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
    this.#asker[Symbol.dispose]();
  }

  #relist(events: LinkEvent[]): void {
    const now = this.list();
    const present = new Set(now.map(({ index }) => index));
    for (const index of [...this.#links.keys()]) {
      if (!present.has(index)) this.#removed(index, events);
    }
    for (const link of now) this.#present(link, events);
  }

  #present(link: NetworkInterface, events: LinkEvent[]): void {
    const before = this.#links.get(link.index);
    this.#links.set(link.index, link);
    if (before === undefined) {
      events.push({ kind: "added", link });
      return;
    }
    if (before.name !== link.name) events.push({ kind: "renamed", link, before });
    const up = link.flags & InterfaceFlag.Up;
    if ((before.flags & InterfaceFlag.Up) !== up) {
      events.push({ kind: up === 0 ? "down" : "up", link, before });
    }
  }

  #removed(index: number, events: LinkEvent[]): void {
    const link = this.#links.get(index);
    if (link === undefined) return;
    this.#links.delete(index);
    events.push({ kind: "removed", link, before: link });
  }
}
