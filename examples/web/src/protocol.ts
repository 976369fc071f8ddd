// What the page and its worker say to each other.
import type { Explanation, Fault, Finding, Rule, Summary } from "yinsi";

/** What is written for an entity; `keep` leaves it. */
export type Choice = { kind: "label" | "mask" | "ends" | "remove" | "keep" } | { kind: "replace"; text: string };

export interface Settings {
  minConfidence: number;
  all: boolean;
  rules: string;
}

export type Request =
  | { type: "settings"; settings: Settings }
  | { type: "scan"; id: number; text: string; choices: Record<string, Choice> }
  | { type: "try"; id: number; text: string; rules: string }
  | { type: "file"; id: number; file: File; choices: Record<string, Choice> }
  | { type: "read"; id: number; file: File }
  | { type: "chat"; id: number; text: string; language: "en" | "zh" }
  | { type: "audit"; id: number; files: File[]; language: "en" | "zh" };

/** A report and its files to keep. */
export interface Audited {
  summary: Summary;
  html: string;
  json: string;
}

export type Answer =
  | { type: "ready"; rules: Rule[]; isa: string; milliseconds: number }
  | { type: "settings"; faults: readonly Fault[]; rules: Rule[] }
  | { type: "scan"; id: number; findings: Finding[]; redacted: string; milliseconds: number }
  | { type: "try"; id: number; faults: readonly Fault[]; explanation?: Explanation }
  | { type: "progress"; id: number; read: number; counts: Record<string, number> }
  | { type: "file"; id: number; redacted: Blob; counts: Record<string, number>; milliseconds: number }
  | { type: "read"; id: number; text: string; encoding: string }
  | { type: "prompt"; id: number; prompt: string; values: number }
  | { type: "said"; id: number; chunk: string }
  | { type: "heard"; id: number; chunk: string }
  | { type: "answered"; id: number }
  | { type: "audited"; id: number; report: Audited; milliseconds: number }
  | { type: "auditing"; id: number; done: number; of: number }
  | { type: "failed"; id: number; message: string };
