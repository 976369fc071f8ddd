// Redactors: what is written in place of findings.
import { YinsiError, want } from "./error.js";
import { withFunctions } from "./hooks.js";
import { Key, Policy } from "./key.js";
import { Owned, built, guarded, isObject, isString, known, whole } from "./owned.js";
import { Scanner, standardScanner, structured } from "./scanner.js";
import { ready, received, send } from "./transfer.js";
import { Vault } from "./vault.js";

const PLACES = { operators: "entity", categories: "category", countries: "country", paths: "path" };

/** Operators in words that the smallest module lacks. */
const KEYED = /^(?:token|encrypt|preserve|surrogate|shift-date|danger-hash)(?::|$)/;

/** Adds an operator for a kind of place to a builder; those of text may need a key. */
function add(builder, [kind, name], operator, { functions, key }) {
  const what = name === "" ? "default" : `the operator for ${name}`;
  try {
    builder.at(kind, name);
  } catch (error) {
    if (!isString(error)) throw error;
    throw new YinsiError("unknown", `unknown category \`${error}\``);
  }
  if (isString(operator)) {
    if (KEYED.test(operator)) ready("keyed");
    return key ? builder.keyed(operator, key) : builder.parsed(operator);
  }
  if (operator instanceof Vault) return builder.vault(Owned.inner(operator, Vault));
  if (typeof operator === "function") {
    builder.custom(functions.length);
    functions.push(operator);
    return undefined;
  }
  want(isObject(operator), `${what} must be a string, an object, a vault or a function`);
  if ("replace" in operator) {
    known(operator, ["replace"], what);
    want(isString(operator.replace), `${what}: replace must be a string`);
    return builder.replace(operator.replace);
  }
  known(operator, ["mask"], what);
  known(operator.mask, ["first", "last", "with", "separators"], `${what}: mask`);
  const { first = 0, last = 0, with: sign = "*", separators = true } = operator.mask;
  want(whole(first) && whole(last), `${what}: first and last must be whole numbers`);
  want(isString(sign) && [...sign].length === 1, `${what}: with must be one character`);
  want(typeof separators === "boolean", `${what}: separators must be true or false`);
  return builder.mask(first, last, sign, separators);
}

function subjectOf(options, names) {
  const { subject = "" } = known(options, names, "options");
  want(isString(subject), "subject must be a string");
  return subject;
}

export class Redactor extends Owned {
  #functions;

  constructor(options = {}) {
    const { RedactorBuilder } = ready();
    known(options, [...Object.keys(PLACES), "default", "policy", "key", "rulesOf"], "options");
    const { default: others, policy, key, rulesOf } = options;
    const functions = [];
    const inner = key === undefined ? undefined : Owned.inner(key, Key);
    const fill = (builder) => {
      if (rulesOf !== undefined) builder.rulesOf(Owned.inner(rulesOf, Scanner));
      if (policy !== undefined) {
        const chosen = Policy.inner(Policy.of(policy));
        if (inner) builder.keyedPolicy(chosen, inner);
        else builder.policy(chosen);
      }
      for (const [field, kind] of Object.entries(PLACES)) {
        const { [field]: operators = {} } = options;
        want(isObject(operators), `${field} must be an object`);
        for (const [name, operator] of Object.entries(operators)) {
          add(builder, [kind, name], operator, { functions, key: inner });
        }
      }
      if (others !== undefined) add(builder, ["", ""], others, { functions, key: inner });
    };
    super(built(new RedactorBuilder(), fill));
    this.#functions = functions;
  }

  /** @internal */
  static functions(redactor) {
    return redactor.#functions;
  }

  redact(text, scanner = standardScanner(), options = {}) {
    const inner = Owned.inner(this, Redactor);
    const by = Owned.inner(scanner, Scanner);
    const subject = subjectOf(options, ["subject"]);
    return guarded(() => {
      const length = send(text);
      return received(withFunctions(this.#functions, () => inner.redact(by, length, subject)));
    });
  }

  redactDocument(text, options = {}) {
    const inner = Owned.inner(this, Redactor);
    const subject = subjectOf(options, ["structure", "name", "scanner", "subject"]);
    const by = Owned.inner(options.scanner ?? standardScanner(), Scanner);
    const structure = structured(options);
    ready("keyed");
    return guarded(() => {
      const length = send(text);
      return received(withFunctions(this.#functions, () => inner.redactDocument(by, length, structure, subject)));
    });
  }

  apply(text, given) {
    const inner = Owned.inner(this, Redactor);
    want(Array.isArray(given), "findings must be an array");
    const names = [];
    const numbers = [];
    for (const { entity, rule = "", start, end, confidence = 1 } of given) {
      want(isString(entity) && isString(rule), "a finding's entity and rule must be strings");
      const fine = [start, end, confidence].every(Number.isFinite) && start >= 0 && end >= 0;
      want(fine, "a finding's start, end and confidence must be numbers");
      names.push(entity, rule);
      numbers.push(start, end, confidence);
    }
    return guarded(() => {
      const length = send(text);
      return received(withFunctions(this.#functions, () => inner.apply(length, names, new Float64Array(numbers))));
    });
  }
}

/** As `new Redactor().redact(text)`, with the same scanner as `scan`. */
export function redact(text) {
  return new Redactor().redact(text);
}

export function decrypt(text, options = {}) {
  const { Opener } = ready("keyed");
  const { key, redactor, scanner = standardScanner() } = known(options, ["key", "redactor", "scanner"], "options");
  const keys = (Array.isArray(key) ? key : [key]).map((one) => Owned.inner(one, Key));
  const by = redactor && Owned.inner(redactor, Redactor);
  const opener = new Opener();
  try {
    return guarded(() => {
      keys.forEach((one) => opener.key(one));
      if (by) opener.preserved(Owned.inner(scanner, Scanner), by);
      const [length, restored, unopened] = opener.open(send(text));
      return { text: received(length), restored, unopened };
    });
  } finally {
    opener.free();
  }
}
