// core/wire/fabric_path.ts: Cisco FabricPath, as Cisco's "FabricPath Design Guide" describes it.
import { Tag, TAG_FIELDS } from "./_tag.ts";
import { Address, MAC_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import type { Fault } from "./fault.ts";
import { address, integer } from "./field.ts";

/**
 * Byte offsets from behind EtherType 0x8903: tree and hops, then the header of
 * the frame that is carried. The addresses before it are the switches'.
 *
 *      0                   1
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *     +-------------------+-----------+
 *     |       Tree        |    TTL    |
 *     +-------------------+-----------+
 */
const AT = { TREE: 0, DESTINATION: 2, SOURCE: 8, ETHER_TYPE: 14 } as const;

/** Bytes before the payload of the frame that is carried. */
export const FABRIC_PATH_HEADER_LENGTH = AT.ETHER_TYPE + 2;

/**
 * One FabricPath tag, with the Ethernet header of the frame that it carries.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const tag = new Uint8Array(16);
 * tag.set([0x00, 0x60]);
 * const fabricPath = new FabricPath();
 * fabricPath.at(tag, 0, tag.length);
 * assertStrictEquals(fabricPath.tree, 1);
 * assertStrictEquals(fabricPath.timeToLive, 32);
 * ```
 */
export class FabricPath extends Tag {
  static override readonly title = "Cisco FabricPath";
  static override readonly specification = "Cisco";
  static override readonly fields = {
    tree: integer("forwarding tree"),
    timeToLive: integer("hops that it may still take"),
    destination: address("receiver of the frame that is carried"),
    source: address("sender of the frame that is carried"),
    ...TAG_FIELDS,
  };

  #destination = new Address();
  #source = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    return this.tag(bytes, start, FABRIC_PATH_HEADER_LENGTH, end, wireEnd);
  }

  /** Forwarding tree, 0 to 1,023. */
  get tree(): number {
    return u16(this.bytes, this.start + AT.TREE) >> 6;
  }

  /** Hops that the frame may still take, 0 to 63. */
  get timeToLive(): number {
    return u16(this.bytes, this.start + AT.TREE) & 0x3f;
  }

  /** Receiver of the frame that is carried. */
  get destination(): Address {
    return this.#destination.at(this.bytes, this.start + AT.DESTINATION, MAC_LENGTH);
  }

  /** Sender of the frame that is carried. */
  get source(): Address {
    return this.#source.at(this.bytes, this.start + AT.SOURCE, MAC_LENGTH);
  }

  override summary(_detail: number): string {
    return `FabricPath, tree ${this.tree}, ttl ${this.timeToLive}`;
  }
}
