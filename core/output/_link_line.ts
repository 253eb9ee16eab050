// core/output/_link_line.ts: link headers in tcpdump's manner, for `-e`.
import type { Packet } from "../packet.ts";
import { Ethernet } from "../wire/ethernet.ts";
import { Sll } from "../wire/sll.ts";
import type { View } from "../wire/view.ts";
import { Vlan } from "../wire/vlan.ts";
import { etherTypeName } from "./names.ts";
import type { Writer } from "./writer.ts";

const BLANK = 0x20;

/**
 * Prints the header of one link layer:
 * `02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype IPv4 (0x0800), length 74`.
 *
 * @param name the layer's name in the table
 * @param detail as for {@linkcode View.summary}
 * @param told the way that the frame went stands in the line already
 */
export function printLinkHeader(
  out: Writer,
  packet: Packet,
  layer: View,
  name: string,
  detail: number,
  told: boolean,
): void {
  out.room();
  if (layer instanceof Ethernet) {
    out.address(layer.source);
    out.text(" > ");
    out.address(layer.destination);
    out.text(", ");
    printType(out, layer.etherType, detail);
    out.text(", length ");
    out.integer(wireLength(packet, layer));
  } else if (layer instanceof Vlan) {
    out.text(layer.summary(detail));
    out.text(", ");
    printType(out, layer.etherType, detail);
  } else if (layer instanceof Sll) {
    if (!told) out.text(`${layer.packetTypeName.padEnd(3)} `);
    printCooked(out, packet, layer, detail);
  } else {
    out.safe(layer.summary(detail) || `${name}, length ${wireLength(packet, layer)}`);
  }
}

/** `ifindex 2 02:00:00:00:00:01 ethertype IPv4 (0x0800), length 104`. */
function printCooked(out: Writer, packet: Packet, layer: Sll, detail: number): void {
  const { interfaceIndex, address } = layer;
  if (interfaceIndex !== undefined) {
    out.text("ifindex ");
    out.integer(interfaceIndex);
    out.byte(BLANK);
  }
  if (address !== undefined) {
    out.address(address);
    out.byte(BLANK);
  }
  printType(out, layer.protocol, detail);
  out.text(", length ");
  out.integer(wireLength(packet, layer));
}

/** Bytes of the frame on the wire; of an inner one, with what pads it. */
function wireLength(packet: Packet, layer: View): number {
  return layer.start === packet.start ? packet.originalLength : layer.wireEnd - layer.start;
}

/** `ethertype IPv4 (0x0800)`, with `-q` only `IPv4`; `802.3` where a length stands in its place. */
function printType(out: Writer, etherType: number | undefined, detail: number): void {
  if (etherType === undefined) return out.text("802.3");
  if (detail === 0) return out.text(etherTypeName(etherType));
  out.text("ethertype ");
  out.text(etherTypeName(etherType));
  out.text(" (0x");
  out.hexDigits(etherType, 4);
  out.byte(0x29);
}
