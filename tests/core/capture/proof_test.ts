// tests/core/capture/proof_test.ts: other programs read what we write, and see the same.
// Seen to agree with TShark 4.0.17, tcpdump 4.99.3 and libpcap 1.10.3.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { CaptureFileError } from "../../../core/capture/capture_file_error.ts";
import { createOutput, denoDirectory, openInput } from "../../../core/capture/deno_file.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { openCapture } from "../../../core/capture/open.ts";
import { PcapWriter } from "../../../core/capture/pcap_writer.ts";
import { PcapngWriter } from "../../../core/capture/pcapng_writer.ts";
import { RotatingWriter } from "../../../core/capture/rotate.ts";
import { Direction } from "../../../core/capture/source.ts";
import { inDirectory, installed, run, testWith } from "./_tools.ts";

const INTERFACES = [
  { name: "eth0", description: "uplink", linkType: 1, snapLength: 96, filter: "ip" },
  { name: "eth1", linkType: 1, snapLength: 96 },
];

/** Frames of two interfaces, cut at 96 bytes, at times that only nanoseconds tell apart. */
function source(): MemorySource {
  return new MemorySource(
    Array.from({ length: 100 }, (_, i) => ({
      bytes: Uint8Array.from(
        { length: Math.min(96, 14 + i) },
        (_, at) => at === 12 ? 0x88 : at === 13 ? 0xb5 : i,
      ),
      originalLength: 14 + i,
      seconds: 1_721_095_324 + Math.floor(i / 10),
      nanoseconds: 123_456_000 + i,
      interfaceId: i % 2,
      direction: [Direction.Unknown, Direction.Inbound, Direction.Outbound][i % 3],
      comment: i === 7 ? "seven" : undefined,
    })),
    { interfaces: INTERFACES },
  );
}

async function writePcapng(path: string): Promise<void> {
  const frames = source();
  const writer = new PcapngWriter(createOutput(path), INTERFACES, {
    application: "whiff",
    os: "Linux",
    hardware: "a machine",
  });
  for await (const batch of frames) while (batch.next()) writer.write(batch);
  writer.close({ received: 100, droppedByKernel: 11, droppedByInterface: 0 });
}

async function writePcap(path: string, nanoseconds: boolean): Promise<void> {
  const writer = new PcapWriter(createOutput(path), INTERFACES[0], { nanoseconds });
  for await (const batch of source()) while (batch.next()) writer.write(batch);
  writer.close();
}

testWith(
  "tshark",
  "PcapngWriter's file reads the same in tshark",
  () =>
    inDirectory(async (directory) => {
      const path = `${directory}/f.pcapng`;
      await writePcapng(path);
      const fields = [
        "frame.time_epoch",
        "frame.len",
        "frame.cap_len",
        "frame.interface_name",
        "frame.packet_flags_direction",
        "frame.comment",
      ];
      const rows = run("tshark", "-r", path, "-T", "fields", ...fields.flatMap((f) => ["-e", f]));
      const expected: string[] = [];
      for await (const batch of source()) {
        while (batch.next()) {
          expected.push([
            `${batch.seconds}.${String(batch.nanoseconds).padStart(9, "0")}`,
            batch.originalLength,
            batch.capturedLength,
            INTERFACES[batch.interfaceId].name,
            batch.direction === Direction.Unknown
              ? ""
              : `0x${batch.direction.toString(16).padStart(8, "0")}`,
            batch.comment ?? "",
          ].join("\t"));
        }
      }
      assertEquals(
        rows.trimEnd().split("\n").map((row) => row.trimEnd()),
        expected.map((row) => row.trimEnd()),
      );
    }),
);

testWith(
  "capinfos",
  "PcapngWriter's file is described by capinfos as it was made",
  () =>
    inDirectory(async (directory) => {
      const path = `${directory}/f.pcapng`;
      await writePcapng(path);
      const told = run("capinfos", path);
      for (
        const line of [
          /Number of packets: +100$/m,
          /Capture hardware: +a machine$/m,
          /Capture oper-sys: +Linux$/m,
          /Capture application: +whiff$/m,
          /Number of interfaces in file: 2$/m,
          /Name = eth0$/m,
          /Description = uplink$/m,
          /Filter string = ip$/m,
          /Capture length = 96$/m,
          /Time precision = nanoseconds \(9\)$/m,
          /Number of stat entries = 1$/m,
          /Number of packets = 50$/m,
        ]
      ) assertStrictEquals(line.test(told), true, `${line} in ${told}`);
    }),
);

