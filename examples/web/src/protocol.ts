// What the page and its worker say to each other.
import type { Explanation, Fault, Finding, Rule } from "yinsi";

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
  | { type: "file"; id: number; file: File; choices: Record<string, Choice> };

export type Answer =
  | { type: "ready"; rules: Rule[]; isa: string; milliseconds: number }
  | { type: "settings"; faults: readonly Fault[]; rules: Rule[] }
  | { type: "scan"; id: number; findings: Finding[]; redacted: string; milliseconds: number }
  | { type: "try"; id: number; faults: readonly Fault[]; explanation?: Explanation }
  | { type: "progress"; id: number; read: number; counts: Record<string, number> }
  | { type: "file"; id: number; redacted: Blob; counts: Record<string, number>; milliseconds: number }
  | { type: "failed"; id: number; message: string };
