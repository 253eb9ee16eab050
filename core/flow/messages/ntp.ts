// core/flow/messages/ntp.ts: time requests with their answers.
import { type Address, ipv4Text } from "../../wire/address.ts";
import { text } from "../../wire/bytes.ts";
import { Fault } from "../../wire/fault.ts";
import { Ntp, NTP_HEADER_LENGTH } from "../../wire/ntp.ts";
import { Verdict } from "../../wire/verdict.ts";
import { elapsedMs } from "../_elapsed.ts";
import type { Flow } from "../flow.ts";
import type { MessageOutlet, MessageParser, MessageProtocol, Side } from "./parser.ts";

/**
 * One answer with its request; or a request that got none, when its
 * conversation ends. Messages of other modes stand alone. Lent like the flow.
 */
export interface NtpExchange {
  /** The conversation, lent. */
  readonly flow: Flow;
  /** Who was asked, or who speaks. Lent. */
  readonly server: Address;
  /** 1 to 4. */
  readonly version: number;
  /** Of the answer, else of the request: 3 client, 4 server, 5 broadcast, 6 control, 7 private. */
  readonly mode: number;
  /** Servers between this one and the clock, 1 to 15; 16 is not synchronized; `undefined` unanswered. */
  readonly stratum: number | undefined;
  /** What the server's clock is set by: `GPS`, or an address; `undefined` unanswered. */
  readonly reference: string | undefined;
  /** From the request to its answer, in milliseconds; `undefined` where one was not seen. */
  readonly latencyMs: number | undefined;
  /**
   * How far the server's clock is ahead of the capture's, in milliseconds:
   * positive when it is ahead; half of {@linkcode latencyMs} is its error at
   * most. `undefined` where one of the two was not seen.
   */
  readonly offsetMs: number | undefined;
  /** Whether an answer was seen. */
  readonly answered: boolean;
}

const Mode = { Client: 3, Server: 4, Control: 6 } as const;
const FIRST_LETTER = 0x20;

class NtpParser implements MessageParser {
  readonly #outlet: MessageOutlet;
  readonly #view = new Ntp();
  /** When the request was seen that waits; −1 when none does. */
  #askedMs = -1;
  #askedVersion = 0;
  #server: Side = 1;

  constructor(outlet: MessageOutlet) {
    this.#outlet = outlet;
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number): boolean {
    const view = this.#view;
    if (view.at(bytes, start, end) !== Fault.None) return true;
    if (view.mode === Mode.Client) {
      if (this.#askedMs >= 0) this.end();
      this.#askedMs = this.#outlet.timeMs;
      this.#askedVersion = view.version;
      this.#server = side === 0 ? 1 : 0;
    } else {
      this.#server = side;
      this.#emit(view, view.mode === Mode.Server ? this.#askedMs : -1);
      if (view.mode === Mode.Server) this.#askedMs = -1;
    }
    return true;
  }

  end(): void {
    if (this.#askedMs < 0) return;
    this.#emit(undefined, -1);
    this.#askedMs = -1;
  }

  #emit(answer: Ntp | undefined, askedMs: number): void {
    const { flow, timeMs } = this.#outlet;
    const server = this.#server === 0 ? flow.client : flow.server;
    const received = answer?.receiveTime, sent = answer?.transmitTime;
    const isTimed = askedMs >= 0 && received !== undefined && sent !== undefined;
    const exchange: NtpExchange = {
      flow,
      server: server.address,
      version: answer?.version ?? this.#askedVersion,
      mode: answer?.mode ?? Mode.Client,
      stratum: answer?.stratum,
      reference: answer && referenceOf(answer),
      latencyMs: askedMs < 0 ? undefined : elapsedMs(askedMs, timeMs),
      // RFC 5905, section 8: the mean of both ways.
      offsetMs: isTimed ? (received * 1000 - askedMs + (sent * 1000 - timeMs)) / 2 : undefined,
      answered: answer?.mode === Mode.Server,
    };
    this.#outlet.emit("ntp", exchange);
  }
}

/** Four letters of stratum 0 and 1, an address of the others (RFC 5905, section 7.3). */
function referenceOf({ referenceId, stratum }: Ntp): string | undefined {
  if (referenceId === undefined || stratum === undefined) return undefined;
  if (stratum > 1) return ipv4Text(referenceId, 0);
  const letters = referenceId.filter((byte) => byte >= FIRST_LETTER);
  return text(letters, 0, letters.length) || undefined;
}

/** A header's length and a version in use. */
function probeNtp(bytes: Uint8Array, start: number, end: number): Verdict {
  const version = (bytes[start] >> 3) & 7, mode = bytes[start] & 7;
  if (end === start || version === 0 || version > 4 || mode === 0) return Verdict.No;
  return mode >= Mode.Control || end - start >= NTP_HEADER_LENGTH ? Verdict.Yes : Verdict.No;
}

/** NTP on its port. */
export const NTP: MessageProtocol = {
  name: "ntp",
  events: ["ntp"],
  over: "datagram",
  ports: [123],
  probeOnPorts: probeNtp,
  open: (outlet) => new NtpParser(outlet),
};
