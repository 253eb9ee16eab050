// core/capture/live.ts: frames from the kernel as they pass. The one file of core/ that calls ffi/.
import { Errno, SyscallError } from "../../ffi/errno.ts";
import { InterfaceFlag } from "../../ffi/interfaces.ts";
import { type LinkEvent, LinkWatch } from "../../ffi/link_watch.ts";
import { NO_TIMEOUT, Poller } from "../../ffi/poll.ts";
import { RingCursor } from "../../ffi/ring_cursor.ts";
import { Tap } from "../../ffi/tap.ts";
import { LiveCounts } from "./_live_counts.ts";
import { InterfaceTable } from "./_live_interfaces.ts";
import { linkTypeOfHardware } from "./_live_link_types.ts";
import { Pace } from "./_live_pace.ts";
import { ALL, ANY, BLOCK_SIZE, blocksOfEach, DEFAULT_SNAP_LENGTH } from "./_live_options.ts";
import { InterfaceGoneError, type KernelFilter, type LiveOptions } from "./_live_options.ts";
import { DROP_ALL, liveProgram } from "./_live_program.ts";
import { LinkType } from "./link_type.ts";
import { type Batch, type CaptureInterface, Direction } from "./source.ts";
import type { Source, SourceStatistics } from "./source.ts";

export { ANY, InterfaceGoneError, type KernelFilter, type LiveOptions };

/** Lets nothing through, until {@linkcode LiveSource.setFilter} says otherwise. */
export const takeNothing: KernelFilter = () => DROP_ALL;

/**
 * A block waits this long for more frames before it is handed over. With a tick of
 * a kernel of 100 Hz on top, a lone packet still comes within 20 ms.
 */
const RETIRE_MS = 8;

/** The event loop gets its turn at least this often while blocks come without a pause. */
const TURN_MS = 10;

/** The kernel counts in 32 bits, which a flood fills within hours: they are read before. */
const COUNT_MS = 60_000;

/** A ring that is listened to. */
interface Listener {
  /** An interface, or {@linkcode ANY}. */
  readonly name: string;
  /** The kernel's number for it, or {@linkcode ALL}. */
  readonly index: number;
  readonly tap: Tap;
  readonly batch: LiveBatch;
  /** Its interface was removed. */
  gone: boolean;
}

/**
 * Live capture through AF_PACKET rings, one for each interface. Reading goes
 * through the interfaces in turn, a block at a time: frames of one interface are
 * in order, those of two as far as a block waits.
 *
 * ```ts ignore
 * using source = LiveSource.open({ interfaces: ["eth0"] });
 * Deno.addSignalListener("SIGINT", () => source.stop());
 * for await (const batch of source) {
 *   while (batch.next()) bytes += batch.originalLength;
 * }
 * ```
 */
export class LiveSource implements Source {
  readonly #options: LiveOptions;
  readonly #snapLength: number;
  /** All that has to be closed. */
  readonly #resources: DisposableStack;
  readonly #watch: LinkWatch;
  readonly #table: InterfaceTable;
  readonly #listeners: readonly Listener[];
  readonly #poller: Poller;
  readonly #counts: LiveCounts;
  readonly #pace: Pace;
  #stopping = false;
  #closed = false;
  /** When the event loop had its last turn, by `performance.now()`. */
  #turnedAt = performance.now();
  /** And when {@linkcode #counts} were read. */
  #countedAt = this.#turnedAt;

  private constructor(options: LiveOptions, resources: DisposableStack) {
    this.#options = options;
    this.#resources = resources;
    this.#snapLength = options.snapLength ?? DEFAULT_SNAP_LENGTH;
    this.#watch = resources.use(LinkWatch.open());
    this.#counts = new LiveCounts(this.#watch.links.values());
    this.#table = new InterfaceTable(this.#snapLength, (index) => this.#watch.nameOf(index));
    const names = [...new Set(options.interfaces)];
    const blockCount = blocksOfEach(names.length, options.bufferBytes);
    this.#listeners = names.map((name) => this.#listen(name, blockCount));
    this.#pace = new Pace(blockCount, this.#turnedAt);
    const fds = this.#listeners.map(({ tap }) => tap.socket.fd);
    this.#poller = resources.use(new Poller([...fds, this.#watch.fd]));
  }

