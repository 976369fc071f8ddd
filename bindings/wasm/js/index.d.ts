/**
 * Finds personal information in text and takes it out again.
 *
 * Offsets are UTF-16 units, as in `text.slice(start, end)`. Confidence is 0 to 1. A lone
 * surrogate counts as one unit and is read, and written by a redaction, as U+FFFD.
 * Nothing opens a network connection but `init`, which loads the module beside this file.
 *
 * @packageDocumentation
 */

import type { Summary, Verdict } from "./summary.js";
export type * from "./summary.js";

declare global {
  // As the library `esnext.disposable` has it: the package's types do not require that one.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

/** What to start from. */
export interface InitOptions {
  /**
   * Loads the larger module, with keys, policies, documents and vaults: needed for all that says so.
   * Node always has the largest. `false` unless said.
   */
  keyed?: boolean;
  /**
   * Loads the largest module, which can do everything: also audits, encodings and rules of your
   * own. `false` unless said.
   */
  all?: boolean;
  /**
   * Where the module comes from, when it is not to be found beside the script: its
   * address, a response, its bytes, or the compiled module (to share among workers).
   */
  source?:
    | string
    | URL
    | Response
    | ModuleSource
    | PromiseLike<string | URL | Response | ModuleSource>;
}

/**
 * Loads and starts the module: once, before anything else. Further calls return the first
 * one's promise.
 *
 * The build with SIMD is chosen where the host runs it, else one without. The standard
 * scanner is made and run once, so that the first scan is as quick as the others.
 *
 * @throws {@link YinsiError} `load` when it cannot be loaded, `no-keyed` or `no-all` when a
 * module runs already that lacks what is now asked for.
 */
export function init(options?: InitOptions): Promise<void>;
export default init;

/** As {@link init}, at once, from bytes or a compiled module. */
export function initSync(source: ModuleSource): void;

/** A module: its bytes, or compiled. */
export type ModuleSource = ArrayBuffer | ArrayBufferView | WebAssembly.Module;

/** The kind of information a rule looks for. */
export type Category =
  | "identity"
  | "contact"
  | "financial"
  | "health"
  | "network"
  | "device"
  | "credential"
  | "location"
  | "person"
  | "organization"
  | "vehicle"
  | "time"
  | "other";

/** Rules of one's own, as TOML text. */
export interface RuleSource {
  /** The text, in the form of the built-in catalogue. */
  text: string;
  /** The name of the file, for messages. */
  origin?: string;
}

/** What a scanner looks for. Whatever is left out has a sensible default. */
export interface ScannerOptions {
  /** Only rules of these countries (ISO 3166-1 alpha-2) and those of no country. */
  countries?: readonly string[];
  /** Only these entities, those that are off by default included; `"all"` for all. */
  entities?: readonly string[] | "all";
  /** Only rules of these categories. */
  categories?: readonly Category[];
  /** Rules beside the built-in ones. Needs {@link InitOptions.all}. */
  rules?: string | RuleSource | readonly (string | RuleSource)[];
  /** Whether the built-in rules take part. `true` unless said. */
  builtin?: boolean;
  /** Least confidence that is reported, 0 to 1. 0.5 unless said. */
  minConfidence?: number;
  /** Values that are never reported. */
  allow?: readonly string[];
  /** Values that are always reported, as `DENIED_VALUE`. Needs {@link InitOptions.all}. */
  deny?: readonly string[];
  /** How far before a match context words count, in bytes of UTF-8, at most 4096. 96 unless said. */
  contextWindowBytes?: number;
  /** The latest date that is plausible in a number, `YYYY-MM-DD`. */
  latestDate?: string;
  /** Looks also for what this policy, or the preset of this name, wants found. Needs {@link InitOptions.keyed}. */
  policy?: Policy | PolicyPreset;
}

/** Why a finding has its confidence. */
export interface Evidence {
  /** What the pattern alone is worth, 0 to 1. */
  pattern: number;
  /** Checks that passed, by name. */
  checks: string[];
  /** Checks that failed and lowered the confidence. */
  failed: string[];
  /** The label right before the value, or the one handed over. */
  label: string | null;
  /** A context word near the value, when there is no label. */
  context: string | null;
  /** How far the context word is from the value, in bytes of UTF-8; negative before it. */
  contextDistanceBytes: number;
  /** A word nearby that speaks against. */
  against: string | null;
  /** Whether the value was read through full-width, invisible or unusual characters. */
  normalized: boolean;
  /** Whether the value stops short inside a longer joined number. */
  cut: boolean;
  /** What else the label says it is, such as `CN_DRIVER_LICENSE`. */
  also: string | null;
}

/** One place in a text that a rule holds to be personal information; never the text itself. */
export interface Finding {
  /** What it is called, such as `CN_RESIDENT_ID`. */
  entity: string;
  /** The rule that found it, such as `cn.resident_id`. */
  rule: string;
  /** First UTF-16 unit. */
  start: number;
  /** One past the last UTF-16 unit. */
  end: number;
  /** How likely it is right, 0 to 1, a multiple of 0.01. */
  confidence: number;
  /** Why. */
  evidence: Evidence;
}

/** A finding in a document, with its place: a JSON pointer, or the name of a column, key or element. */
export interface Located extends Finding {
  path: string;
}

/** Why a reading is no finding. */
export type Reason =
  /** A letter, digit, decimal point or plus sign touches it. */
  | { kind: "bounds" }
  /** It fails this check. */
  | { kind: "check"; check: string }
  /** The rule wants a label right before it. */
  | { kind: "label" }
  /** Its confidence is below the threshold. */
  | { kind: "confidence"; confidence: number }
  /** A better reading, by this rule, overlaps it. */
  | { kind: "overlap"; rule: string }
  /** It is on the list of allowed values. */
  | { kind: "allowed" }
  | { kind: "other" };

/** What a pattern matched and what is not reported. */
export interface Rejection {
  entity: string;
  rule: string;
  /** First UTF-16 unit. */
  start: number;
  /** One past the last UTF-16 unit. */
  end: number;
  reason: Reason;
}

/** What a scanner sees in a text, and what it does not hold to be a finding. */
export interface Explanation {
  findings: Finding[];
  rejected: Rejection[];
}

/** A rule, in short. */
export interface Rule {
  id: string;
  entity: string;
  /** For people, in English. */
  name: string;
  category: Category;
  /** ISO 3166-1 alpha-2, or `null` for everywhere. */
  country: string | null;
  /** Whether it runs when nobody names its entity. */
  default: boolean;
}

/** What is known about a text from outside. */
export interface Context {
  /** The name of the field whose value the text is, such as a column's header. */
  label?: string;
}

/**
 * How a document is written. `auto` looks at its beginning and the ending of its name; `csv` finds out what
 * parts the cells; `pairs` is logfmt and other lines with `key=value`.
 */
export type Structure = "auto" | "text" | "lines" | "json" | "jsonl" | "csv" | "tsv" | "pairs" | "sql" | "xml" | "html";

/** What is known of a document. */
export interface DocumentOptions {
  /** `auto` unless said. */
  structure?: Structure;
  /** The name of its file, whose ending says something. */
  name?: string;
}

/**
 * What scanners, redactors and streams have in common: they hold memory of the module's.
 * It is freed when they are collected, or at once by `dispose` or a `using` declaration.
 */
interface Owned {
  /** Frees its memory. Using it afterwards throws `disposed`. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Finds personal information in text. Built once, used for any number of texts. */
export class Scanner implements Owned {
  /** @throws {@link YinsiError} when a rule does not compile or an option makes no sense. */
  constructor(options?: ScannerOptions);
  /** All findings, sorted by start, longer first. */
  scan(text: string, context?: Context): Finding[];
  /** Whether there is any finding; stops at the first. */
  isMatch(text: string): boolean;
  /** How many findings there are. */
  count(text: string): number;
  /** The findings of a short text, and other readings with the reason why each is not reported. */
  explain(text: string): Explanation;
  /** How a document is written, as far as that shows. Needs {@link InitOptions.keyed}. */
  structureOf(text: string, name?: string): Exclude<Structure, "auto" | "lines">;
  /**
   * All findings of a document, each in the raw text: keys, headers and tags name values, escapes
   * are read. Needs {@link InitOptions.keyed}.
   */
  scanDocument(text: string, options?: DocumentOptions): Located[];
  /** The rules that run. */
  rules(): Rule[];
  /** Rules that run on the slow path, and why. */
  diagnostics(): { rule: string; message: string }[];
  /** The instruction set in use: `simd128` or `scalar`. */
  get isa(): string;
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Writes a mask: each character but the first and last few becomes `with`. */
export interface MaskOptions {
  /** Characters shown at the start. 0 unless said. */
  first?: number;
  /** Characters shown at the end. 0 unless said. */
  last?: number;
  /** What stands for a hidden character, `*` unless said. */
  with?: string;
  /** Whether separators (spaces and punctuation) stay; they do unless said. */
  separators?: boolean;
}

/**
 * An operator in words, as command lines and policies have it.
 *
 * | words | writes |
 * |---|---|
 * | `label`, `numbered` | the entity's name, `<EMAIL_ADDRESS>`; with a number for each value, `<PERSON_1>` |
 * | `remove`, `keep`, `replace:TEXT` | nothing; the value; a text |
 * | `mask`, `mask:3,4`, `mask:pci`, `mask:mobile`, `mask:0,4,with=#,separators=hide`, `mask:2,2,digits` | a mask |
 * | `truncate:6` | the first characters |
 * | `generalise:month`, `:year`, `:age,band=5,top=90`, `:network,v4=24,v6=48`, `:coordinates,places=2`, `:postcode,chars=3`, `:region` | something coarser |
 * | `bucket:1000`, `bucket:edges=18/65` | the range a number is in |
 * | `token`, `token:length=20,alphabet=hex,bare` | a keyed hash |
 * | `encrypt` | what {@link decrypt} makes the value of again |
 * | `preserve`, `preserve:tweak=TEXT` | another valid value, reversible (FF1) |
 * | `surrogate` | an invented value |
 * | `shift-date:days=30` | a date moved by days that depend on the subject |
 * | `danger-hash:salt=TEXT` | a hash without a key, which can be undone by trying |
 *
 * From `token` to `shift-date` they need a {@link RedactorOptions.key}, and so {@link InitOptions.keyed}.
 */
export type OperatorText =
  | "label" | "numbered" | "remove" | "keep" | "mask"
  | "token" | "encrypt" | "preserve" | "surrogate" | "shift-date" | "danger-hash"
  | `${"label" | "replace" | "mask" | "truncate" | "generalise" | "generalize" | "bucket"}:${string}`
  | `${"token" | "preserve" | "shift-date" | "danger-hash"}:${string}`;

/**
 * What is written in place of a finding: an operator in words, a mask, a fixed text, a placeholder of
 * a vault, or what a function returns.
 */
export type Operator =
  | OperatorText
  | { mask: MaskOptions }
  | { replace: string }
  | Vault
  | ((value: string, finding: { entity: string; rule: string; confidence: number }) => string);

/**
 * Which operator for what. A path counts before an entity, an entity before a category, a category before a
 * country; the default is for all others.
 */
export interface RedactorOptions {
  /** By entity. */
  operators?: Readonly<Record<string, Operator>>;
  /** By category of the rule. */
  categories?: Readonly<Partial<Record<Category, Operator>>>;
  /** By country of the rule (ISO 3166-1, `CN`). */
  countries?: Readonly<Record<string, Operator>>;
  /** By path in a document: `/users/*\/phone`; `**` is any number of names, and without `/` before it a pattern begins anywhere. */
  paths?: Readonly<Record<string, Operator>>;
  /** `"label"` unless said. */
  default?: Operator;
  /** A policy, or the name of a preset, that the other choices add to. Needs {@link InitOptions.keyed}. */
  policy?: Policy | PolicyPreset;
  /** For operators that need one. Needs {@link InitOptions.keyed}. */
  key?: Key;
  /** The scanner whose own rules categories and countries are to know; those of the built-in rules are known. */
  rulesOf?: Scanner;
}

/** Whose text it is. */
export interface Subject {
  /** Any name that is the same in all texts of one person: `shift-date` depends on it. */
  subject?: string;
}

/** Replaces findings in text. */
export class Redactor implements Owned {
  /** @throws {@link YinsiError} `option` when an operator cannot be. */
  constructor(options?: RedactorOptions);
  /** Scans `text`, with all built-in rules unless a scanner is given, and replaces what is found. */
  redact(text: string, scanner?: Scanner, options?: Subject): string;
  /**
   * Scans a document and replaces what is found so that it stays one: quotes, escapes, the number of
   * cells. Needs {@link InitOptions.keyed}.
   */
  redactDocument(text: string, options?: DocumentOptions & Subject & { scanner?: Scanner }): string;
  /**
   * Replaces findings, whoever made them and in whatever order. Of nested ones the outer
   * is replaced; no unit of overlapping ones remains.
   */
  apply(text: string, findings: readonly GivenFinding[]): string;
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * A secret from which operators and vaults derive what they need. It is kept in the module's memory alone, wiped
 * when the key is disposed of, and nothing shows it; {@link Key.id} names it in public. Needs {@link InitOptions.keyed}.
 */
export class Key implements Owned {
  /**
   * From 16 bytes or more, taken as they are; 32 from a random source are right. Text counts as its UTF-8. The
   * caller's array stays the caller's to wipe.
   *
   * @throws {@link YinsiError} `option` when there are fewer.
   */
  constructor(secret: string | ArrayBuffer | ArrayBufferView);
  /** From the content of a key file of the command `yinsi`: of text, line ends at its end do not count. */
  static fromFile(content: string | ArrayBuffer | ArrayBufferView): Key;
  /** Eight hexadecimal digits that tell keys apart and say nothing of the secret. */
  get id(): string;
  /** `Key(id)`. */
  toString(): string;
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Policies that come with the package. */
export type PolicyPreset = "gdpr-pseudonymise" | "hipaa-safe-harbor" | "llm" | "logs" | "pci" | "pipl-deidentify";

/** A choice of operators as data. Needs {@link InitOptions.keyed}. */
export class Policy implements Owned {
  /**
   * Reads the TOML of a policy; `origin` names it in messages.
   *
   * @throws {@link YinsiError} `format` when it is none.
   */
  constructor(text: string, options?: { origin?: string });
  /** @throws {@link YinsiError} `unknown` when there is none of that name. */
  static preset(name: PolicyPreset): Policy;
  /** The names of all. */
  static presets(): PolicyPreset[];
  /** What its file calls it; may be empty. */
  get name(): string;
  /** A sentence for people; may be empty. */
  get description(): string;
  /** Entities to look for besides those that are on by default. */
  get find(): string[];
  /** Entities that it names an operator for. */
  get entities(): string[];
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Opens what `encrypt` wrote with one of the keys; with a redactor also what its `preserve` wrote, where the scanner
 * finds it again. Needs {@link InitOptions.keyed}.
 */
export function decrypt(
  text: string,
  options: { key: Key | readonly Key[]; redactor?: Redactor; scanner?: Scanner },
): {
  text: string;
  /** How many values were restored. */
  restored: number;
  /** How many tokens are of another key, or changed. */
  unopened: number;
};

/**
 * Placeholders and the values that they stand for: redaction that can be undone. A vault is an
 * {@link Operator}. Needs {@link InitOptions.keyed}.
 */
export class Vault implements Owned {
  /**
   * With a key, placeholders depend on it and the value alone, `<PERSON_K7F3A2>`: many turns and
   * processes agree. Without one they are counted, `<PERSON_1>`. `suffixLength` is 5 to 16.
   */
  constructor(options?: { key?: Key; suffixLength?: number });
  /**
   * What {@link Vault.toBytes} or the command `yinsi` wrote.
   *
   * @throws {@link YinsiError} `vault` when it is none, of another key or damaged.
   */
  static fromBytes(bytes: ArrayBuffer | ArrayBufferView, key: Key): Vault;
  /** All it holds, encrypted (AES-SIV): the file of a vault. */
  toBytes(key: Key): Uint8Array;
  /** How many placeholders there are. */
  get size(): number;
  /** The placeholder of a value, which is kept from now on. */
  placeholder(entity: string, value: string): string;
  /** What a placeholder, with or without its brackets, stands for. */
  value(placeholder: string): string | undefined;
  /**
   * Puts values back in place of placeholders, also as language models write them: in another case, with
   * escapes of Markdown, in full-width brackets.
   */
  restore(text: string): string;
  /** The same for a document, which stays one: a JSON string stays a JSON string. */
  restoreDocument(text: string, options?: DocumentOptions): string;
  dispose(): void;
  [Symbol.dispose](): void;
}

/** A finding of anyone's: {@link Finding} fits. */
export interface GivenFinding {
  entity: string;
  rule?: string;
  start: number;
  end: number;
  confidence?: number;
}

/**
 * Finds personal information in text that arrives in chunks. The findings are those of
 * the whole text, for every way of cutting it; memory is bounded.
 */
export class StreamScanner implements Owned {
  /** With all built-in rules unless a scanner is given. */
  constructor(scanner?: Scanner);
  /** Takes the next chunk and returns findings that are settled, in order. */
  push(chunk: string): Finding[];
  /** The text is at its end: the remaining findings. Then a new text may begin. */
  finish(): Finding[];
  /** No later finding starts before this UTF-16 unit. */
  get settled(): number;
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * A stream that redacts text as it passes. The output is that of the whole text, however
 * it is cut, also within a surrogate pair. With a structure or a name it redacts a document and needs {@link InitOptions.keyed}.
 *
 * ```js
 * await response.body.pipeThrough(new TextDecoderStream()).pipeThrough(redactStream()).pipeTo(…);
 * ```
 */
export function redactStream(
  options?: DocumentOptions & Subject & { scanner?: Scanner; redactor?: Redactor },
): TransformStream<string, string>;

/**
 * A stream that puts a vault's values back as text passes. It holds back only what is the beginning of one of the
 * vault's placeholders. With `json` values are escaped for the strings of JSON, such as arguments of a
 * tool call. Needs {@link InitOptions.keyed}.
 */
export function restoreStream(vault: Vault, options?: { json?: boolean }): TransformStream<string, string>;

/** How records are counted. Reports that are to be merged must be counted alike. */
export interface CounterOptions {
  /** What is counted: all built-in rules unless said. */
  scanner?: Scanner;
  /**
   * What values are hashed with. Reports that are to be merged share one; without it there is a random one. What
   * a report says does not depend on it.
   */
  key?: Key;
  /** Whether paragraphs of a plain text are its records, and not lines. */
  paragraphs?: boolean;
  /** Whether distinct values are estimated in bounded memory (standard error 0.81 %); people are not linked then. */
  approximate?: boolean;
  /** How many findings a person should look at: see {@link Report.reviewSheet}. */
  sample?: number;
  /** What the choice of these depends on. */
  seed?: number;
  /** Values that are nobody's, beside the published specimens. */
  exclude?: readonly string[];
  /** What is to be on record about how it was done. */
  record?: Readonly<Record<string, string>>;
}

/**
 * Counts records and keeps no value, only keyed hashes. A file, text or table may come in several calls under one
 * name. Needs {@link InitOptions.all}.
 */
export class Counter implements Owned {
  constructor(options?: CounterOptions);
  /**
   * Counts the records of a file: CSV and its kin, JSON, JSON lines, SQL dumps, SQLite, vCard, mail and
   * plain text, in UTF-8, UTF-16, GB 18030 (GBK), Big5 and others, found out by content and name. What cannot be read
   * is listed in the report. Returns whether all was read.
   */
  file(name: string, bytes: ArrayBuffer | ArrayBufferView): boolean;
  /** Counts the lines of a text. */
  text(name: string, text: string): void;
  /** Counts rows: objects, or arrays of cells whose `columns` may have names. */
  rows(
    name: string,
    rows: Iterable<Readonly<Record<string, unknown>> | readonly unknown[]>,
    options?: { columns?: readonly string[] },
  ): void;
  /** Lists a file that could not be read. */
  unread(name: string, reason: string): void;
  /** What was counted. The counter is disposed of. */
  finish(): Report;
  dispose(): void;
  [Symbol.dispose](): void;
}

/** How a report is written. */
export interface RenderOptions {
  /** `"en"` unless said. */
  lang?: "en" | "zh";
  /** What a unit is: distinct records about one person, or distinct values that identify one. `"record"` unless said. */
  unit?: "record" | "value";
  /** Others beside which a value (a switchboard's number) joins nobody any more. 10 unless said. */
  hub?: number;
  /** When it was made, as it is to be written; absent unless said, so that the same input gives the same report. */
  time?: string;
  /** A review sheet that was filled in. */
  review?: string;
}

/** What was counted. Reports merge in any order and grouping to the same one. Needs {@link InitOptions.all}. */
export class Report implements Owned {
  /** An empty one, which changes nothing when merged. */
  constructor();
  /** A partial report, of {@link Report.toBytes} or `yinsi audit --partial`. */
  static fromBytes(bytes: ArrayBuffer | ArrayBufferView): Report;
  /** The report, to be merged elsewhere. It holds keyed hashes, no value. */
  toBytes(): Uint8Array;
  /**
   * Adds what another one counted, which stays as it is.
   *
   * @throws {@link YinsiError} `report` when they have different keys, rules or options.
   */
  merge(other: Report): this;
  /** All hits. */
  get hits(): number;
  /** All numbers. */
  summary(options?: RenderOptions): Summary;
  /** What the statutes say to them: arithmetic, not advice. */
  verdicts(options?: RenderOptions): Verdict[];
  /** As {@link Report.summary}: `JSON.stringify(report)` is the report. */
  toJSON(): Summary;
  /** The report as `yinsi audit` writes it: JSON, */
  json(options?: RenderOptions): string;
  /** a table, */
  csv(options?: RenderOptions): string;
  /** text for a terminal, */
  text(options?: RenderOptions): string;
  /** or one page that loads nothing. */
  html(options?: RenderOptions): string;
  /** The findings that a person should look at, as a table to fill in. */
  reviewSheet(): string;
  dispose(): void;
  [Symbol.dispose](): void;
}

/** The encoding of a text, by its first bytes; `null` for what is no text. Needs {@link InitOptions.all}. */
export function detectEncoding(bytes: ArrayBuffer | ArrayBufferView): string | null;

/**
 * Decodes a text, of the encoding that it looks like unless one is named (as in the WHATWG standard). Needs 
 *{@link InitOptions.all}.
 *
 * @throws {@link YinsiError} `encoding` when it is no text, `unknown` for a name that is none.
 */
export function decodeText(
  bytes: ArrayBuffer | ArrayBufferView,
  options?: { encoding?: string },
): {
  text: string;
  encoding: string;
  /** How many sequences were no characters and became U+FFFD. */
  faults: number;
};

/** Encodes a text, with a byte order mark if `mark` says so. Needs {@link InitOptions.all}. */
export function encodeText(
  text: string,
  encoding: string,
  options?: { mark?: boolean },
): {
  bytes: Uint8Array;
  /** How many characters the encoding lacks. */
  lost: number;
};

/** All findings of `text` by the built-in rules; one scanner is kept for this. */
export function scan(text: string, context?: Context): Finding[];

/** As {@link Scanner.explain}, with the built-in rules. */
export function explain(text: string): Explanation;

/** `text` with the entity's name in place of each finding of the built-in rules. */
export function redact(text: string): string;

/** The built-in rules. */
export function rules(): Rule[];

/** What can go wrong. */
export type ErrorCode =
  /** Nothing was loaded: `await init()` first. */
  | "not-initialised"
  /** The module could not be loaded. */
  | "load"
  /** The module that was loaded has no keys, policies, documents and vaults: `init({ keyed: true })`. */
  | "no-keyed"
  /** The module that was loaded has no audits, encodings and rules of your own: `init({ all: true })`. */
  | "no-all"
  /** An argument has the wrong type. */
  | "type"
  /** It was disposed of. */
  | "disposed"
  /** The text does not fit in memory. */
  | "memory"
  /** Rules are not the TOML that rules are written in. */
  | "format"
  /** A field of a rule makes no sense. */
  | "rule"
  /** A pattern does not compile. */
  | "pattern"
  /** A pattern's automaton is too large. */
  | "too-large"
  /** An example of a rule does not do what it says. */
  | "example"
  /** Two rules share an id. */
  | "duplicate"
  /** An option names something that does not exist. */
  | "unknown"
  /** An option has a value out of range. */
  | "option"
  /** A vault cannot be read: of another key, or damaged. */
  | "vault"
  /** A report cannot be read, or not be merged with another. */
  | "report"
  /** The bytes are no text of any encoding. */
  | "encoding"
  /** Several faults at once: see {@link YinsiError.faults}. */
  | "build"
  /** The module itself failed. */
  | "internal";

/** One thing that is wrong. */
export interface Fault {
  code: ErrorCode;
  /** Never quotes scanned text. */
  message: string;
  /** The rule at fault. */
  rule?: string;
}

/** Every error that this package throws, but for those of an operator of your own. */
export class YinsiError extends Error {
  readonly code: ErrorCode;
  /** Each single fault; one unless the code is `build`. */
  readonly faults: readonly Fault[];
}

export {};
