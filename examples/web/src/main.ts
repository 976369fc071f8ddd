// Puts the page together.
import type { Finding } from "yinsi";
import * as audit from "./audit";
import * as chat from "./chat";
import { byId, save } from "./dom";
import * as editor from "./editor";
import { ask, on } from "./engine";
import * as files from "./files";
import { learn } from "./findings";
import { type Language, currentLanguage, milliseconds, say, size, translate } from "./i18n";
import * as rules from "./rules";
import { SAMPLE } from "./sample";
import * as side from "./side";

const status = byId("status");
const redacted = byId<HTMLTextAreaElement>("redacted");
const confidence = byId<HTMLInputElement>("confidence");
const all = byId<HTMLInputElement>("all");

let findings: Finding[] = [];
let last = 0;
let timer: number | undefined;

// Scanning: at most one text waits, the newest.

function scan() {
  clearTimeout(timer);
  last += 1;
  ask({ type: "scan", id: last, text: editor.text(), choices: side.choices });
}

function soon() {
  clearTimeout(timer);
  timer = window.setTimeout(scan, 60);
}

function show() {
  side.show(findings, editor.reveal, scan);
}

on("scan", (answer) => {
  if (answer.id !== last) return;
  findings = answer.findings;
  editor.mark(findings);
  redacted.value = answer.redacted;
  show();
  const bytes = new TextEncoder().encode(editor.text()).length;
  status.textContent = bytes > 0 ? say("scanned", { size: size(bytes), ms: milliseconds(answer.milliseconds) }) : "";
});

on("ready", (answer) => {
  learn(answer.rules);
  status.textContent = say("ready", { ms: milliseconds(answer.milliseconds), isa: answer.isa });
  document.documentElement.dataset.ready = "";
});

on("settings", (answer) => {
  learn(answer.rules);
  scan();
});

function settle() {
  byId("confidence-value").textContent = Number(confidence.value).toFixed(2);
  const settings = { minConfidence: Number(confidence.value), all: all.checked, rules: rules.text() };
  ask({ type: "settings", settings });
}

// Tabs, as the ARIA practices have them: arrows move, one is in the tab order.

const tabs = [...document.querySelectorAll<HTMLElement>("[role=tab]")];

function select(tab: HTMLElement) {
  document.documentElement.dataset.view = tab.id.replace("tab-", "");
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    byId(other.getAttribute("aria-controls") ?? "").hidden = !chosen;
  }
}

tabs.forEach((tab, at) => {
  tab.addEventListener("click", () => select(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step && tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    select(next);
    next.focus();
  });
});

function openText(text: string) {
  editor.setText(text);
  select(byId("tab-text"));
  scan();
}

// Files.

function take(list: FileList | null | undefined) {
  const given = [...(list ?? [])];
  if (!byId("panel-audit").hidden) {
    audit.take(given);
    return;
  }
  if (files.areListed(given)) select(byId("tab-files"));
  files.take(given, side.choices, (text, name) => {
    openText(text);
    status.textContent = say("fileOpened", { name });
  });
}

const picker = byId<HTMLInputElement>("picker");
picker.addEventListener("change", () => {
  take(picker.files);
  picker.value = "";
});
for (const id of ["open", "drop", "audit-drop"]) byId(id).addEventListener("click", () => picker.click());

const veil = byId("dropping");
let over = 0;
const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
addEventListener("dragenter", (event) => {
  if (!carriesFiles(event)) return;
  over += 1;
  veil.hidden = false;
});
addEventListener("dragleave", (event) => {
  if (!carriesFiles(event)) return;
  over -= 1;
  veil.hidden = over > 0 ? veil.hidden : true;
});
addEventListener("dragover", (event) => {
  if (carriesFiles(event)) event.preventDefault();
});
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  over = 0;
  veil.hidden = true;
  take(event.dataTransfer?.files);
});

// Buttons and settings.

byId("sample").addEventListener("click", () => openText(SAMPLE[currentLanguage()]));
byId("clear").addEventListener("click", () => {
  openText("");
  byId("text").focus();
});
byId("copy").addEventListener("click", () => {
  void navigator.clipboard.writeText(redacted.value).then(() => (status.textContent = say("copied")));
});
byId("download").addEventListener("click", () => save(new Blob([redacted.value], { type: "text/plain" }), "redacted.txt"));
confidence.addEventListener("input", settle);
all.addEventListener("change", settle);

const language = byId<HTMLSelectElement>("language");
const theme = byId<HTMLSelectElement>("theme");
const remember = (name: string, value: string) => localStorage.setItem(`yinsi-${name}`, value);
const remembered = (name: string) => localStorage.getItem(`yinsi-${name}`);

function speak() {
  translate(language.value as Language);
  rules.refresh();
  chat.refresh();
  show();
}

language.value = remembered("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");
language.addEventListener("change", () => {
  remember("language", language.value);
  speak();
  audit.recount();
});

const dress = () => (document.documentElement.dataset.theme = theme.value);
theme.value = remembered("theme") ?? "auto";
theme.addEventListener("change", () => {
  remember("theme", theme.value);
  dress();
});

dress();
select(byId("tab-text"));
rules.start(settle);
files.start();
chat.start();
audit.start();
editor.start(soon);
speak();
status.textContent = say("loading");
settle();

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  void navigator.serviceWorker.register("./sw.js").then(() => navigator.serviceWorker.ready).then(() => {
    document.documentElement.dataset.offline = "";
  });
}
