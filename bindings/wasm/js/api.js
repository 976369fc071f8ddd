// The classes and functions people use: options are checked and handed to the module,
// its answers become plain objects. What they mean is in index.d.ts.
import { YinsiError, want } from "./error.js";
import { withFunctions } from "./hooks.js";
import { findings, ready, received, rejections, send } from "./transfer.js";

const isString = (value) => typeof value === "string";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function strings(value, what) {
  want(Array.isArray(value) && value.every(isString), `${what} must be an array of strings`);
  return value;
}

function known(options, names, what) {
  want(isObject(options), `${what} must be an object`);
  for (const name of Object.keys(options)) {
    want(names.includes(name), `${what}: unknown field \`${name}\`; there are ${names.join(", ")}`);
  }
}

const whole = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32;

/** Something of the module's that is given back once. */
class Owned {
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

  dispose() {
    this.#inner?.free();
    this.#inner = undefined;
  }
}

if (Symbol.dispose) Owned.prototype[Symbol.dispose] = Owned.prototype.dispose;

// The module is at fault when it stops half-way; its memory is then not to be trusted.
function guarded(call) {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new YinsiError("internal", "the module stopped; start a new worker or page", { cause: error });
  }
}

const OPTIONS = {
  countries: (builder, value) => builder.countries(strings(value, "countries")),
  entities: (builder, value) => {
    if (value !== "all") strings(value, 'entities ("all" apart)');
    builder.entities(value === "all" ? ["ALL"] : value);
  },
  categories: (builder, value) => {
    try {
      builder.categories(strings(value, "categories"));
    } catch (error) {
      if (!isString(error)) throw error;
      throw new YinsiError("unknown", `unknown category \`${error}\``);
    }
  },
  rules: (builder, value) => {
    const sources = Array.isArray(value) ? value : [value];
    sources.forEach((source, index) => {
      if (isObject(source)) known(source, ["text", "origin"], "rules");
      const { text, origin = `rules ${index + 1}` } = isObject(source) ? source : { text: source };
      want(isString(text) && isString(origin), "rules must be TOML text, or { text, origin }, or an array of these");
      builder.rules(text, origin);
    });
  },
  builtin: (builder, value) => {
    want(typeof value === "boolean", "builtin must be true or false");
    builder.builtin(value);
  },
  minConfidence: (builder, value) => {
    want(typeof value === "number", "minConfidence must be a number");
    builder.minConfidence(value);
  },
  allow: (builder, value) => builder.allow(strings(value, "allow")),
  deny: (builder, value) => builder.deny(strings(value, "deny")),
  contextWindowBytes: (builder, value) => {
    want(whole(value), "contextWindowBytes must be a whole number");
    builder.contextWindow(value);
  },
  latestDate: (builder, value) => {
    const parts = isString(value) ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) : null;
    want(parts, "latestDate must be written as YYYY-MM-DD");
    builder.latestDate(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  },
};

export class Scanner extends Owned {
  constructor(options = {}) {
    const { ScannerBuilder } = ready();
    known(options, Object.keys(OPTIONS), "options");
    const builder = new ScannerBuilder();
    let built = false;
    try {
      for (const [name, value] of Object.entries(options)) {
        if (value !== undefined) guarded(() => OPTIONS[name](builder, value));
      }
      built = true;
      super(guarded(() => builder.build()));
    } finally {
      if (!built) builder.free();
    }
  }

  scan(text, { label } = {}) {
    want(label === undefined || isString(label), "label must be a string");
    const inner = Owned.inner(this, Scanner);
    return guarded(() => {
      const length = send(text);
      return findings(inner.scan(length, length === text.length, label));
    });
  }

  isMatch(text) {
    const inner = Owned.inner(this, Scanner);
    return guarded(() => inner.isMatch(send(text)));
  }

  count(text) {
    const inner = Owned.inner(this, Scanner);
    return guarded(() => inner.count(send(text)));
  }

  explain(text) {
    const inner = Owned.inner(this, Scanner);
    return guarded(() => {
      const length = send(text);
      const [found, rejected] = inner.explain(length, length === text.length);
      return { findings: findings(found), rejected: rejections(found, rejected) };
    });
  }

  rules() {
    return described(Owned.inner(this, Scanner).rules());
  }

  diagnostics() {
    const list = Owned.inner(this, Scanner).diagnostics();
    return Array.from({ length: list.length / 2 }, (_, at) => ({ rule: list[2 * at], message: list[2 * at + 1] }));
  }

  get isa() {
    return Owned.inner(this, Scanner).isa();
  }
}

function described(list) {
  return Array.from({ length: list.length / 6 }, (_, at) => {
    const [id, entity, name, category, country, byDefault] = list.slice(6 * at, 6 * at + 6);
    return { id, entity, name, category, country: country || null, default: byDefault !== "" };
  });
}

/** The built-in rules. */
export function rules() {
  return described(ready().builtinRules());
}

let standard;

/** The scanner that functions use when none is given. */
function standardScanner() {
  standard ??= new Scanner();
  return standard;
}

