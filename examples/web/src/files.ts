// Files: small ones are opened in the editor, large ones are redacted in the worker, piece by piece.
import { byId, make, save } from "./dom";
import { ask, on } from "./engine";
import { categoryOf } from "./findings";
import { count, duration, entityName, say, size } from "./i18n";
import type { Answer, Choice } from "./protocol";

/** A larger file is not for an editor. */
const EDITOR_BYTES = 256 * 1024;

/** Whether files are listed rather than opened in the editor. */
export const areListed = (files: File[]) => files.length > 1 || (files[0]?.size ?? 0) > EDITOR_BYTES;

interface Row {
  element: HTMLElement;
  progress: HTMLProgressElement;
  state: HTMLElement;
  counts: HTMLElement;
  file: File;
}

const rows = new Map<number, Row>();
let last = 0;

function add(file: File): number {
  last += 1;
  const progress = make("progress", { max: String(Math.max(1, file.size)), value: "0", "aria-label": file.name });
  const state = make("span", { class: "file-state" }, say("fileReading"));
  const counts = make("ul", { class: "file-counts" });
  const head = make("div", { class: "file-head" }, make("strong", {}, file.name), make("span", {}, size(file.size)), state);
  const element = make("li", { class: "file" }, head, progress, counts);
  byId("files").prepend(element);
  rows.set(last, { element, progress, state, counts, file });
  const badge = byId("files-count");
  badge.textContent = count(rows.size);
  badge.hidden = false;
  return last;
}

function showCounts({ counts }: Row, found: Record<string, number>) {
  const sorted = Object.entries(found).sort((a, b) => b[1] - a[1]);
  counts.replaceChildren(
    ...sorted.map(([entity, number]) =>
      make("li", { "data-category": categoryOf(entity) }, make("span", { class: "dot" }), `${entityName(entity)} ${count(number)}`),
    ),
  );
}

function done(row: Row, { redacted, counts, milliseconds }: Extract<Answer, { type: "file" }>) {
  const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
  row.progress.value = row.progress.max;
  row.progress.hidden = true;
  row.state.textContent = say("fileDone", { n: count(total), ms: duration(milliseconds) });
  showCounts(row, counts);
  const name = row.file.name.replace(/(\.[^.]*)?$/, ".redacted$1");
  row.element.append(make("button", { type: "button", onclick: () => save(redacted, name) }, say("save")));
}

/** Files on their way to the editor. */
const opening = new Map<number, (text: string) => void>();

/** Takes files that were dropped or chosen; `open` shows a text in the editor. */
export function take(files: File[], choices: Record<string, Choice>, open: (text: string, name: string) => void) {
  const [first] = files;
  if (first && !areListed(files)) {
    last += 1;
    opening.set(last, (text) => open(text, first.name));
    ask({ type: "read", id: last, file: first });
    return;
  }
  for (const file of files) ask({ type: "file", id: add(file), file, choices });
}

export function start() {
  on("progress", ({ id, read, counts }) => {
    const row = rows.get(id);
    if (!row) return;
    row.progress.value = read;
    showCounts(row, counts);
  });
  on("file", (answer) => {
    const row = rows.get(answer.id);
    if (row) done(row, answer);
  });
  on("read", ({ id, text }) => {
    opening.get(id)?.(text);
    opening.delete(id);
  });
  on("failed", ({ id, message }) => {
    opening.delete(id);
    const row = rows.get(id);
    const state = row?.state ?? byId("status");
    state.textContent = say("fileFailed", { message });
    if (row) row.progress.hidden = true;
  });
}
