// cli/check_names.ts: names of fields and protocols on the command line, before anything is opened.
import { registryWith } from "../plugins/protocol.ts";
import { decodingAs } from "./decoding_as.ts";
import { fieldReaders } from "./field_readers.ts";
import type { Plan } from "./plan.ts";

/** Throws a `UsageError` for a name that does not exist; with plugins, which may bring it, not yet. */
export function checkNames({ analyzers, decodeAs, fields, printPackets }: Plan): void {
  if (analyzers.length > 0) return;
  const registry = decodingAs(registryWith([]), decodeAs);
  if (printPackets && fields !== undefined) fieldReaders(fields, registry);
}
