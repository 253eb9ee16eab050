// tests/fuzz/filter_libpcap.ts: libpcap's compiler and interpreter, where it is installed.

const SYMBOLS = {
  // pcap_t *pcap_open_dead(int linktype, int snaplen); pcap_open_dead(3PCAP)
  pcap_open_dead: { parameters: ["i32", "i32"], result: "pointer" },
  // int pcap_compile(pcap_t *, struct bpf_program *, const char *, int optimize, bpf_u_int32 mask)
  pcap_compile: { parameters: ["pointer", "buffer", "buffer", "i32", "u32"], result: "i32" },
  // char *pcap_geterr(pcap_t *)
  pcap_geterr: { parameters: ["pointer"], result: "pointer" },
  // void pcap_freecode(struct bpf_program *)
  pcap_freecode: { parameters: ["buffer"], result: "void" },
  // int pcap_offline_filter(const struct bpf_program *, const struct pcap_pkthdr *, const u_char *)
  pcap_offline_filter: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  // const char *pcap_lib_version(void)
  pcap_lib_version: { parameters: [], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** `struct bpf_program`: a count, padding, a pointer. */
const PROGRAM_LENGTH = 16;
/** `struct pcap_pkthdr`: a timestamp of two longs, captured and original length. */
const HEADER_LENGTH = 24;
const NETMASK_UNKNOWN = 0xffff_ffff;
/** What RAW is called in files, and what libpcap calls it on Linux. */
const DLT_OF_LINK_TYPE: Readonly<Record<number, number>> = { 101: 12 };

/** The installed libpcap. */
export class Libpcap implements Disposable {
  readonly #library: Deno.DynamicLibrary<typeof SYMBOLS>;
  readonly #handles = new Map<number, Deno.PointerValue>();

  private constructor(library: Deno.DynamicLibrary<typeof SYMBOLS>) {
    this.#library = library;
  }

  /** Opens it; `undefined` where there is none. */
  static open(): Libpcap | undefined {
    try {
      return new Libpcap(Deno.dlopen("libpcap.so.0.8", SYMBOLS));
    } catch (error) {
      if (error instanceof Error) return undefined;
      throw error;
    }
  }

  /** "libpcap version 1.10.3 …". */
  get version(): string {
    return this.#text(this.#library.symbols.pcap_lib_version());
  }

  /** Compiles a filter; the message where it is refused. */
  compile(text: string, linkType: number, optimized: boolean): LibpcapProgram | string {
    const { symbols } = this.#library;
    const handle = this.#handle(linkType);
    const program = new Uint8Array(PROGRAM_LENGTH);
    const source = new TextEncoder().encode(`${text}\0`);
    if (symbols.pcap_compile(handle, program, source, optimized ? 1 : 0, NETMASK_UNKNOWN) !== 0) {
      return this.#text(symbols.pcap_geterr(handle));
    }
    return new LibpcapProgram(this.#library, program);
  }

  #handle(linkType: number): Deno.PointerValue {
    let handle = this.#handles.get(linkType);
    if (handle === undefined) {
      const dlt = DLT_OF_LINK_TYPE[linkType] ?? linkType;
      handle = this.#library.symbols.pcap_open_dead(dlt, 262_144);
      this.#handles.set(linkType, handle);
    }
    return handle;
  }

  #text(pointer: Deno.PointerValue): string {
    return pointer === null ? "" : new Deno.UnsafePointerView(pointer).getCString();
  }

  [Symbol.dispose](): void {
    this.#library.close();
  }
}

/** A program of libpcap's. */
export class LibpcapProgram implements Disposable {
  readonly #header = new Uint8Array(HEADER_LENGTH);

  constructor(
    readonly library: Deno.DynamicLibrary<typeof SYMBOLS>,
    readonly program: Uint8Array<ArrayBuffer>,
  ) {}

  /** Instructions. */
  get length(): number {
    return new DataView(this.program.buffer).getUint32(0, true);
  }

  /** libpcap's own verdict. */
  matches(packet: Uint8Array<ArrayBuffer>, originalLength: number): boolean {
    const header = new DataView(this.#header.buffer);
    header.setUint32(16, packet.length, true);
    header.setUint32(20, originalLength, true);
    return this.library.symbols.pcap_offline_filter(this.program, this.#header, packet) !== 0;
  }

  [Symbol.dispose](): void {
    this.library.symbols.pcap_freecode(this.program);
  }
}
