// tests/bench/filter_peer.c: libpcap's interpreter over packets in memory, for filter_bench.ts.
//   cc -O2 -shared -fPIC -o filter_peer.so filter_peer.c -lpcap
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Compiles an expression for Ethernet; NULL when it cannot.
struct bpf_program *peer_compile(const char *text) {
  pcap_t *dead = pcap_open_dead(DLT_EN10MB, 262144);
  struct bpf_program *program = calloc(1, sizeof *program);
  int failed = pcap_compile(dead, program, text, 1, PCAP_NETMASK_UNKNOWN);
  pcap_close(dead);
  return failed ? NULL : program;
}

// Walks the records of a piece and counts those that the filter takes; all without a filter.
uint32_t peer_walk(const struct bpf_program *program, const uint8_t *piece, uint32_t end) {
  uint32_t matches = 0;
  for (uint32_t at = 0; at < end;) {
    uint32_t captured, original;
    memcpy(&captured, piece + at + 8, 4);
    memcpy(&original, piece + at + 12, 4);
    if (program == NULL) matches += captured != 0;
    else matches += bpf_filter(program->bf_insns, piece + at + 16, original, captured) != 0;
    at += 16 + captured;
  }
  return matches;
}
