// tests/live/_impair.ts: forwards packets between two tun interfaces, some of them never, some
// twice, some later; a third interface shows what it forwarded, less a part.
//
//   deno run --allow-ffi _impair.ts near far mirror
//
// The interfaces may be moved to other namespaces once it has said "ready". It runs until it is
// killed. The kernel's netem does as much for the first two, where it is built in; it often is not.
import { libc } from "../../ffi/libc.ts";
import { Poller } from "../../ffi/poll.ts";
import { Random } from "../fuzz/_mutate.ts";
import { openTun } from "./_tun.ts";

/** Of a thousand packets, how many are lost, come twice, come late, and are not shown. */
const LOST = 10, TWICE = 10, LATE = 40, NOT_SHOWN = 5;
/** How many others pass a late packet, at most. */
const PASSED_BY = 12;
/** The first packets of each way pass: whoever loses a SYN waits for a second. */
const SPARED = 20;
/** When nothing comes for so long, what is late comes. */
const IDLE_MS = 2;
const MAX_PACKET = 65_536;
const O_NONBLOCK = 0o4000;

/** A packet that others pass. */
interface Late {
  readonly packet: Uint8Array<ArrayBuffer>;
  left: number;
}

/** One direction. */
class Way {
  readonly #from: number;
  readonly #to: number;
  readonly #mirror: number;
  readonly #random: Random;
  readonly #buffer = new Uint8Array(MAX_PACKET);
  #late: Late[] = [];
  #count = 0;

  constructor(from: number, to: number, mirror: number, seed: number) {
    this.#from = from;
    this.#to = to;
    this.#mirror = mirror;
    this.#random = new Random(seed);
  }

  /** Forwards what is there. */
  forward(): void {
    for (;;) {
      const length = Number(libc().read(this.#from, this.#buffer, BigInt(MAX_PACKET)));
      if (length <= 0) return;
      this.#take(this.#buffer.subarray(0, length));
    }
  }

  #take(packet: Uint8Array<ArrayBuffer>): void {
    const dice = this.#count++ < SPARED ? Infinity : this.#random.below(1000);
    if (dice < LOST) return;
    if (dice < LOST + LATE) {
      this.#late.push({ packet: packet.slice(), left: 1 + this.#random.below(PASSED_BY) });
      return;
    }
    this.#give(packet);
    if (dice < LOST + LATE + TWICE) this.#give(packet);
    for (const late of this.#late) if (--late.left === 0) this.#give(late.packet);
    this.#late = this.#late.filter(({ left }) => left > 0);
  }

  /** What an end does not take is lost, as on any path. */
  #give(packet: Uint8Array<ArrayBuffer>): void {
    const length = BigInt(packet.length);
    libc().write(this.#to, packet, length);
    const isSpared = this.#count <= SPARED;
    if (isSpared || this.#random.below(1000) >= NOT_SHOWN) {
      libc().write(this.#mirror, packet, length);
    }
  }

  /** Nothing has passed the late ones for a while. */
  flush(): void {
    for (const { packet } of this.#late) this.#give(packet);
    this.#late = [];
  }
}

if (import.meta.main) await impair(Deno.args);

async function impair(names: readonly string[]): Promise<void> {
  const [near, far, mirror] = names.map((name) => openTun(name, O_NONBLOCK));
  const ways = [new Way(near, far, mirror, 1), new Way(far, near, mirror, 2)];
  using poller = new Poller([near, far]);
  Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
  for (;;) {
    await poller.wait(IDLE_MS);
    const isIdle = !poller.ready(0) && !poller.ready(1);
    for (const way of ways) isIdle ? way.flush() : way.forward();
  }
}
