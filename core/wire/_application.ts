// core/wire/_application.ts: what the views of applications have in common.
import { Fault } from "./fault.ts";
import { type Selector, TCP_PORT } from "./select.ts";
import { View } from "./view.ts";

/** A view whose `at` names all of its limits at once. */
export abstract class Application extends View {
  /**
   * Sets the window and says that all is well. What lies in `payloadStart` to
   * `end` is the payload; `next` says what that is, when it is another message
   * of the same segment.
   */
  protected window(
    bytes: Uint8Array,
    start: number,
    payloadStart: number,
    end: number,
    wireEnd: number,
    next: Selector = 0,
  ): Fault {
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = Math.min(payloadStart, end);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = this.payloadStart < end ? next : 0;
    this.otherwise = 0;
    return Fault.None;
  }

  /** `, length 40`, for a summary; nothing over TCP, whose own part of the line ends in it. */
  protected get lengthText(): string {
    return this.over === TCP_PORT ? "" : `, length ${this.wireEnd - this.start}`;
  }
}
