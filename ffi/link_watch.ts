// ffi/link_watch.ts: interfaces that go down, come up, are renamed or removed, as it happens.
import { Errno, SyscallError } from "./errno.ts";
import { InterfaceFlag, listInterfaces, type NetworkInterface, readLink } from "./interfaces.ts";
import { MessageType, NetlinkGroup, NetlinkSocket } from "./netlink.ts";

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
  readonly #socket: NetlinkSocket;
  readonly #links = new Map<number, NetworkInterface>();

  private constructor(socket: NetlinkSocket) {
    this.#socket = socket;
    // Listed after the socket listens: what changes in between is told twice, never missed.
    for (const link of listInterfaces()) this.#links.set(link.index, link);
  }

  /** Begins to listen. */
  static open(): LinkWatch {
    using undo = new DisposableStack();
    const watch = new LinkWatch(undo.use(NetlinkSocket.open(NetlinkGroup.Link)));
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

  /** What happened since the last call, in order, without waiting. */
  take(): LinkEvent[] {
    const events: LinkEvent[] = [];
    try {
      for (const message of this.#socket.events()) {
        if (message.type === MessageType.NewLink) this.#present(readLink(message), events);
        if (message.type === MessageType.DelLink) this.#removed(readLink(message).index, events);
      }
    } catch (error) {
      // More happened at once than the socket keeps. The outcome is what counts.
      if (!(error instanceof SyscallError) || error.errno !== Errno.ENOBUFS) throw error;
      this.#relist(events);
    }
    return events;
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  #relist(events: LinkEvent[]): void {
    const now = listInterfaces();
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
