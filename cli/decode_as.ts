// cli/decode_as.ts: `--decode-as`: what a port carries, when the user knows better than its number.
import { UsageError } from "./usage_error.ts";

/** A port, and the protocol that its payload is taken for. */
export interface DecodeAs {
  readonly transport: "udp" | "tcp";
  readonly port: number;
  readonly protocol: string;
}

/**
 * Reads `udp:5004=rtp`. Throws a `UsageError` that says how it is written.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(parseDecodeAs("udp:5004=rtp").protocol, "rtp");
 * ```
 */
export function parseDecodeAs(text: string): DecodeAs {
  const [, transport, digits, protocol] = /^(udp|tcp):(\d{1,5})=(\w+)$/.exec(text) ?? [];
  const port = Number(digits);
  if (protocol === undefined || port > 65_535) {
    throw new UsageError(`--decode-as takes such as udp:5004=rtp or tcp:8000=http, not "${text}"`);
  }
  return { transport: transport as DecodeAs["transport"], port, protocol };
}
