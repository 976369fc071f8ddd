// The text with its findings marked: a text area over a sheet that shows the same text with marks.
import type { Finding } from "yinsi";
import { byId, make } from "./dom";
import { card, categoryOf, sentence } from "./findings";

const area = byId<HTMLTextAreaElement>("text");
const sheet = byId("marks");
const tip = byId("tip");
const status = byId("status");

let findings: Finding[] = [];

/** Marks beyond this many would make typing slow. */
const MARKS = 3000;

export const text = () => area.value;

/** Shows `found` on the text they were found in. */
export function mark(found: Finding[]) {
  findings = found;
  hideTip();
  const { value } = area;
  const pieces: (Node | string)[] = [];
  let at = 0;
  found.slice(0, MARKS).forEach((finding, nth) => {
    // What lies within another finding is shown by that one.
    if (finding.start < at) return;
    pieces.push(value.slice(at, finding.start));
    const piece = value.slice(finding.start, finding.end);
    pieces.push(make("mark", { "data-nth": String(nth), "data-category": categoryOf(finding.entity) }, piece));
    at = finding.end;
  });
  // A last line without text has no height of its own.
  pieces.push(value.slice(at), "\n");
  sheet.replaceChildren(...pieces);
  follow();
}

function follow() {
  sheet.scrollTop = area.scrollTop;
  sheet.scrollLeft = area.scrollLeft;
}

function hideTip() {
  tip.hidden = true;
  sheet.querySelector(".lit")?.classList.remove("lit");
}

function showTip(element: Element, finding: Finding) {
  if (!element.classList.contains("lit")) {
    hideTip();
    element.classList.add("lit");
    tip.replaceChildren(...card(finding));
  }
  tip.dataset.category = categoryOf(finding.entity);
  tip.hidden = false;
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const below = box.bottom + 8 + height < innerHeight;
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  tip.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - height - 8)}px`;
}

function elementAt(x: number, y: number): HTMLElement | undefined {
  return document.elementsFromPoint(x, y).find((element): element is HTMLElement => element.matches("#marks mark"));
}

function findingOf(element: HTMLElement): Finding | undefined {
  return findings[Number(element.dataset.nth)];
}

/** Shows the evidence of the finding that the caret is in. */
function caret() {
  const at = area.selectionStart;
  const nth = findings.findIndex(({ start, end }) => start <= at && at <= end);
  const finding = findings[nth];
  const element = sheet.querySelector(`mark[data-nth="${nth}"]`);
  if (!finding || !element) return hideTip();
  showTip(element, finding);
  status.textContent = sentence(finding);
}

/** Selects a finding, brings it into view and shows its evidence. */
export function reveal(finding: Finding) {
  area.focus({ preventScroll: true });
  area.setSelectionRange(finding.start, finding.end);
  const element = sheet.querySelector<HTMLElement>(`mark[data-nth="${findings.indexOf(finding)}"]`);
  if (element) {
    area.scrollTop = Math.max(0, element.offsetTop - area.clientHeight / 2);
    follow();
  }
  area.scrollIntoView({ block: "nearest" });
  caret();
}

/** Calls `changed` whenever the text is another. */
export function start(changed: () => void) {
  area.addEventListener("input", () => {
    // Marks move with the text at once, and are right again after the next scan.
    mark([]);
    changed();
  });
  area.addEventListener("scroll", () => {
    follow();
    hideTip();
  });
  area.addEventListener("pointermove", (event) => {
    const element = elementAt(event.clientX, event.clientY);
    const finding = element && findingOf(element);
    if (element && finding) showTip(element, finding);
    else hideTip();
  });
  area.addEventListener("pointerleave", hideTip);
  area.addEventListener("keyup", (event) => {
    if (event.key === "Escape") hideTip();
    else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") caret();
  });
  area.addEventListener("click", caret);
}

export function setText(value: string) {
  area.value = value;
  mark([]);
  area.scrollTop = 0;
}
