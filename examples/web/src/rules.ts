// The editor of one's own rules: faults as one types, and a text to try them on.
import type { Fault, Finding, Rejection } from "yinsi";
import { byId, make } from "./dom";
import { ask, on } from "./engine";
import { why } from "./findings";
import { count, entityName, say } from "./i18n";
import { SAMPLE_RULES, SAMPLE_TRY } from "./sample";

const rules = byId<HTMLTextAreaElement>("rules");
const sample = byId<HTMLTextAreaElement>("rules-try");
const state = byId("rules-state");
const found = byId("rules-found");

let last = 0;
let faults: readonly Fault[] = [];

export const text = () => rules.value;

function showFaults() {
  rules.setAttribute("aria-invalid", String(faults.length > 0));
  state.classList.toggle("bad", faults.length > 0);
  if (faults.length > 0) {
    state.replaceChildren(make("ul", {}, ...faults.map(({ message }) => make("li", {}, message))));
    return;
  }
  const number = rules.value.match(/^\s*\[\[rule\]\]/gm)?.length ?? 0;
  state.textContent = number > 0 ? say("rulesFine", { n: count(number) }) : say("rulesNone");
}

function seen(findings: Finding[], rejected: Rejection[]) {
  const value = ({ start, end }: { start: number; end: number }) => make("q", {}, sample.value.slice(start, end));
  const rows = [
    ...findings.map((finding) =>
      make("li", { class: "yes" }, value(finding), ` ${entityName(finding.entity)}, ${finding.confidence.toFixed(2)}`),
    ),
    ...rejected.map((rejection) => make("li", { class: "no" }, value(rejection), ` ${why(rejection)}`)),
  ];
  found.replaceChildren(...(rows.length > 0 ? rows : [make("li", { class: "hint" }, say("tryNothing"))]));
}

function attempt() {
  last += 1;
  ask({ type: "try", id: last, text: sample.value, rules: rules.value });
}

/** Shows everything again, for another language. */
export function refresh() {
  showFaults();
  attempt();
}

/** Calls `changed` when the rules are others and compile. */
export function start(changed: () => void) {
  rules.value = SAMPLE_RULES;
  sample.value = SAMPLE_TRY;
  let used = rules.value;
  on("try", (answer) => {
    if (answer.id !== last) return;
    faults = answer.faults;
    showFaults();
    seen(answer.explanation?.findings ?? [], answer.explanation?.rejected ?? []);
    if (faults.length === 0 && used !== rules.value) {
      used = rules.value;
      changed();
    }
  });
  let timer: number | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(attempt, 150);
  };
  rules.addEventListener("input", soon);
  sample.addEventListener("input", soon);
}
