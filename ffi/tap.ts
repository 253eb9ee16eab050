// ffi/tap.ts: a packet socket with its ring, opened and closed as one.
import { PacketSocket, type RingSize } from "./packet_socket.ts";
import { Ring } from "./ring.ts";

/** What a tap listens to and how. */
export interface TapOptions {
  /** For messages. */
  readonly name: string;
  /** The kernel's number of the interface; 0 for all. */
  readonly interfaceIndex: number;
  /** See {@linkcode PacketSocket.open}. */
  readonly cooked: boolean;
  readonly size: RingSize;
  /** Classic BPF, struct sock_filter each; `undefined` takes everything whole. */
  readonly filter: Uint8Array<ArrayBuffer> | undefined;
  readonly promiscuous: boolean;
  readonly ignoreOutgoing: boolean;
}

/** A packet socket and its ring. */
export class Tap implements Disposable {
  readonly socket: PacketSocket;
  readonly ring: Ring;

  private constructor(socket: PacketSocket, ring: Ring) {
    this.socket = socket;
    this.ring = ring;
  }

  /** Everything is set up before the socket is bound, so that the first frame finds it. */
  static open(options: TapOptions): Tap {
    using undo = new DisposableStack();
    const socket = undo.use(PacketSocket.open(options.name, options.cooked));
    if (options.filter !== undefined) socket.attachFilter(options.filter);
    if (options.ignoreOutgoing) socket.ignoreOutgoing();
    const ring = undo.use(Ring.open(socket, options.size));
    socket.bind(options.interfaceIndex);
    if (options.promiscuous) socket.addPromiscuousMembership(options.interfaceIndex);
    undo.move();
    return new Tap(socket, ring);
  }

  [Symbol.dispose](): void {
    this.ring[Symbol.dispose]();
    this.socket[Symbol.dispose]();
  }
}
