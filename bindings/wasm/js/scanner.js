// Scanners: what to look for, and where it is.
import { YinsiError, want } from "./error.js";
import { Policy } from "./key.js";
import { Owned, built, guarded, isObject, isString, known, strings, whole } from "./owned.js";
import { findings, ready, rejections, send } from "./transfer.js";

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

const STRUCTURES = ["auto", "text", "lines", "json", "jsonl", "csv", "tsv", "pairs", "sql", "xml", "html"];

/** The ending of a file's name. */
function extension(name) {
  want(isString(name), "name must be a string");
  return /\.([^./\\]+)$/.exec(name)?.[1].toLowerCase() ?? "";
}

/** Options that say how a document is written, as the module wants them. */
export function structured({ structure = "auto", name = "" }) {
  want(STRUCTURES.includes(structure), `structure must be one of ${STRUCTURES.join(", ")}`);
  return structure === "auto" ? `auto:${extension(name)}` : structure;
}

export class Scanner extends Owned {
  constructor(options = {}) {
    const { ScannerBuilder } = ready();
    const { policy, ...others } = known(options, ["policy", ...Object.keys(OPTIONS)], "options");
    const builder = policy === undefined ? new ScannerBuilder() : Policy.inner(Policy.of(policy)).scanner();
    const fill = () => {
      for (const [name, value] of Object.entries(others)) {
        if (value !== undefined) OPTIONS[name](builder, value);
      }
    };
    super(built(builder, fill));
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

  structureOf(text, name = "") {
    const inner = Owned.inner(this, Scanner);
    ready("keyed");
    return guarded(() => inner.structureOf(send(text), extension(name)));
  }

  scanDocument(text, options = {}) {
    const inner = Owned.inner(this, Scanner);
    const structure = structured(known(options, ["structure", "name"], "options"));
    ready("keyed");
    return guarded(() => {
      const length = send(text);
      const paths = inner.scanDocument(length, length === text.length, structure);
      return findings(paths.length).map((finding, nth) => ({ ...finding, path: paths[nth] }));
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
export function standardScanner() {
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
