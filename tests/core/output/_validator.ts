// tests/core/output/_validator.ts: the schema of packets, as a function that holds JSON against it.
import { Ajv2020, type ValidateFunction } from "ajv";
import { packetSchema } from "../../../core/output/schema.ts";

/** Says whether a value is a packet as the schema has it; `errors` of it say why not. */
export function packetValidator(): ValidateFunction {
  // A layer is referred to alone and in a list: inlined, the code would be several times as long.
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, inlineRefs: false });
  return ajv.compile(packetSchema());
}