for (const [kind, digits] of [["micro", 6], ["nano", 9], ["pcapng", 9]] as const) {
  testWith(
    "tcpdump",
    `tcpdump reads the same times and lengths from our ${kind} file`,
    () =>
      inDirectory(async (directory) => {
        const path = `${directory}/f`;
        if (kind === "pcapng") await writePcapng(path);
        else await writePcap(path, kind === "nano");
        const lines = run("tcpdump", "-r", path, "-tt", "-n", "-e", "--nano").trimEnd().split("\n");
        const expected: string[] = [];
        for await (const batch of source()) {
          while (batch.next()) {
            const fraction = String(batch.nanoseconds).padStart(9, "0").slice(0, digits).padEnd(
              9,
              "0",
            );
            expected.push(`${batch.seconds}.${fraction} length ${batch.originalLength}`);
          }
        }
        const found = lines.filter((line) => /^\d/.test(line)).map((line) =>
          line.replace(/^(\S+) .*? (length \d+).*$/, "$1 $2")
        );
        assertEquals(found, expected);
      }),
  );
}

testWith(
  "tcpdump",
  "RotatingWriter calls its files as tcpdump does",
  () =>
    inDirectory(async (directory) => {
      const frames = Array.from({ length: 3200 }, (_, i) => ({
        bytes: new Uint8Array(1000),
        seconds: i,
      }));
      const path = `${directory}/all.pcap`;
      const all = new MemorySource(frames);
      const writer = new PcapWriter(createOutput(path), all.interfaces[0]);
      for await (const batch of all) while (batch.next()) writer.write(batch);
      writer.close();
      for (const count of [undefined, 2, 3, 10, 11, 100]) {
        const limit = count === undefined ? [] : ["-W", String(count)];
        const [theirs, ours] = ["theirs", "ours"].map((name) => `${directory}/${name}${count}`);
        Deno.mkdirSync(theirs);
        Deno.mkdirSync(ours);
        // Where tcpdump would drop root, its user could not write here.
        run("tcpdump", "-Z", "root", "-r", path, "-w", `${theirs}/f`, "-C", "1", ...limit);
        const stored = new MemorySource(frames);
        const rotating = new RotatingWriter(
          denoDirectory,
          (output) => new PcapWriter(output, stored.interfaces[0]),
          { name: `${ours}/f`, maxLength: 1_000_000, count },
        );
        for await (const batch of stored) while (batch.next()) rotating.write(batch);
        rotating.close();
        const sizes = (path: string) =>
          [...Deno.readDirSync(path)].map(({ name }) =>
            `${name} ${Deno.statSync(`${path}/${name}`).size}`
          ).sort();
        assertEquals(sizes(ours), sizes(theirs));
      }
    }),
);

/** Captures of other projects, which are not ours to pass on: they lie beside the repository. */
const ORACLE = Deno.env.get("WHIFF_ORACLE") ??
  new URL("../../../../shared/oracle", import.meta.url).pathname;

