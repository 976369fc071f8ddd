// What is known of rules and findings in words: categories, evidence, reasons.
import type { Category, Finding, Rejection, Rule } from "yinsi";
import { entityName, say } from "./i18n";
import { make } from "./dom";

const categories = new Map<string, Category>();

/** Remembers which category each entity of `rules` has. */
export function learn(rules: Rule[]) {
  for (const { entity, category } of rules) categories.set(entity, category);
}

export const categoryOf = (entity: string): Category => categories.get(entity) ?? "other";

/** The parts of a finding's score, name and value. */
function evidence({ evidence, rule }: Finding): [string, string][] {
  const all: [string, string | false | null][] = [
    [say("evRule"), rule],
    [say("evPattern"), evidence.pattern.toFixed(2)],
    [say("evChecks"), evidence.checks.join(", ")],
    [say("evFailed"), evidence.failed.join(", ")],
    [say("evLabel"), evidence.label],
    [say("evContext"), evidence.context],
    [say("evAgainst"), evidence.against],
    [say("evAlso"), evidence.also && entityName(evidence.also)],
    [say("evNormalized"), evidence.normalized && "✓"],
    [say("evCut"), evidence.cut && "✓"],
  ];
  return all.filter((part): part is [string, string] => Boolean(part[1]));
}

/** A card that says why a finding is one. */
export function card(finding: Finding): Node[] {
  const meter = make("meter", { min: "0", max: "1", value: String(finding.confidence) });
  meter.value = finding.confidence;
  const list = make("dl");
  for (const [name, value] of evidence(finding)) list.append(make("dt", {}, name), make("dd", {}, value));
  return [
    make("div", { class: "tip-head" }, make("strong", {}, entityName(finding.entity)), make("span", {}, finding.confidence.toFixed(2))),
    make("code", {}, finding.entity),
    meter,
    list,
  ];
}

/** The same in one line, for those who hear the page. */
export function sentence(finding: Finding): string {
  const parts = evidence(finding).map(([name, value]) => `${name} ${value}`);
  return `${entityName(finding.entity)}, ${finding.confidence.toFixed(2)}: ${parts.join("; ")}`;
}

export function why({ reason }: Rejection): string {
  switch (reason.kind) {
    case "bounds":
      return say("whyBounds");
    case "check":
      return say("whyCheck", { check: reason.check });
    case "label":
      return say("whyLabel");
    case "confidence":
      return say("whyConfidence", { confidence: reason.confidence.toFixed(2) });
    case "overlap":
      return say("whyOverlap");
    case "allowed":
      return say("whyAllowed");
    default:
      return say("whyOther");
  }
}
