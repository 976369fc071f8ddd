// What was found, counted: by category as a chart, by entity with what becomes of each.
import type { Category, Finding } from "yinsi";
import { byId, make } from "./dom";
import { categoryOf } from "./findings";
import { categoryName, count, entityName, say } from "./i18n";
import type { Choice } from "./protocol";

const KINDS: Choice["kind"][] = ["label", "mask", "ends", "remove", "replace", "keep"];

/** What is written for each entity; `label` where none is named. */
export const choices: Record<string, Choice> = {};

/** Which finding of an entity was shown last. */
const shown = new Map<string, number>();

const tally = <K>(items: K[]) => {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
};

function chart(findings: Finding[]) {
  const rows = tally(findings.map(({ entity }) => categoryOf(entity)));
  const most = rows[0]?.[1] ?? 1;
  const list = make("ul");
  for (const [category, number] of rows) list.append(bar(category, number, most));
  byId("chart").replaceChildren(rows.length > 0 ? list : make("p", { class: "hint" }, say("nothing")));
}

function bar(category: Category, number: number, most: number): HTMLElement {
  const fill = make("span", { class: "bar-fill", "data-category": category });
  fill.style.width = `${Math.max(3, (100 * number) / most)}%`;
  return make(
    "li",
    {},
    make("span", { class: "bar-name" }, categoryName(category)),
    make("span", { class: "bar-room", "aria-hidden": "true" }, fill),
    make("span", { class: "bar-number" }, count(number)),
  );
}

function choose(entity: string, changed: () => void): HTMLElement {
  const name = entityName(entity);
  const choice = choices[entity] ?? { kind: "label" };
  const select = make("select", { "aria-label": say("choiceFor", { name }) });
  for (const kind of KINDS) {
    const option = make("option", { value: kind }, say(kind));
    option.selected = kind === choice.kind;
    select.append(option);
  }
  const input = make("input", { type: "text", "aria-label": say("replacement", { name }), autocomplete: "off" });
  input.value = choice.kind === "replace" ? choice.text : "***";
  input.hidden = choice.kind !== "replace";
  const set = () => {
    const kind = select.value as Choice["kind"];
    input.hidden = kind !== "replace";
    choices[entity] = kind === "replace" ? { kind, text: input.value } : { kind };
    changed();
  };
  select.addEventListener("change", set);
  input.addEventListener("input", set);
  return make("div", { class: "choice" }, select, input);
}

function row(entity: string, of: Finding[], reveal: (finding: Finding) => void, changed: () => void): HTMLElement {
  const name = entityName(entity);
  const step = (by: number) => () => {
    const nth = ((shown.get(entity) ?? (by > 0 ? -1 : 0)) + by + of.length) % of.length;
    shown.set(entity, nth);
    const finding = of[nth];
    if (finding) reveal(finding);
  };
  return make(
    "li",
    { class: "entity", "data-category": categoryOf(entity), "data-entity": entity },
    make(
      "div",
      { class: "entity-head" },
      make("span", { class: "dot", "aria-hidden": "true" }),
      make("span", { class: "entity-name", title: entity }, name),
      make("button", { type: "button", class: "step", "aria-label": say("previous", { name }), onclick: step(-1) }, "‹"),
      make("span", { class: "entity-count" }, count(of.length)),
      make("button", { type: "button", class: "step", "aria-label": say("next", { name }), onclick: step(1) }, "›"),
    ),
    choose(entity, changed),
  );
}

/** Shows `findings`; `reveal` goes to one of them, `changed` is called when a choice is. */
export function show(findings: Finding[], reveal: (finding: Finding) => void, changed: () => void) {
  byId("total").textContent = count(findings.length);
  byId("total-word").textContent = say("total");
  chart(findings);
  const by = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = by.get(finding.entity);
    if (list) list.push(finding);
    else by.set(finding.entity, [finding]);
  }
  const room = byId("entities");
  const focused = document.activeElement;
  const held = room.contains(focused) ? focused?.closest<HTMLElement>(".entity")?.dataset.entity : undefined;
  const tag = focused?.tagName.toLowerCase();
  const rows = [...by].sort((a, b) => b[1].length - a[1].length).map(([entity, of]) => row(entity, of, reveal, changed));
  room.replaceChildren(rows.length > 0 ? make("ul", {}, ...rows) : make("p", { class: "hint" }, say("nothing")));
  // A list that is made anew does not take the focus away.
  if (held && tag) room.querySelector<HTMLElement>(`[data-entity="${CSS.escape(held)}"] ${tag}`)?.focus();
}
