/**
 * What a report says: the JSON that `Report.summary` returns and `yinsi audit --format json` writes.
 *
 * @packageDocumentation
 */

/** What a report says. */
export interface Summary {
  /** Of the form of this document. */
  schema: string;
  /** What made it. */
  tool: Tool;
  /** The headline numbers. */
  totals: Totals;
  /** By entity, most hits first. */
  entities: EntityCount[];
  /** By category, most hits first. */
  categories: CategoryCount[];
  /** The kinds that stand together in a record, most units first. */
  combinations: Combination[];
  /** Who is one person; absent where only sketches were kept. */
  people: PeopleSummary | null;
  /** What the statutes say to it. */
  law: Verdict[];
  /** By file, in the order of names. */
  files: FileSummary[];
  /** Left out of all counts but hits. */
  excluded: Excluded[];
  /** What could not be read. */
  unread: Unread[];
  /** What a person looked at or should look at. */
  review: ReviewSummary | null;
}

/** What made a report, and how. */
export interface Tool {
  /** `yinsi`. */
  name: string;
  /** Its version. */
  version: string;
  /** SHA-256 of its rules. */
  rules_sha256: string;
  /** How many rules ran. */
  rules: number;
  /** When, if that was asked for. */
  time: string | null;
  /** What counts as a unit. */
  unit: "record" | "value";
  /** Others beside which a value joins nobody. */
  hub: number;
  /** Whether distinct numbers are estimates. */
  approximate: boolean;
  /** Standard error of estimates, as a share. */
  standard_error: number;
  /** What the caller wanted on record. */
  options: Record<string, string>;
}

/** The headline numbers. */
export interface Totals {
  /** Files that were read. */
  files: number;
  /** Their bytes, where known. */
  bytes: number;
  /** Records in them. */
  records: number;
  /** Records with findings. */
  records_with_findings: number;
  /** All findings, excluded ones too. */
  hits: number;
  /** Findings of excluded values. */
  excluded_hits: number;
  /** Distinct values. */
  values: number;
  /** Units before the law, by the method the report names. */
  units: number;
  /** Distinct records that identify someone. */
  distinct_records: number;
  /** Records that repeat one of these. */
  duplicates: number;
  /** Damaged records that repeat what whole ones hold. */
  damaged: number;
  /** Distinct records with personal values that identify nobody by themselves. */
  unidentified: number;
  /** Distinct people; absent where only sketches were kept. */
  people: number | null;
}

/** Counts of an entity. */
export interface EntityCount {
  /** The entity. */
  entity: string;
  /** Its names. */
  name: Words;
  /** Its category. */
  category: string;
  /** Findings. */
  hits: number;
  /** Distinct values, without excluded ones. */
  values: number;
  /** Distinct records that hold it. */
  records: number;
  /** Findings of excluded values. */
  excluded: number;
  /** Whether one value alone identifies a person. */
  identifies: boolean;
}

/** Counts of a category. */
export interface CategoryCount {
  /** The category. */
  category: string;
  /** Findings. */
  hits: number;
  /** Distinct values. */
  values: number;
}

/** Kinds that stand together in a record. */
export interface Combination {
  /** The entities, sorted. */
  entities: string[];
  /** Distinct records. */
  units: number;
  /** All records, repetitions too. */
  records: number;
  /** Whether such a record identifies someone. */
  identifies: boolean;
}

/** Who is one person. */
export interface PeopleSummary {
  /** Distinct people. */
  people: number;
  /** Groups of records that are linked; more people than groups where numbers of which one has one meet. */
  groups: number;
  /** People by how many values identify them: 0 (a name beside an address or a birthday), 1, 2 … 8 and more. */
  by_identifiers: number[];
  /** People by how many distinct records they have: 1, 2 … 8 and more. */
  by_records: number[];
  /** What joined records, and what did not. */
  links: LinkSummary[];
  /** Shared values that join nobody, those beside most others first. */
  hubs: HubSummary[];
}

/** What values of a kind joined. */
export interface LinkSummary {
  /** The entity. */
  entity: string;
  /** Whether it joins only together with a name. */
  with_name: boolean;
  /** Values that stand in more than one record and join them. */
  linking: number;
  /** Records joined to another through them. */
  joined: number;
  /** Values beside different numbers of which a person has one: they join nobody. */
  shared: number;
  /** Values beside too many others: they join nobody. */
  hubs: number;
}

/** A value that so many share that it joins nobody. */
export interface HubSummary {
  /** The entity. */
  entity: string;
  /** How many others it stands beside. */
  others: number;
  /** In how many distinct records. */
  records: number;
  /** A file it is in. */
  file: string;
  /** A row there, from 1. */
  row: number;
}

/** What was counted in a file. */
export interface FileSummary {
  /** Its name. */
  file: string;
  /** Records. */
  records: number;
  /** Records with findings. */
  records_with_findings: number;
  /** Findings. */
  hits: number;
  /** By entity. */
  entities: Record<string, number>;
  /** By column, in their order. */
  columns: ColumnCount[];
  /** SHA-256 of its bytes, in hexadecimal. */
  sha256: string | null;
  /** Its length in bytes. */
  bytes: number;
  /** How it is written, such as `csv`. */
  format: string;
  /** The encoding of its text. */
  encoding: string;
  /** Whether it is a part of another file of the report: a member of an archive, a sheet. */
  inside: boolean;
}

