// tests/bench/filter_peer.c: libpcap's interpreter over the packets of a pcap file, beside filter_bench.ts.
//   cc -O2 -o filter_peer filter_peer.c -lpcap ; filter_peer FILE ROUNDS EXPRESSION...
// The file is walked in pieces of 256 KiB, each copied just before, as read() does; the copy is not timed.
// Prints, for no filter and for each expression: matches, and the least ns per packet of all rounds.
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PIECE (1 << 18)

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  FILE *file = fopen(argv[1], "rb");
  if (!file) return 1;
  fseek(file, 0, SEEK_END);
  size_t size = ftell(file);
  rewind(file);
  uint8_t *bytes = malloc(size), *piece = malloc(2 * PIECE);
  if (fread(bytes, 1, size, file) != size) return 1;
  pcap_t *dead = pcap_open_dead(DLT_EN10MB, 262144);
  for (int each = 2; each < argc; each++) {
    struct bpf_program program;
    const char *text = each == 2 ? "" : argv[each];
    if (pcap_compile(dead, &program, text, 1, PCAP_NETMASK_UNKNOWN)) return 1;
    double least = 1e300;
    unsigned matches = 0;
    for (int round = 0; round < atoi(argv[2]); round++) {
      double spent = 0;
      unsigned packets = 0;
      matches = 0;
      for (size_t from = 24; from + 16 <= size;) {
        size_t to = from;
        while (to + 16 <= size) {
          uint32_t captured;
          memcpy(&captured, bytes + to + 8, 4);
          if (to + 16 + captured - from > PIECE || to + 16 + captured > size) break;
          to += 16 + captured;
        }
        if (to == from) break;
        memcpy(piece, bytes + from, to - from);
        double start = now();
        for (size_t at = 0; at < to - from;) {
          uint32_t captured, original;
          memcpy(&captured, piece + at + 8, 4);
          memcpy(&original, piece + at + 12, 4);
          if (each == 2) matches += captured != 0;
          else matches += bpf_filter(program.bf_insns, piece + at + 16, original, captured) != 0;
          at += 16 + captured;
          packets++;
        }
        spent += now() - start;
        from = to;
      }
      if (spent / packets < least) least = spent / packets;
    }
    printf("%u\t%.2f\n", matches, least);
    pcap_freecode(&program);
  }
  return 0;
}
