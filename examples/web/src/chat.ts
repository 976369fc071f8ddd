// The conversation on the page: what is on this machine beside what the model sees.
import { byId, make } from "./dom";
import { ask, on } from "./engine";
import { categoryOf } from "./findings";
import { currentLanguage, entityName, say } from "./i18n";
import { SAMPLE_PROMPT } from "./sample";

const form = byId<HTMLFormElement>("chat-form");
const input = byId<HTMLTextAreaElement>("chat-text");
const send = byId<HTMLButtonElement>("chat-send");
const log = byId("chat-log");

/** A placeholder, also one that a model has written in its own way. */
const PLACEHOLDER = /[<＜][A-Za-z0-9\\]+_[A-Za-z0-9_\\]+[>＞]/g;

interface Turn {
  prompt: HTMLElement;
  said: HTMLElement;
  heard: HTMLElement;
  row: HTMLElement;
}

const turns = new Map<number, Turn>();
let last = 0;

/** Text with its placeholders marked. */
function marked(text: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const entity = match[0].slice(1, -1).replaceAll("\\", "").replace(/_[^_]*$/, "").toUpperCase();
    nodes.push(document.createTextNode(text.slice(at, match.index)));
    nodes.push(make("mark", { "data-category": categoryOf(entity), title: entityName(entity) }, match[0]));
    at = match.index + match[0].length;
  }
  nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}

const bubble = (kind: string, who: string, text = "") =>
  make("div", { class: `bubble ${kind}` }, make("span", { class: "who" }, who), make("p", {}, text));

const body = (element: HTMLElement) => element.querySelector("p") as HTMLElement;

function begin(text: string) {
  last += 1;
  const [own, prompt, heard, said] = [
    bubble("mine", say("chatYou"), text),
    bubble("mine there", say("chatSent")),
    bubble("theirs", say("chatRestored")),
    bubble("theirs there", say("chatAnswer")),
  ];
  const row = make("li", { class: "turn", "aria-busy": "true" }, own, prompt, heard, said);
  log.append(row);
  turns.set(last, { prompt, said, heard, row });
  row.scrollIntoView({ block: "nearest" });
  send.disabled = true;
  ask({ type: "chat", id: last, text, language: currentLanguage() });
}

/** Puts a message to begin with into an empty field. */
export function refresh() {
  const samples: string[] = Object.values(SAMPLE_PROMPT);
  if (input.value === "" || samples.includes(input.value)) input.value = SAMPLE_PROMPT[currentLanguage()];
}

export function start() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === "" || send.disabled) return;
    input.value = "";
    begin(text);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  on("prompt", ({ id, prompt }) => {
    const turn = turns.get(id);
    if (turn) body(turn.prompt).replaceChildren(...marked(prompt));
  });
  on("said", ({ id, chunk }) => {
    const turn = turns.get(id);
    if (turn) body(turn.said).append(chunk);
  });
  on("heard", ({ id, chunk }) => {
    const turn = turns.get(id);
    if (!turn) return;
    body(turn.heard).append(chunk);
    turn.row.scrollIntoView({ block: "nearest" });
  });
  on("answered", ({ id }) => {
    const turn = turns.get(id);
    if (!turn) return;
    body(turn.said).replaceChildren(...marked(body(turn.said).textContent ?? ""));
    turn.row.setAttribute("aria-busy", "false");
    send.disabled = false;
    input.focus();
  });
}