/** What was counted in a column. */
export interface ColumnCount {
  /** Its number, from 1. */
  number: number;
  /** Its name; empty where it has none. */
  name: string;
  /** Findings by entity. */
  entities: Record<string, number>;
}

/** Values left out. */
export interface Excluded {
  /** The entity. */
  entity: string;
  /** The published value or what such values are like; masked where the caller named it. */
  value: string;
  /** Why. */
  reason: string;
  /** Findings. */
  hits: number;
}

/** The sample and what people said of it. */
export interface ReviewSummary {
  /** How many findings should be looked at. */
  sample: number;
  /** What their choice depends on. */
  seed: number;
  /** How they were chosen. */
  plan: string;
  /** Share of right ones among the reviewed, with a 95 % confidence interval; absent before the review. */
  share: Share | null;
  /** The findings that should be looked at. */
  findings: Sampled[];
}

/** A text in the languages of a report. */
export interface Words {
  /** In English. */
  en: string;
  /** In Chinese. */
  zh: string;
}

/** Where a statute says what. */
export interface Articles {
  /** Each line by itself. */
  each: string;
  /** Shares of several lines add up. */
  ratio: string;
  /** Half of the lines for who had the information through work. */
  halved: string;
  /** The next degree. */
  aggravated: string;
  /** How units are counted. */
  counting: string;
}

/** A rule of counting. */
export interface CountingRule {
  /** Where it stands. */
  article: string;
  /** In English. */
  en: string;
  /** In Chinese. */
  zh: string;
}

/** What a statute says to the numbers of a report. */
export interface Verdict {
  /** Its id, as in the file of statutes. */
  id: string;
  /** What it counts. */
  kind: "units" | "people" | "presence";
  /** Its name. */
  name: Words;
  /** Where it can be read. */
  source: string;
  /** In force since. */
  date: string;
  /** What to bear in mind. */
  note: Words | null;
  /** Where it says what. */
  articles: Articles | null;
  /** Its rules of counting. */
  counting: CountingRule[];
  /** Units on lines: the cautious reading, then the strict one. */
  readings: Reading[];
  /** Its classes of information. */
  classes: ClassCount[];
  /** Its thresholds of people. */
  thresholds: Threshold[];
}

/** Units against the lines of a statute. */
export interface Reading {
  /** Whether what is disputed is counted on the stricter line. */
  strict: boolean;
  /** Each line by itself. */
  lines: Line[];
  /** All units, each weighed by its line, in units of `common`. */
  weighted: number;
  /** The number of weighed units that make a line. */
  common: number;
  /** How many times the line is reached, all lines together. */
  times: number;
  /** The same for the next degree. */
  times_aggravated: number;
  /** The degree that the numbers reach: 0, 1 or 2. */
  degree: number;
  /** Its name. */
  degree_name: Words | null;
  /** All that in a sentence. */
  statement: Words;
}

/** One line. */
export interface Line {
  /** How many units it takes. */
  line: number;
  /** How many the next degree takes. */
  aggravated_line: number;
  /** What counts on it. */
  name: Words;
  /** How many units there are. */
  units: number;
  /** `units` divided by `line`. */
  times: number;
  /** `units` divided by `aggravated_line`. */
  times_aggravated: number;
  /** The classes that these units are of. */
  classes: LineClass[];
}

/** The units of a class on its line. */
export interface LineClass {
  /** Id of the class. */
  id: string;
  /** Its name. */
  name: Words;
  /** Where it stands. */
  article: string;
  /** How many units. */
  units: number;
}

/** How much there is of a class. */
export interface ClassCount {
  /** Id of the class. */
  id: string;
  /** Its name. */
  name: Words;
  /** Where it stands. */
  article: string;
  /** What to bear in mind. */
  note: Words | null;
  /** Whether it is argued both ways. */
  disputed: boolean;
  /** Distinct records that hold it. */
  records: number;
  /** People with such a record. */
  people: number;
}

/** A number of people and what it leads to. */
export interface Threshold {
  /** What it leads to. */
  name: Words;
  /** Where it stands. */
  article: string;
  /** The number that counts. */
  least: number;
  /** How many people there are. */
  people: number;
  /** `people` divided by `least`. */
  times: number;
  /** Whether there are as many. */
  reached: boolean;
}

/** A finding to look at. */
export interface Sampled {
  /** A hash of its place, which also orders the sample; written as in the review sheet. */
  id: string;
  /** The file. */
  file: string;
  /** Row or line, from 1. */
  row: number;
  /** The column's name; empty where there is none. */
  column: string;
  /** What it is held to be. */
  entity: string;
  /** The rule that found it. */
  rule: string;
  /** Confidence in hundredths. */
  confidence: number;
  /** The value with most of it hidden. */
  masked: string;
}

/** A share with its 95 % confidence interval (Wilson's score interval). */
export interface Share {
  /** How many were looked at. */
  reviewed: number;
  /** How many were right. */
  right: number;
  /** The share of right ones, 0.0 to 1.0. */
  share: number;
  /** The lower end of the interval. */
  low: number;
  /** The upper end of the interval. */
  high: number;
}

/** Something that could not be read. */
export interface Unread {
  /** The file. */
  file: string;
  /** Where in it, from 1; 0 for the whole of it. */
  line: number;
  /** How much is lost: `nothing`, `part`, `record`, `rest` or `all`. */
  lost: string;
  /** Why, in a few words; never a quotation. */
  reason: string;
}