  /**
   * Opens sockets and rings; capturing has begun when it returns.
   *
   * @throws {SyscallError} `EPERM` without `CAP_NET_RAW`, `ENODEV` for a name that no interface
   * has, `ENOMEM` for a ring that does not fit into memory.
   * @throws {RangeError} for no interface at all, or for others beside {@linkcode ANY}.
   */
  static open(options: LiveOptions): LiveSource {
    if (options.interfaces.length === 0) throw new RangeError("No interface to capture on");
    if (options.interfaces.includes(ANY) && options.interfaces.length > 1) {
      throw new RangeError(`"${ANY}" is every interface already: leave out the others`);
    }
    using undo = new DisposableStack();
    const source = new LiveSource(options, undo.use(new DisposableStack()));
    undo.move();
    return source;
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#table.list;
  }

  /**
   * @throws {InterfaceGoneError} when the last interface was removed.
   * @throws {SyscallError} when the kernel ends the capture for another reason.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void> {
    let turn = 0;
    while (!this.#closed) {
      if (performance.now() - this.#turnedAt >= TURN_MS) {
        // Not `setImmediate`: signals are then heard after up to sixty turns (Deno 2.9).
        await this.#poller.wait(0);
        this.#see();
        continue;
      }
      const listener = this.#take(turn);
      if (listener !== undefined) {
        turn = this.#listeners.indexOf(listener) + 1;
        this.#pace.took(listener.batch.left);
        try {
          yield listener.batch;
        } finally {
          listener.tap.ring.release();
        }
        continue;
      }
      const over = this.#stopping || this.#listeners.every(({ gone }) => gone);
      if (over && !this.#listeners.some(({ tap }) => tap.ring.filling)) break;
      await this.#rest(over);
    }
    if (this.#stopping || this.#closed) return;
    throw new InterfaceGoneError(this.#listeners.map(({ name }) => name).join(", "));
  }

  statistics(): SourceStatistics {
    if (!this.#closed) this.#count();
    return this.#counts.statistics;
  }

  /** Replaces the filter between two frames, losing none; frames in the ring passed the one before. */
  setFilter(filter: KernelFilter | undefined): void {
    if (this.#stopping || this.#closed) return;
    for (const { index, tap, batch: { linkType, cooked } } of this.#listeners) {
      const program = this.#program(index, linkType, cooked, filter);
      if (program === undefined) tap.socket.detachFilter();
      else tap.socket.attachFilter(program);
    }
  }

  stop(): void {
    if (this.#stopping || this.#closed) return;
    this.#stopping = true;
    // Nothing more comes in, so the end is near however many frames pass.
    for (const { tap } of this.#listeners) tap.socket.attachFilter(DROP_ALL);
    this.#poller.wake();
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#count();
    this.#closed = true;
    // What a poll looks at may not be closed: then `#see` does it, as soon as that returns.
    if (this.#poller.waiting) this.#poller.wake();
    else this.#resources.dispose();
  }

  /** Takes the next block that was handed over, from the listener whose turn it is or those after. */
  #take(turn: number): Listener | undefined {
    const count = this.#listeners.length;
    for (let i = 0; i < count; i++) {
      const listener = this.#listeners[(turn + i) % count];
      if (listener.tap.ring.take(listener.batch)) return listener;
    }
    return undefined;
  }

  /** The ring is empty: leaves it alone for a while, or until the kernel says that it is not. */
  async #rest(over: boolean): Promise<void> {
    const pauseMs = this.#pace.pauseMs(performance.now());
    if (over || pauseMs === 0) {
      await this.#poller.wait(over ? RETIRE_MS : NO_TIMEOUT);
    } else {
      await pause(pauseMs);
      if (!this.#closed) this.#poller.look();
    }
    this.#see();
  }

  /** The event loop had its turn: sees to what the poller found to have happened. */
  #see(): void {
    this.#turnedAt = performance.now();
    if (this.#closed) return this.#resources.dispose();
    if (this.#turnedAt - this.#countedAt >= COUNT_MS) this.#count();
    if (this.#poller.ready(this.#listeners.length)) {
      this.#watch.take().forEach(this.#happened, this);
    }
    this.#listeners.forEach(({ name, tap }, place) => {
      const error = this.#poller.failed(place) ? tap.socket.takeError() : 0;
      // ENETDOWN is told better by the watch; what matters is that it was taken.
      if (error === 0 || error === Errno.ENETDOWN) return;
      throw new SyscallError("poll", `capture on ${name}`, error);
    });
  }

  #happened({ kind, link, before }: LinkEvent): void {
    const place = this.#listeners.findIndex(({ index }) => index === link.index);
    if (place === -1) {
      if (kind === "added" && this.#listeners[0].index === ALL) {
        this.#table.add(link.index, link.name, LinkType.LinuxSll2, link.alias || undefined);
      }
      return;
    }
    if (kind === "down") this.#note(`${link.name} is down, waiting for it to come up`);
    if (kind === "up") this.#note(`${link.name} is up`);
    if (kind === "renamed") this.#note(`${before?.name} is called ${link.name} now`);
    if (kind === "removed") {
      this.#note(`${link.name} is gone`);
      this.#listeners[place].gone = true;
      this.#poller.forget(place);
    }
  }

  #note(text: string): void {
    this.#options.onNote?.(text);
  }

