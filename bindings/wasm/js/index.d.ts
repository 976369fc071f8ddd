/**
 * Finds personal information in text and takes it out again.
 *
 * Offsets are UTF-16 units, as in `text.slice(start, end)`. Confidence is 0 to 1. A lone
 * surrogate counts as one unit and is read, and written by a redaction, as U+FFFD.
 * Nothing opens a network connection but `init`, which loads the module beside this file.
 *
 * @packageDocumentation
 */

declare global {
  // As the library `esnext.disposable` has it: the package's types do not require that one.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

/** What to start from. */
export interface InitOptions {
  /**
   * Loads the larger module, which compiles rules of your own: needed for the options
   * `rules` and `deny` of {@link Scanner}. Node always has it. `false` unless said.
   */
  rules?: boolean;
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
 * @throws {@link YinsiError} `load` when it cannot be loaded, `no-rules` when it runs
 * already without the rule compiler that is now asked for.
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
  /** Rules beside the built-in ones; see {@link InitOptions.rules}. */
  rules?: string | RuleSource | readonly (string | RuleSource)[];
  /** Whether the built-in rules take part. `true` unless said. */
  builtin?: boolean;
  /** Least confidence that is reported, 0 to 1. 0.5 unless said. */
  minConfidence?: number;
  /** Values that are never reported. */
  allow?: readonly string[];
  /** Values that are always reported, as `DENIED_VALUE`; see {@link InitOptions.rules}. */
  deny?: readonly string[];
  /** How far before a match context words count, in bytes of UTF-8, at most 4096. 96 unless said. */
  contextWindowBytes?: number;
  /** The latest date that is plausible in a number, `YYYY-MM-DD`. */
  latestDate?: string;
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
 * What is written in place of a finding: its entity's name (`<EMAIL_ADDRESS>`), a mask,
 * nothing, a fixed text, or what a function returns.
 */
export type Operator =
  | "label"
  | "mask"
  | "remove"
  | { mask: MaskOptions }
  | { replace: string }
  | ((value: string, finding: { entity: string; rule: string; confidence: number }) => string);

/** Operators by entity, and one for all others. */
export interface RedactorOptions {
  operators?: Readonly<Record<string, Operator>>;
  /** `"label"` unless said. */
  default?: Operator;
}

/** Replaces findings in text. */
export class Redactor implements Owned {
  /** @throws {@link YinsiError} `option` when an operator cannot be. */
  constructor(options?: RedactorOptions);
  /** Scans `text`, with all built-in rules unless a scanner is given, and replaces what is found. */
  redact(text: string, scanner?: Scanner): string;
  /**
   * Replaces findings, whoever made them and in whatever order. Of nested ones the outer
   * is replaced; no unit of overlapping ones remains.
   */
  apply(text: string, findings: readonly GivenFinding[]): string;
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
 * it is cut, also within a surrogate pair.
 *
 * ```js
 * await response.body.pipeThrough(new TextDecoderStream()).pipeThrough(redactStream()).pipeTo(…);
 * ```
 */
export function redactStream(options?: {
  scanner?: Scanner;
  redactor?: Redactor;
}): TransformStream<string, string>;

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
  /** The module that was loaded has no rule compiler: `init({ rules: true })`. */
  | "no-rules"
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