/**
 * Makes the standard scanner and has it look at a text of many kinds: hosts compile a function
 * when it is first called, and that should not happen under somebody's first keystroke.
 */
export function warm() {
  standardScanner().scan("姓名：张三，手机13812345678，mail a@example.com 11010519491231002X 4242 4242 4242 4242 ".repeat(4));
}

/** As `new Scanner().scan(text)`, with one scanner made when first needed. */
export function scan(text, context) {
  return standardScanner().scan(text, context);
}

/** As `new Scanner().explain(text)`, with the same scanner as `scan`. */
export function explain(text) {
  return standardScanner().explain(text);
}

/** As `new Redactor().redact(text)`, with the same scanner as `scan`. */
export function redact(text) {
  return new Redactor().redact(text);
}

function addOperator(builder, entity, operator, functions) {
  const what = entity === undefined ? "default" : `the operator for ${entity}`;
  if (operator === "label") return builder.label(entity);
  if (operator === "remove") return builder.remove(entity);
  if (operator === "mask") return builder.mask(entity, 0, 0, "*", true);
  if (typeof operator === "function") {
    builder.custom(entity, functions.length);
    functions.push(operator);
    return undefined;
  }
  want(isObject(operator), `${what} must be "label", "mask", "remove", an object or a function`);
  if ("replace" in operator) {
    known(operator, ["replace"], what);
    want(isString(operator.replace), `${what}: replace must be a string`);
    return builder.replace(entity, operator.replace);
  }
  known(operator, ["mask"], what);
  known(operator.mask, ["first", "last", "with", "separators"], `${what}: mask`);
  const { first = 0, last = 0, with: sign = "*", separators = true } = operator.mask;
  want(whole(first) && whole(last), `${what}: first and last must be whole numbers`);
  want(isString(sign) && [...sign].length === 1, `${what}: with must be one character`);
  want(typeof separators === "boolean", `${what}: separators must be true or false`);
  return builder.mask(entity, first, last, sign, separators);
}

export class Redactor extends Owned {
  #functions;

  constructor(options = {}) {
    const { RedactorBuilder } = ready();
    known(options, ["operators", "default"], "options");
    const { operators = {}, default: others } = options;
    want(isObject(operators), "operators must be an object");
    const builder = new RedactorBuilder();
    const functions = [];
    let built = false;
    try {
      for (const [entity, operator] of Object.entries(operators)) {
        addOperator(builder, entity, operator, functions);
      }
      if (others !== undefined) addOperator(builder, undefined, others, functions);
      built = true;
      super(guarded(() => builder.build()));
    } finally {
      if (!built) builder.free();
    }
    this.#functions = functions;
  }

  /** @internal */
  static functions(redactor) {
    return redactor.#functions;
  }

  redact(text, scanner = standardScanner()) {
    const inner = Owned.inner(this, Redactor);
    const by = Owned.inner(scanner, Scanner);
    return guarded(() => {
      const length = send(text);
      return received(withFunctions(this.#functions, () => inner.redact(by, length)));
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

/** Chunks of text without the first half of a pair whose second half is still to come. */
class Chunks {
  #half = "";

  take(chunk) {
    want(isString(chunk), "a chunk must be a string");
    const text = this.#half + chunk;
    const last = text.charCodeAt(text.length - 1);
    const cut = last >= 0xd800 && last < 0xdc00;
    this.#half = cut ? text.slice(-1) : "";
    return cut ? text.slice(0, -1) : text;
  }

  rest() {
    const rest = this.#half;
    this.#half = "";
    return rest;
  }
}

export class StreamScanner extends Owned {
  #chunks = new Chunks();

  constructor(scanner = standardScanner()) {
    const { StreamScanner: Inner } = ready();
    super(new Inner(Owned.inner(scanner, Scanner)));
  }

  push(chunk) {
    const inner = Owned.inner(this, StreamScanner);
    return guarded(() => findings(inner.push(send(this.#chunks.take(chunk)))));
  }

  finish() {
    const inner = Owned.inner(this, StreamScanner);
    return guarded(() => {
      const found = findings(inner.push(send(this.#chunks.rest())));
      return found.concat(findings(inner.finish()));
    });
  }

  get settled() {
    return Owned.inner(this, StreamScanner).settled();
  }
}

export function redactStream({ scanner = standardScanner(), redactor = new Redactor() } = {}) {
  const { RedactStream } = ready();
  const stream = new RedactStream(Owned.inner(scanner, Scanner), Owned.inner(redactor, Redactor));
  const functions = Redactor.functions(redactor);
  const decoder = new TextDecoder();
  const chunks = new Chunks();
  const step = (call, controller, options) => {
    const length = guarded(() => withFunctions(functions, call));
    const text = received(length, decoder, options);
    if (text) controller.enqueue(text);
  };
  return new TransformStream({
    transform(chunk, controller) {
      step(() => stream.push(send(chunks.take(chunk))), controller, { stream: true });
    },
    flush(controller) {
      step(() => stream.push(send(chunks.rest())), controller, { stream: true });
      step(() => stream.finish(), controller);
      stream.free();
    },
    cancel() {
      stream.free();
    },
  });
}