function captures(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].flatMap((entry) =>
      entry.isDirectory
        ? captures(`${directory}/${entry.name}`)
        : /\.(pcap|pcapng|cap)$/.test(entry.name)
        ? [`${directory}/${entry.name}`]
        : []
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

const files = captures(ORACLE).sort();
const missing = files.length === 0
  ? "no captures, see WHIFF_ORACLE"
  : installed("editcap")
  ? ""
  : "no editcap";
for (const format of ["pcapng", "pcap"]) {
  const name = `Every capture that is read and written as ${format} is the same to editcap`;
  Deno.test({
    name: missing === "" ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== "",
    fn: () =>
      inDirectory(async (directory) => {
        for (const file of files) {
          const { linkTypes, damaged } = await survey(file);
          if (tellsTheImpossible(file)) continue; // of which each program makes what it likes
          if (format === "pcap" && linkTypes.size > 1) continue; // pcap has no place for them
          const copy = `${directory}/copy`;
          using capture = await openCapture(openInput(file), { name: file });
          const { interfaces } = capture;
          using writer = format === "pcap"
            ? new PcapWriter(createOutput(copy), interfaces[0], { nanoseconds: true })
            : new PcapngWriter(createOutput(copy), interfaces);
          try {
            for await (const batch of capture) while (batch.next()) writer.write(batch);
          } catch (error) {
            if (!(error instanceof CaptureFileError)) throw error;
          }
          writer.close();
          const { look, seen } = firstLook(file, damaged, directory);
          assertStrictEquals(look(copy, directory), seen, file);
        }
      }),
  });
}

/** True for a pcap file with a fraction of a whole second, or a packet longer than it was. */
function tellsTheImpossible(file: string): boolean {
  const bytes = Deno.readFileSync(file);
  const view = new DataView(bytes.buffer);
  for (const [magic, perSecond] of [[0xa1b2c3d4, 1e6], [0xa1b23c4d, 1e9]]) {
    for (const little of [true, false]) {
      if (view.getUint32(0, little) !== magic) continue;
      for (let at = 24; at + 16 <= bytes.length; at += 16 + view.getUint32(at + 8, little)) {
        if (view.getUint32(at + 4, little) >= perSecond) return true;
        if (view.getUint32(at + 8, little) > view.getUint32(at + 12, little)) return true;
      }
    }
  }
  return false;
}

/** What is in a file: the link types of its packets, and whether it breaks off. */
async function survey(file: string): Promise<{ linkTypes: Set<number>; damaged: boolean }> {
  using capture = await openCapture(openInput(file));
  const linkTypes = new Set<number>();
  try {
    for await (const batch of capture) while (batch.next()) linkTypes.add(batch.linkType);
  } catch (error) {
    if (error instanceof CaptureFileError) return { linkTypes, damaged: true };
    throw error;
  }
  return { linkTypes, damaged: false };
}

/** A program's view of a file: packets, times, lengths, link types; `undefined` when it has none. */
type Look = (file: string, directory: string) => string | undefined;

/** How the first program sees the file that can. */
function firstLook(file: string, damaged: boolean, directory: string) {
  for (const look of damaged ? [upToTheDamage] : [inEditcap, inTcpdump, inTshark]) {
    const seen = look(file, directory);
    if (seen !== undefined) return { look: damaged ? inTcpdump : look, seen };
  }
  throw new Error(`No program reads ${file} as we do`);
}

/** One link type, and nothing but packets. */
const inEditcap: Look = (file, directory) => {
  const path = `${directory}/seen`;
  return succeeds("editcap", "-F", "nsecpcap", file, path) ? content(path) : undefined;
};

/** Also link types that Wireshark does not know. */
const inTcpdump: Look = (file, directory) => {
  const path = `${directory}/seen`;
  return succeeds("tcpdump", "-r", file, "--nano", "-w", path) ? content(path) : undefined;
};

/** What tcpdump has copied when it stops. */
const upToTheDamage: Look = (file, directory) => {
  if (inTcpdump(file, directory) !== undefined) return undefined;
  return content(`${directory}/seen`);
};

/** Several link types, and records that are no packets: only packets have an encapsulation. */
const inTshark: Look = (file) => {
  const chosen = ["-r", file, "-Y", "frame.encap_type"];
  const fields = ["time_epoch", "len", "cap_len", "encap_type"];
  const columns = fields.flatMap((field) => ["-e", `frame.${field}`]);
  const rows = run("tshark", ...chosen, "-T", "fields", ...columns);
  const frames: { _source: { layers: { frame_raw: unknown[] } } }[] = JSON.parse(
    run("tshark", ...chosen, "-T", "jsonraw"),
  );
  const bytes = frames.map(({ _source }) => _source.layers.frame_raw[0]);
  // Simple packet blocks have no time; we write it as 0.
  return rows.replaceAll(/^\t/gm, "0.000000000\t") + bytes.join("\n");
};

/** A pcap file, but for the snap length and the check sequence's length, which programs set. */
function content(path: string): string {
  return Deno.readFileSync(path).fill(0, 16, 20).fill(0, 22, 24).toBase64();
}

function succeeds(program: string, ...args: string[]): boolean {
  return new Deno.Command(program, { args, stdout: "null", stderr: "null" }).outputSync().success;
}
