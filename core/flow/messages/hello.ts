// core/flow/messages/hello.ts: what hellos of TLS say, over TCP and within QUIC.
import type { Flow } from "../flow.ts";

/**
 * What a message of the handshake tells, whatever carries it. Lent like the
 * flow; texts and lists stay. What a kind does not have is `undefined`, or an
 * empty list.
 */
export interface Hello {
  /** The conversation, lent. */
  readonly flow: Flow;
  /** The host that the client asked for; in every kind. */
  readonly serverName: string | undefined;
  /** ALPN: what the client offers, or the one that the server chose, where that is in the clear. */
  readonly applicationProtocols: readonly string[];
  /** The newest version of TLS that the client offers, or the one that the server chose: 0x0303 is 1.2. */
  readonly version: number;
  /** The same as text: `TLS 1.3`. */
  readonly versionName: string;
  /** What the client offers, in its order, or the one that the server chose. */
  readonly cipherSuites: readonly number[];
  /** The client's fingerprint, MD5 in hexadecimal; of a clientHello. */
  readonly ja3: string | undefined;
  /** The server's fingerprint, MD5 in hexadecimal; of a serverHello. */
  readonly ja3s: string | undefined;
  /** The client's fingerprint, as FoxIO defines it; of a clientHello. */
  readonly ja4: string | undefined;
  /** From the client's hello to the server's, in milliseconds; of a serverHello. */
  readonly latencyMs: number | undefined;
  /** The server asks the client to say hello again (RFC 8446, section 4.1.4); of a serverHello. */
  readonly isRetry: boolean;
}
