// core/wire/icmp_types.ts: the message types of ICMP and of ICMPv6.

/** ICMP's message types (IANA "ICMP Type Numbers"). */
export const IcmpType = {
  EchoReply: 0,
  Unreachable: 3,
  SourceQuench: 4,
  Redirect: 5,
  Echo: 8,
  RouterAdvertisement: 9,
  RouterSolicitation: 10,
  TimeExceeded: 11,
  ParameterProblem: 12,
  Timestamp: 13,
  TimestampReply: 14,
  Information: 15,
  InformationReply: 16,
  AddressMask: 17,
  AddressMaskReply: 18,
  Traceroute: 30,
  Photuris: 40,
  ExtendedEcho: 42,
  ExtendedEchoReply: 43,
} as const;

/** ICMPv6's message types (IANA "ICMPv6 type Numbers"); those below 128 are errors. */
export const Icmpv6Type = {
  Unreachable: 1,
  PacketTooBig: 2,
  TimeExceeded: 3,
  ParameterProblem: 4,
  EchoRequest: 128,
  EchoReply: 129,
  ListenerQuery: 130,
  ListenerReport: 131,
  ListenerDone: 132,
  RouterSolicitation: 133,
  RouterAdvertisement: 134,
  NeighborSolicitation: 135,
  NeighborAdvertisement: 136,
  Redirect: 137,
  NodeQuery: 139,
  NodeReply: 140,
  InverseSolicitation: 141,
  InverseAdvertisement: 142,
  ListenerReportV2: 143,
  ExtendedEchoRequest: 160,
  ExtendedEchoReply: 161,
} as const;
