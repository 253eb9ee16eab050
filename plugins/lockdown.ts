// plugins/lockdown.ts: what a plugin shares with the host, made so that it cannot be changed.
//
// A plugin runs in the host's own realm. What both use, such as `Array.prototype.map`, it could
// replace, and alter what the host does with its rights: the path of the next file, for one. So
// what is shared is locked before the first plugin runs; docs/security.md says what remains.

/**
 * Inherited data that ordinary programs assign on their own objects: a locked one could not be
 * overridden by assignment any more. None of them is called by the host with anything of value.
 */
const OVERRIDDEN: ReadonlySet<PropertyKey> = new Set([
  ...["constructor", "name", "message", "stack", "cause", "toString", "toLocaleString"],
  ...["toJSON", "valueOf", "prepareStackTrace", "stackTraceLimit"],
]);

/**
 * Prototypes that stay as they are: every packet goes through them, and the
 * engine's shortest ways count on nobody having touched them (locking these too
 * made counting a packet half as dear again). What they hold are numbers, bytes
 * and lists, never a path or a right.
 */
const HOT: ReadonlySet<unknown> = new Set([
  ...[Object, Function, Array, Map, Set, Number, BigInt, ArrayBuffer, DataView, Iterator, Promise],
  ...[Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Uint8ClampedArray],
  ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array],
]);

/** Global names with a getter that the host uses. */
const USED: ReadonlySet<string> = new Set([
  ...["TextEncoder", "TextDecoder"],
  ...["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval"],
]);

/** Global objects that the runtime itself goes on adding to. */
const OWN_WAYS: ReadonlySet<unknown> = new Set([globalThis, console]);

/**
 * Locks the language's and the runtime's own objects: no global name, no
 * constructor's or namespace's function and, but for {@linkcode HOT}, no method
 * can be replaced or removed, and nothing be added. Objects that programs make
 * are as free as before.
 *
 * To be called once, before foreign code runs: what reached it before stays.
 */
export function lockIntrinsics(): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    // What is behind a getter is made when it is first used: only what the host uses is.
    const value: unknown = USED.has(name) ? Reflect.get(globalThis, name) : descriptor?.value;
    if (!isObject(value) || OWN_WAYS.has(value)) continue;
    // Freezing keeps an object fast, which piecemeal locking does not: the engine goes on to take
    // `Math.imul` for what it is. Error and Deno have properties that are meant to be set.
    if (value === Error || value === Deno) lock(value);
    else Object.freeze(value);
    const { prototype } = value as { prototype?: unknown };
    if (isObject(prototype) && !HOT.has(value)) lock(prototype);
    Object.defineProperty(globalThis, name, { value, writable: false, configurable: false });
  }
}

/** Locks classes and functions of ours, their prototypes and statics; every export can be imported. */
export function lockExports(modules: readonly object[]): void {
  for (const module of modules) {
    for (const value of Object.values(module)) {
      // Arrays of bytes cannot be frozen; nobody exports one that matters.
      if (!isObject(value) || ArrayBuffer.isView(value)) continue;
      Object.freeze(value);
      const { prototype } = value as { prototype?: unknown };
      if (isObject(prototype)) Object.freeze(prototype);
    }
  }
}

/**
 * Takes away the door to the runtime's inside, `Deno[Deno.internal]`: through it
 * the files and sockets that the host has open could be read and closed by number.
 */
export function hideInternals(): void {
  Reflect.deleteProperty(Deno, Reflect.get(Deno, "internal"));
}

/**
 * Takes away the ends of the process: `Deno.exit`, which Node's `process.exit`
 * comes to as well, `close` and `process.abort`. A run ends as the user says,
 * with its reports; the host has kept `Deno.exit` before. What `node:process`
 * exports cannot be replaced: docs/security.md says so.
 */
export function hideExits(): void {
  const refuse = (): never => {
    throw new Error("a plugin cannot end whiff");
  };
  Deno.exit = refuse;
  globalThis.close = refuse;
  // Node's `process` takes 20 ms to make, so it is made when somebody asks for it, as before.
  const made = Object.getOwnPropertyDescriptor(globalThis, "process")?.get;
  Object.defineProperty(globalThis, "process", {
    get: () => Object.assign(made?.call(globalThis), { abort: refuse }),
    configurable: false,
  });
}

function lock(object: object): void {
  for (const key of Reflect.ownKeys(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key)!;
    if (!descriptor.configurable || OVERRIDDEN.has(key)) continue;
    if (descriptor.get !== undefined || descriptor.set !== undefined) {
      Object.defineProperty(object, key, { configurable: false });
    } else if (typeof descriptor.value === "function") {
      Object.defineProperty(object, key, { configurable: false, writable: false });
    }
  }
  Object.preventExtensions(object);
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}
