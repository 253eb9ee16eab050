// core/flow/messages/mod.ts: the table of protocols whose messages are found in conversations.
import { DHCP } from "./dhcp.ts";
import { DNS_DATAGRAMS, DNS_STREAM } from "./dns.ts";
import { HTTP } from "./http.ts";
import { NTP } from "./ntp.ts";
import type { MessageProtocol } from "./parser.ts";
import { QUIC } from "./quic.ts";
import { SSH } from "./ssh.ts";
import { TLS } from "./tls.ts";

/** The built-in protocols, in the order in which they are asked where no port tells. */
export const MESSAGE_PROTOCOLS: readonly MessageProtocol[] = [
  TLS,
  HTTP,
  SSH,
  DNS_STREAM,
  QUIC,
  DNS_DATAGRAMS,
  DHCP,
  NTP,
];