  #listen(name: string, blockCount: number): Listener {
    const links = [...this.#watch.links.values()];
    const link = links.find((link) => link.name === name);
    if (link === undefined && name !== ANY) {
      throw new SyscallError("bind", `capture on ${name}`, Errno.ENODEV);
    }
    const index = link?.index ?? ALL;
    const whole = link === undefined ? undefined : linkTypeOfHardware(link.hardware);
    const cooked = whole === undefined;
    const linkType = whole ?? LinkType.LinuxSll2;
    for (const { index, name, alias } of link === undefined ? links : [link]) {
      this.#table.add(index, name, linkType, alias || undefined);
    }
    if (link !== undefined && (link.flags & InterfaceFlag.Up) === 0) {
      this.#note(`${name} is down, waiting for it to come up`);
    }
    const { direction, promiscuous = true, filter } = this.#options;
    const tap = this.#resources.use(Tap.open({
      name,
      interfaceIndex: index,
      cooked,
      size: { blockSize: BLOCK_SIZE, blockCount, retireMs: RETIRE_MS },
      filter: this.#program(index, linkType, cooked, filter),
      promiscuous: promiscuous && index !== ALL,
      ignoreOutgoing: direction === Direction.Inbound ||
        (direction !== Direction.Outbound && index === this.#loopbackIndex()),
    }));
    const batch = new LiveBatch(tap, linkType, cooked, this.#snapLength, this.#table);
    return { name, index, tap, batch, gone: false };
  }

  #program(index: number, linkType: LinkType, cooked: boolean, filter: KernelFilter | undefined) {
    const { direction } = this.#options;
    return liveProgram({
      sentOnly: direction === Direction.Outbound,
      notSentBy: index === ALL ? this.#loopbackIndex() : undefined,
      snapLength: this.#snapLength,
      filter: filter?.(linkType, cooked),
    });
  }

  #loopbackIndex(): number | undefined {
    const links = [...this.#watch.links.values()];
    return links.find(({ flags }) => (flags & InterfaceFlag.Loopback) !== 0)?.index;
  }

  #count(): void {
    const links = this.#watch.list().filter((link) =>
      this.#listeners.some(({ index }) => index === ALL || index === link.index)
    );
    const rings = this.#listeners.map(({ index, tap, batch: { linkType } }) => {
      return { index, linkType, statistics: tap.socket.statistics() };
    });
    this.#counts.take(rings, links, this.#table);
    this.#countedAt = performance.now();
  }
}

/** Lets timers and signals be served for so long. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The frames of one ring block, whole again. */
class LiveBatch extends RingCursor implements Batch {
  readonly linkType: LinkType;
  readonly cooked: boolean;
  readonly comment = undefined;
  interfaceId = 0;
  direction: Direction = Direction.Unknown;
  readonly #ethernet: boolean;
  readonly #limit: number;
  readonly #table: InterfaceTable;
  /** The interface that {@linkcode interfaceId} belongs to; 0 is none. */
  #identified = 0;

  constructor(
    tap: Tap,
    linkType: LinkType,
    cooked: boolean,
    snapLength: number,
    table: InterfaceTable,
  ) {
    super(tap.ring.bytes, tap.ring.words);
    this.linkType = linkType;
    this.cooked = cooked;
    this.#ethernet = linkType === LinkType.Ethernet;
    this.#limit = snapLength === 0 ? BLOCK_SIZE : snapLength;
    this.#table = table;
  }

  next(): boolean {
    if (!this.advance()) return false;
    if (this.interfaceIndex !== this.#identified) {
      this.#identified = this.interfaceIndex;
      this.interfaceId = this.#table.idOf(this.interfaceIndex, this.linkType);
    }
    this.direction = this.outgoing ? Direction.Outbound : Direction.Inbound;
    if (this.cooked) this.prependCookedHeader();
    else if (this.hasVlanTag && this.#ethernet) this.restoreVlanTag();
    // The kernel cut the frame before the header or the tag came back.
    if (this.capturedLength > this.#limit) this.capturedLength = this.#limit;
    return true;
  }
}
