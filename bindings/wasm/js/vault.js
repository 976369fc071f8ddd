// Vaults: placeholders, and the values that they stand for.
import { want } from "./error.js";
import { Key } from "./key.js";
import { Owned, bytesOf, guarded, isString, known, whole } from "./owned.js";
import { Scanner, standardScanner, structured } from "./scanner.js";
import { ready, received, send } from "./transfer.js";

export class Vault extends Owned {
  constructor(options = {}) {
    const { Vault: Inner } = ready("keyed");
    if (options.made) {
      super(options.made);
      return;
    }
    const { key, suffixLength } = known(options, ["key", "suffixLength"], "options");
    want(suffixLength === undefined || whole(suffixLength), "suffixLength must be a whole number");
    super(guarded(() => (key === undefined ? Inner.numbered() : Inner.keyed(Owned.inner(key, Key), suffixLength))));
  }

  static fromBytes(bytes, key) {
    const { Vault: Inner } = ready("keyed");
    const made = guarded(() => Inner.fromBytes(bytesOf(bytes, "a vault"), Owned.inner(key, Key)));
    return new Vault({ made });
  }

  toBytes(key) {
    const inner = Owned.inner(this, Vault);
    return guarded(() => inner.toBytes(Owned.inner(key, Key)));
  }

  get size() {
    return Owned.inner(this, Vault).len();
  }

  placeholder(entity, value) {
    want(isString(entity) && isString(value), "an entity and a value must be strings");
    const inner = Owned.inner(this, Vault);
    return guarded(() => inner.placeholder(entity, value));
  }

  value(placeholder) {
    want(isString(placeholder), "a placeholder must be a string");
    return Owned.inner(this, Vault).value(placeholder);
  }

  #restore(text, structure) {
    const inner = Owned.inner(this, Vault);
    return guarded(() => received(inner.restore(send(text), structure, Owned.inner(standardScanner(), Scanner))));
  }

  restore(text) {
    return this.#restore(text, "");
  }

  restoreDocument(text, options = {}) {
    return this.#restore(text, structured(known(options, ["structure", "name"], "options")));
  }
}
