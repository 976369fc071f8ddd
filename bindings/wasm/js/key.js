// Keys, and policies: operators as data.
import { YinsiError, want } from "./error.js";
import { Owned, bytesOf, guarded, isString, known } from "./owned.js";
import { ready } from "./transfer.js";

/** Bytes of a secret, in an array of our own that is wiped after use. */
function secretOf(secret) {
  if (isString(secret)) return new TextEncoder().encode(secret);
  return bytesOf(secret, "a secret (a string apart)").slice();
}

function keyOf(secret, file) {
  const { Key: Inner } = ready("keyed");
  const bytes = secretOf(secret);
  try {
    return guarded(() => new Inner(bytes, file));
  } finally {
    bytes.fill(0);
  }
}

export class Key extends Owned {
  #id;

  constructor(secret) {
    // A key that is made already, by `fromFile`.
    super(secret?.made ?? keyOf(secret, false));
    this.#id = Owned.inner(this, Key).id();
  }

  static fromFile(content) {
    return new Key({ made: keyOf(content, true) });
  }

  get id() {
    return this.#id;
  }

  toString() {
    return `Key(${this.#id})`;
  }
}

export class Policy extends Owned {
  constructor(text, options = {}) {
    const { Policy: Inner } = ready("keyed");
    if (text?.made) {
      super(text.made);
      return;
    }
    const { origin = "policy" } = known(options, ["origin"], "options");
    want(isString(text) && isString(origin), "a policy must be TOML text, its origin a string");
    super(guarded(() => new Inner(text, origin)));
  }

  static preset(name) {
    const { Policy: Inner } = ready("keyed");
    want(isString(name), "the name of a preset must be a string");
    const made = Inner.preset(name);
    if (made) return new Policy({ made });
    throw new YinsiError("unknown", `unknown policy \`${name}\`; there are ${Policy.presets().join(", ")}`);
  }

  static presets() {
    return ready("keyed").Policy.presets();
  }

  /** A policy, or the preset of that name. @internal */
  static of(policy) {
    return isString(policy) ? Policy.preset(policy) : policy;
  }

  /** @internal */
  static inner(policy) {
    return Owned.inner(policy, Policy);
  }

  get name() {
    return Policy.inner(this).name();
  }

  get description() {
    return Policy.inner(this).description();
  }

  get find() {
    return Policy.inner(this).find();
  }

  get entities() {
    return Policy.inner(this).entities();
  }
}
