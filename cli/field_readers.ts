// cli/field_readers.ts: from `--fields` to what reads them.
import { type FieldReader, resolveField, UnknownFieldError } from "../core/output/fields.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import { FIELDS_NEEDED } from "./conflicts.ts";
import { UsageError } from "./usage_error.ts";

/** What reads the fields of `--fields`. Throws a `UsageError` for one that does not exist. */
export function fieldReaders(
  list: string | undefined,
  registry: ProtocolRegistry,
): FieldReader[] {
  if (list === undefined) throw new UsageError(FIELDS_NEEDED);
  try {
    return list.split(",").map((path) => resolveField(path.trim(), registry));
  } catch (error) {
    if (error instanceof UnknownFieldError) throw new UsageError(`--fields: ${error.message}`);
    throw error;
  }
}
