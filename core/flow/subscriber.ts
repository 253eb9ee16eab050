// core/flow/subscriber.ts: who gets conversations, and what of them.
import type { Accepts } from "../dispatcher.ts";
import type { Packet } from "../packet.ts";
import type { Flow } from "./flow.ts";
import type { DhcpMessage } from "./messages/dhcp.ts";
import type { DnsExchange } from "./messages/dns.ts";
import type { HttpExchange } from "./messages/http.ts";
import type { NtpExchange } from "./messages/ntp.ts";
import type { QuicHello } from "./messages/quic.ts";
import type { SshBanners } from "./messages/ssh.ts";
import type { TlsHello } from "./messages/tls.ts";
import type { StreamChunk } from "./stream.ts";

/** What conversations give, by name: a subscriber names what it wants. */
export interface FlowEvents {
  flowStart: Flow;
  flowEnd: Flow;
  service: Flow;
  stream: StreamChunk;
  dhcp: DhcpMessage;
  dns: DnsExchange;
  http: HttpExchange;
  ntp: NtpExchange;
  quic: QuicHello;
  ssh: SshBanners;
  tls: TlsHello;
}

/** The name of one of {@linkcode FlowEvents}. */
export type FlowEventName = keyof FlowEvents;

/** Who gets conversations. What it throws ends the capture. */
export interface FlowSubscriber {
  /** The events that it wants. */
  readonly wants: ReadonlySet<string>;
  /**
   * Its filter for frames of that link type; `undefined` when it wants all. A
   * filter chooses conversations: from the first packet that it accepts on, the
   * subscriber gets all that the conversation gives.
   */
  flowFilterFor(linkType: number): Accepts | undefined;
  /**
   * One event, lent until this returns.
   *
   * @param packet the one that brought it; `undefined` where time did, or the end
   */
  deliver<Name extends FlowEventName>(
    name: Name,
    subject: FlowEvents[Name],
    packet: Packet | undefined,
    timeMs: number,
  ): void;
}
