// core/wire/_tag.ts: what tags have in common that stand before an EtherType, as Ethernet's addresses do.
import { u16 } from "./bytes.ts";
import { LAST_LENGTH, lengthPayload } from "./ethernet.ts";
import { Fault, truncated } from "./fault.ts";
import { hexadecimal, integer } from "./field.ts";
import { ETHER_TYPE } from "./select.ts";
import { View } from "./view.ts";

/** The fields of every {@linkcode Tag}. */
export const TAG_FIELDS = {
  etherType: hexadecimal("what the payload is; absent in a frame with a length"),
  length: integer("payload of an 802.3 frame", "bytes"),
};

/** Bytes of the EtherType, which is a header's last field. */
const ETHER_TYPE_LENGTH = 2;

/** A header that ends in an EtherType, or in the length of an 802.3 frame. */
export abstract class Tag extends View {
  /** Sets the window on a header of `length` bytes, if it is there. */
  protected tag(
    bytes: Uint8Array,
    start: number,
    length: number,
    end: number,
    wireEnd: number,
  ): Fault {
    if (end - start < length) return truncated("etherType", length);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + length;
    const type = u16(bytes, this.payloadStart - ETHER_TYPE_LENGTH);
    if (type > LAST_LENGTH) {
      this.wireEnd = wireEnd;
      this.payloadEnd = end;
      this.next = ETHER_TYPE | type;
    } else {
      this.wireEnd = Math.min(wireEnd, this.payloadStart + type);
      this.payloadEnd = Math.min(end, this.wireEnd);
      this.next = lengthPayload(bytes, this.payloadStart, this.payloadEnd);
    }
    return Fault.None;
  }

  /** As in Ethernet. */
  get etherType(): number | undefined {
    const type = u16(this.bytes, this.payloadStart - ETHER_TYPE_LENGTH);
    return type > LAST_LENGTH ? type : undefined;
  }

  /** Bytes of payload in an 802.3 frame; `undefined` where there is an EtherType. */
  get length(): number | undefined {
    const type = u16(this.bytes, this.payloadStart - ETHER_TYPE_LENGTH);
    return type <= LAST_LENGTH ? type : undefined;
  }
}
