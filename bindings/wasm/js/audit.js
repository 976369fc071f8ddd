// Counting: records of files and tables, and reports of what was counted.
import { want } from "./error.js";
import { Key } from "./key.js";
import { Owned, built, bytesOf, guarded, isObject, isString, known, strings, whole } from "./owned.js";
import { Scanner, standardScanner } from "./scanner.js";
import { ready, send, sendBytes } from "./transfer.js";

/** Rows that cross the border at once. */
const ROWS = 512;

const OPTIONS = {
  approximate: (counting, value) => {
    want(typeof value === "boolean", "approximate must be true or false");
    counting.approximate(value);
  },
  paragraphs: (counting, value) => {
    want(typeof value === "boolean", "paragraphs must be true or false");
    counting.paragraphs(value);
  },
  sample: (counting, value, { seed = 0 }) => {
    want(whole(value) && whole(seed), "sample and seed must be whole numbers");
    counting.sample(value, seed);
  },
  exclude: (counting, value) => counting.exclude(strings(value, "exclude")),
  record: (counting, value) => {
    want(isObject(value) && Object.values(value).every(isString), "record must be an object of strings");
    counting.options(Object.entries(value).flat());
  },
};

/** A cell as text; what is not there is empty. */
function cell(value) {
  return value === undefined || value === null ? "" : String(value);
}

export class Counter extends Owned {
  constructor(options = {}) {
    const { Counting } = ready("all");
    known(options, ["scanner", "key", "seed", ...Object.keys(OPTIONS)], "options");
    const { scanner = standardScanner(), key } = options;
    const by = Owned.inner(scanner, Scanner);
    const fill = (counting) => {
      for (const [name, option] of Object.entries(OPTIONS)) {
        if (options[name] !== undefined) option(counting, options[name], options);
      }
    };
    const own = key ?? new Key(crypto.getRandomValues(new Uint8Array(32)));
    try {
      super(built(new Counting(), fill, (counting) => counting.build(by, Owned.inner(own, Key))));
    } finally {
      if (own !== key) own.dispose();
    }
  }

  file(name, bytes) {
    want(isString(name), "the name of a file must be a string");
    const inner = Owned.inner(this, Counter);
    return guarded(() => inner.file(name, sendBytes(bytesOf(bytes, "a file"))));
  }

  text(name, text) {
    want(isString(name), "the name of a text must be a string");
    const inner = Owned.inner(this, Counter);
    guarded(() => inner.text(name, send(text)));
  }

  rows(name, rows, options = {}) {
    want(isString(name), "the name of a table must be a string");
    const inner = Owned.inner(this, Counter);
    const { columns } = known(options, ["columns"], "options");
    const names = columns === undefined ? [] : [...strings(columns, "columns")];
    const numbers = new Map(names.map((column, nth) => [column, nth]));
    let waiting = [];
    const hand = () => {
      if (waiting.length === 0) return;
      const cells = waiting.flatMap((row) => Array.from(names, (_, nth) => cell(row[nth])));
      waiting = [];
      guarded(() => inner.rows(name, names, cells));
    };
    for (const row of rows) {
      if (Array.isArray(row)) {
        while (names.length < row.length) names.push("");
        waiting.push(row);
      } else {
        want(isObject(row), "a row must be an array or an object");
        const cells = [];
        for (const [column, value] of Object.entries(row)) {
          if (!numbers.has(column)) numbers.set(column, names.push(column) - 1);
          cells[numbers.get(column)] = value;
        }
        waiting.push(cells);
      }
      if (waiting.length >= ROWS) hand();
    }
    hand();
  }

  unread(name, reason) {
    want(isString(name) && isString(reason), "a name and a reason must be strings");
    Owned.inner(this, Counter).unread(name, reason);
  }

  finish() {
    const inner = Owned.take(this, Counter);
    return new Report({ made: guarded(() => inner.finish()) });
  }
}

export class Report extends Owned {
  constructor(options = {}) {
    super(options.made ?? ready("all").Report.empty());
  }

  static fromBytes(bytes) {
    const { Report: Inner } = ready("all");
    return new Report({ made: guarded(() => Inner.fromBytes(bytesOf(bytes, "a report"))) });
  }

  toBytes() {
    const inner = Owned.inner(this, Report);
    return guarded(() => inner.toBytes());
  }

  merge(other) {
    const inner = Owned.inner(this, Report);
    const from = Owned.inner(other, Report);
    const { Report: Inner } = ready("all");
    guarded(() => inner.merge(Inner.fromBytes(from.toBytes())));
    return this;
  }

  get hits() {
    return Owned.inner(this, Report).hits();
  }

  reviewSheet() {
    return Owned.inner(this, Report).reviewSheet();
  }

  #render(format, options = {}) {
    const inner = Owned.inner(this, Report);
    known(options, ["lang", "unit", "hub", "time", "review"], "options");
    const { lang = "en", unit = "record", hub, time, review = "" } = options;
    want(lang === "en" || lang === "zh", 'lang must be "en" or "zh"');
    want(unit === "record" || unit === "value", 'unit must be "record" or "value"');
    want(hub === undefined || whole(hub), "hub must be a whole number");
    want(time === undefined || isString(time), "time must be a string");
    want(isString(review), "review must be a string");
    return guarded(() => inner.render(format, lang === "zh", unit === "value", hub, time, review));
  }

  json(options) {
    return this.#render("json", options);
  }

  csv(options) {
    return this.#render("csv", options);
  }

  text(options) {
    return this.#render("text", options);
  }

  html(options) {
    return this.#render("html", options);
  }

  summary(options) {
    return JSON.parse(this.json(options));
  }

  verdicts(options) {
    return this.summary(options).law;
  }

  toJSON() {
    return this.summary();
  }
}
