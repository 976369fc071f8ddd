// The audit on the page: headline numbers, lines of the law, kinds, files; reports to keep.
import type { Reading, Summary, Verdict, Words } from "yinsi";
import { byId, make, save } from "./dom";
import { ask, on } from "./engine";
import { categoryOf } from "./findings";
import { count, currentLanguage, duration, entityName, say } from "./i18n";
import type { Audited } from "./protocol";

const room = byId("audit-report");

let last = 0;
let files: File[] = [];
let shown: { report: Audited; milliseconds: number } | undefined;

const words = (of: Words) => of[currentLanguage()];

function figures({ totals }: Summary): HTMLElement {
  const all: [string, number | null][] = [
    [say("auditUnits"), totals.units],
    [say("auditPeople"), totals.people],
    [say("auditValues"), totals.values],
    [say("auditHits"), totals.hits],
    [say("auditRecords"), totals.records],
  ];
  const list = make("dl", { class: "figures" });
  for (const [name, value] of all) {
    if (value !== null) list.append(make("div", {}, make("dt", {}, name), make("dd", {}, count(value))));
  }
  return list;
}

/** How far units reach up to a line, and beyond. */
function gauges(reading: Reading): HTMLElement {
  const list = make("ul", { class: "gauges" });
  for (const { name, units, line, aggravated_line: next } of reading.lines) {
    // A third up to the line, a third to the next degree, and from there on tenfolds.
    const third = (from: number, to: number) => Math.min(1, Math.max(0, (units - from) / (to - from)));
    const reach = (third(0, line) + third(line, next) + third(next, 10 * next)) / 3;
    const fill = make("span", { class: "gauge-fill" });
    fill.style.width = `${100 * reach}%`;
    if (units >= next) fill.classList.add("over");
    list.append(
      make(
        "li",
        {},
        make("span", { class: "gauge-name" }, words(name)),
        make("span", { class: "gauge-room", "aria-hidden": "true" }, fill, make("i", { class: "at-line" }), make("i", { class: "at-next" })),
        make("span", { class: "gauge-number" }, say("auditOf", { n: count(units), line: count(line) })),
      ),
    );
  }
  return list;
}

function law(verdicts: Verdict[]): Node[] {
  const [verdict] = verdicts.filter(({ readings }) => readings.length > 0);
  const [reading] = verdict?.readings ?? [];
  if (!verdict || !reading) return [];
  return [
    make("h2", {}, words(verdict.name)),
    make("p", { class: "statement" }, words(reading.statement)),
    gauges(reading),
    make("p", { class: "hint" }, say("auditAdvice")),
  ];
}

function table(head: string[], rows: (string | Node)[][]): HTMLElement {
  const cell = (tag: "td" | "th", content: string | Node, nth: number) => make(tag, { class: nth > 0 && "number" }, content);
  const body = rows.map((row) => make("tr", {}, ...row.map((content, nth) => cell("td", content, nth))));
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": head[0] },
    make("table", {}, make("thead", {}, make("tr", {}, ...head.map((content, nth) => cell("th", content, nth)))), make("tbody", {}, ...body)),
  );
}

function kinds({ entities }: Summary): HTMLElement {
  const rows = entities.map(({ entity, hits, values, records }) => [
    make("span", { class: "kind", "data-category": categoryOf(entity) }, make("span", { class: "dot", "aria-hidden": "true" }), entityName(entity)),
    count(hits),
    count(values),
    count(records),
  ]);
  return table([say("byEntity"), say("auditHits"), say("auditValues"), say("auditRecords")], rows);
}

function list({ files }: Summary): HTMLElement {
  const rows = files.map(({ file, format, encoding, records, hits }) => [
    file,
    encoding === "" || encoding === "UTF-8" ? format : `${format}, ${encoding}`,
    count(records),
    count(hits),
  ]);
  return table([say("tabFiles"), say("auditFormat"), say("auditRecords"), say("auditHits")], rows);
}

/** Shows the last report again, for another language. */
export function refresh() {
  if (!shown) return;
  const { report, milliseconds } = shown;
  const { summary } = report;
  const button = (name: string, content: string, type: string, file: string) =>
    make("button", { type: "button", onclick: () => save(new Blob([content], { type }), file) }, name);
  room.replaceChildren(
    make(
      "div",
      { class: "bar inner" },
      make("p", { class: "hint" }, say("auditDone", { n: count(summary.totals.files), ms: duration(milliseconds) })),
      make(
        "div",
        { class: "actions" },
        button(say("auditSave"), report.html, "text/html", "yinsi-audit.html"),
        button(say("auditNumbers"), report.json, "application/json", "yinsi-audit.json"),
      ),
    ),
    figures(summary),
    ...law(summary.law),
    kinds(summary),
    list(summary),
    ...(summary.unread.length > 0
      ? [
          make("h2", {}, say("auditUnread")),
          make("ul", { class: "unread" }, ...summary.unread.map(({ file, line, reason }) => make("li", {}, `${file}${line > 0 ? `:${line}` : ""}: ${reason}`))),
        ]
      : []),
  );
}

/** Counts files, beside those that are counted already. */
export function take(given: File[]) {
  if (given.length === 0) return;
  files = [...files, ...given];
  recount();
}

/** Counts all again, for another language of the report or another scanner. */
export function recount() {
  if (files.length === 0) return;
  last += 1;
  room.replaceChildren(make("p", { class: "hint" }, say("auditing", { n: "0", of: count(files.length) })));
  ask({ type: "audit", id: last, files, language: currentLanguage() });
}

export function start() {
  on("auditing", ({ id, done, of }) => {
    if (id === last) room.replaceChildren(make("p", { class: "hint" }, say("auditing", { n: count(done), of: count(of) })));
  });
  on("audited", ({ id, report, milliseconds }) => {
    if (id !== last) return;
    shown = { report, milliseconds };
    refresh();
  });
}
