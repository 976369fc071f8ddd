// What everything that holds memory of the module's has in common, and how arguments are checked.
import { YinsiError, want } from "./error.js";

export const isString = (value) => typeof value === "string";
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
export const whole = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32;

export function strings(value, what) {
  want(Array.isArray(value) && value.every(isString), `${what} must be an array of strings`);
  return value;
}

export function known(options, names, what) {
  want(isObject(options), `${what} must be an object`);
  for (const name of Object.keys(options)) {
    want(names.includes(name), `${what}: unknown field \`${name}\`; there are ${names.join(", ")}`);
  }
  return options;
}

/** The bytes of an array, a view or a buffer, without a copy. */
export function bytesOf(value, what) {
  want(isBytes(value), `${what} must be bytes`);
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

/** Something of the module's that is given back once. */
export class Owned {
  #inner;

  constructor(inner) {
    this.#inner = inner;
  }

  /** @internal */
  static inner(owned, kind) {
    want(owned instanceof kind, `a ${kind.name} is wanted`);
    if (!owned.#inner) throw new YinsiError("disposed", `the ${kind.name} was disposed of`);
    return owned.#inner;
  }

  /** What it holds, of which somebody else takes care from now on. @internal */
  static take(owned, kind) {
    const inner = Owned.inner(owned, kind);
    owned.#inner = undefined;
    return inner;
  }

  dispose() {
    this.#inner?.free();
    this.#inner = undefined;
  }
}

if (Symbol.dispose) Owned.prototype[Symbol.dispose] = Owned.prototype.dispose;

// The module is at fault when it stops half-way; its memory is then not to be trusted.
export function guarded(call) {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new YinsiError("internal", "the module stopped; start a new worker or page", { cause: error });
  }
}

/** Fills a builder of the module's and takes what it builds; one that fails is freed. */
export function built(builder, fill, build = (full) => full.build()) {
  let filled = false;
  try {
    guarded(() => fill(builder));
    filled = true;
    return guarded(() => build(builder));
  } finally {
    if (!filled) builder.free();
  }
}
