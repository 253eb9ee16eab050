/* tests/bench/j1_peer.c: job 1 on libpcap: what tests/bench/j1.ts prints, in C.
 *     cc -O2 -o j1_peer j1_peer.c -lpcap && ./j1_peer FILE */
#include <arpa/inet.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A source: an IPv4 address stands in the first four bytes, with family 4. */
struct source {
  uint8_t address[16];
  uint64_t bytes, packets;
  int family;
};

#define PLACES (1u << 18) /* far more than the sources of any test file */
static struct source table[PLACES];
static uint64_t packets, bytes, tagged, cut, ether[65536], ipv4[256], ipv6[256], sources;

static void count_source(const uint8_t *address, int length, int family, uint32_t size) {
  uint32_t hash = 2166136261u, word;
  for (int k = 0; k < length; k += 4) {
    memcpy(&word, address + k, 4);
    hash = (hash ^ word) * 2654435761u;
  }
  uint32_t at = (hash ^ hash >> 15) & (PLACES - 1);
  while (table[at].packets && (table[at].family != family || memcmp(table[at].address, address, length)))
    at = (at + 1) & (PLACES - 1);
  if (!table[at].packets) {
    memcpy(table[at].address, address, length);
    table[at].family = family;
    sources++;
  }
  table[at].packets++;
  table[at].bytes += size;
}

static void count(u_char *unused, const struct pcap_pkthdr *header, const u_char *frame) {
  (void)unused;
  uint32_t at = 14, end = header->caplen, size = header->len;
  packets++;
  bytes += size;
  if (end < at) { cut++; return; }
  uint32_t type = frame[12] << 8 | frame[13];
  if (type == 0x8100 || type == 0x88a8) tagged++;
  for (int tag = 0; tag < 2 && (type == 0x8100 || type == 0x88a8) && end >= at + 4; tag++, at += 4)
    type = frame[at + 2] << 8 | frame[at + 3];
  ether[type]++;
  if (type == 0x0800) {
    if (end < at + 20) { cut++; return; }
    ipv4[frame[at + 9]]++;
    count_source(frame + at + 12, 4, 4, size);
  } else if (type == 0x86dd) {
    if (end < at + 40) { cut++; return; }
    ipv6[frame[at + 6]]++;
    count_source(frame + at + 8, 16, 6, size);
  }
}

static int by_bytes(const void *a, const void *b) {
  const struct source *x = a, *y = b;
  return x->bytes < y->bytes ? 1 : x->bytes > y->bytes ? -1 : 0;
}

int main(int argc, char **argv) {
  char error[PCAP_ERRBUF_SIZE], text[INET6_ADDRSTRLEN];
  pcap_t *pcap = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;
  if (!pcap) return 1;
  if (pcap_loop(pcap, -1, count, NULL) < 0) return 1;
  printf("packets %lu\nbytes %lu\nvlan %lu\nshort %lu\n", packets, bytes, tagged, cut);
  for (int k = 0; k < 65536; k++) if (ether[k]) printf("eth 0x%04x %lu\n", k, ether[k]);
  for (int k = 0; k < 256; k++) if (ipv4[k]) printf("ipv4 %d %lu\n", k, ipv4[k]);
  for (int k = 0; k < 256; k++) if (ipv6[k]) printf("ipv6 %d %lu\n", k, ipv6[k]);
  printf("sources %lu\n", sources);
  qsort(table, PLACES, sizeof table[0], by_bytes);
  for (int k = 0; k < 10 && table[k].packets; k++) {
    inet_ntop(table[k].family == 4 ? AF_INET : AF_INET6, table[k].address, text, sizeof text);
    printf("top %d %s %lu %lu\n", k + 1, text, table[k].bytes, table[k].packets);
  }
  return 0;
}
