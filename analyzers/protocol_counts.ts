// analyzers/protocol_counts.ts: what runs over what, as a tree with shares.
import { defineAnalyzer, type Json, type Mergeable, option, type Packet, table } from "whiff";

/** Places in the tree; a capture of real traffic has a few dozen. */
const NODE_LIMIT = 4_096;
/** Protocol numbers are below this, so that a node's children are a row of the table. */
const WIDTH = 256;
/** The place before any layer: every frame. */
const ROOT = 0;

/**
 * Frames and bytes for each stack of layers: `ethernet:ipv4:tcp`. The walk from
 * layer to layer is a table of numbers, so that counting a packet allocates
 * nothing; names come in at the end. A packet counts where its stack ends, and
 * the layers below get their sums when somebody asks.
 */
export class LayerTree implements Mergeable {
  #children = new Uint16Array(64 * WIDTH);
  #packets = new Float64Array(64);
  #bytes = new Float64Array(64);
  readonly #names: string[] = ["frame"];
  readonly #parents: number[] = [ROOT];
  /** Stacks that found no place in the tree; they count for the last layer that did. */
  evictions = 0;

  /** Counts one packet by the first `depth` of its layers. */
  add(packet: Packet, depth: number): void {
    const { ids } = packet;
    let node = ROOT;
    for (let at = 0; at < depth; at++) {
      const child = this.#children[node * WIDTH + ids[at]] ||
        this.#child(node, ids[at], packet.registry.protocols[ids[at]].name);
      if (child === ROOT) break;
      node = child;
    }
    this.#packets[node]++;
    this.#bytes[node] += packet.originalLength;
  }

  /** The tree's rows, parents before children, the larger child first. */
  rows(): { path: string; name: string; depth: number; packets: number; bytes: number }[] {
    const children = this.#names.map((): number[] => []);
    const packets = this.#packets.slice(), bytes = this.#bytes.slice();
    // A child has a greater number than its parent, so it is complete before it is added.
    for (let node = this.#names.length - 1; node > ROOT; node--) {
      const parent = this.#parents[node];
      packets[parent] += packets[node];
      bytes[parent] += bytes[node];
      children[parent].push(node);
    }
    const rows: ReturnType<LayerTree["rows"]> = [];
    const visit = (node: number, path: string, depth: number) => {
      const name = this.#names[node];
      rows.push({ path, name, depth, packets: packets[node], bytes: bytes[node] });
      children[node].sort((a, b) => packets[b] - packets[a] || a - b);
      for (const child of children[node]) {
        visit(
          child,
          node === ROOT ? this.#names[child] : `${path}:${this.#names[child]}`,
          depth + 1,
        );
      }
    };
    visit(ROOT, "frame", 0);
    return rows;
  }

  merge(other: LayerTree): void {
    for (const { path, packets, bytes } of other.rows()) this.#addAt(path, packets, bytes);
    this.evictions += other.evictions;
  }

  save(): Json {
    const rows = this.rows().map(({ path, packets, bytes }) => ({ path, packets, bytes }));
    return { type: "LayerTree", version: 1, evictions: this.evictions, rows };
  }

  load(data: unknown): void {
    const { type, version, evictions, rows } = Object(data);
    if (type !== "LayerTree" || version !== 1 || !Array.isArray(rows)) {
      throw new TypeError("Cannot load a LayerTree: the data is of another kind");
    }
    this.#names.length = this.#parents.length = 1;
    this.#children.fill(0);
    this.#packets.fill(0);
    this.#bytes.fill(0);
    this.evictions = Number(evictions);
    for (const { path, packets, bytes } of rows) this.#addAt(path, packets, bytes);
  }

  /**
   * Adds the sums of {@linkcode rows} at a path of names, which are in the sum of its parent already.
   * Nodes are found by name, for numbers differ between runs.
   */
  #addAt(path: string, packets: number, bytes: number): void {
    let node = ROOT;
    for (const name of path === "frame" ? [] : path.split(":")) {
      let child = this.#names.findIndex((known, at) =>
        at !== ROOT && known === name && this.#parents[at] === node
      );
      if (child < 0) child = this.#grow(node, name);
      // Without a place of its own it stays in its parent's sum.
      if (child === ROOT) return;
      node = child;
    }
    this.#packets[node] += packets;
    this.#bytes[node] += bytes;
    if (node === ROOT) return;
    this.#packets[this.#parents[node]] -= packets;
    this.#bytes[this.#parents[node]] -= bytes;
  }

  /** The child that stands for a protocol number, from now on without a search. */
  #child(parent: number, id: number, name: string): number {
    const known = this.#names.findIndex((other, at) =>
      at !== ROOT && other === name && this.#parents[at] === parent
    );
    const child = known >= 0 ? known : this.#grow(parent, name);
    if (child !== ROOT) this.#children[parent * WIDTH + id] = child;
    return child;
  }

  /** A new node, or ROOT when the tree is full. */
  #grow(parent: number, name: string): number {
    const node = this.#names.length;
    if (node >= NODE_LIMIT) {
      this.evictions++;
      return ROOT;
    }
    this.#names.push(name);
    this.#parents.push(parent);
    if (node >= this.#packets.length) this.#double();
    return node;
  }

  #double(): void {
    const [children, packets, bytes] = [this.#children, this.#packets, this.#bytes];
    this.#children = new Uint16Array(children.length * 2);
    this.#packets = new Float64Array(packets.length * 2);
    this.#bytes = new Float64Array(bytes.length * 2);
    this.#children.set(children);
    this.#packets.set(packets);
    this.#bytes.set(bytes);
  }
}

export default defineAnalyzer({
  name: "protocol-counts",
  description: "What runs over what: packets and bytes by layer, as a tree",
  options: {
    applications: option.boolean(true, "count what lies above transport too"),
  },
  state: () => ({ tree: new LayerTree() }),
  on: {
    packet(packet, { state, options }) {
      state.tree.add(packet, options.applications ? packet.layerCount : packet.depth);
    },
  },
  report: ({ state: { tree } }) => {
    const rows = tree.rows();
    const [{ packets: all }] = rows;
    return {
      title: "Protocol counts",
      tables: [table({
        columns: [
          { key: "protocol", label: "Protocol" },
          { key: "packets", label: "Packets", unit: "packets" },
          { key: "bytes", label: "Bytes", unit: "bytes" },
          { key: "share", label: "Share", unit: "percent" },
        ],
        rows: rows.map(({ path, name, depth, packets, bytes }) => ({
          protocol: "  ".repeat(depth) + name,
          path,
          packets,
          bytes,
          share: all === 0 ? 0 : packets / all * 100,
        })),
      })],
    };
  },
});
