// Scans and redacts away from the page, so that typing never waits.
import { decodeText, detectEncoding, encodeText, init, Redactor, redactStream, Scanner, StreamScanner, YinsiError, rules } from "yinsi";
import type { Fault, Finding, Operator } from "yinsi";
import { audit } from "./auditor";
import { Conversation } from "./conversation";
import type { Answer, Choice, Request, Settings } from "./protocol";

const start = performance.now();
const ready = init({ all: true });

let scanner: Scanner;
let conversation: Conversation | undefined;
const answer = (message: Answer) => postMessage(message);

void ready.then(() => {
  scanner = new Scanner();
  answer({ type: "ready", rules: rules(), isa: scanner.isa, milliseconds: performance.now() - start });
});

function faultsOf(error: unknown): readonly Fault[] {
  if (error instanceof YinsiError) return error.faults;
  throw error;
}

function options({ minConfidence, all, rules }: Settings) {
  return { minConfidence, rules: rules.trim() ? [{ text: rules, origin: "TOML" }] : [], ...(all && { entities: "all" as const }) };
}

function operator(choice: Choice): Operator {
  switch (choice.kind) {
    case "replace":
      return { replace: choice.text };
    case "ends":
      return { mask: { first: 3, last: 4 } };
    case "keep":
      return (value) => value;
    default:
      return choice.kind;
  }
}

function redactorFor(choices: Record<string, Choice>): Redactor {
  const operators = Object.entries(choices).map(([entity, choice]) => [entity, operator(choice)]);
  return new Redactor({ operators: Object.fromEntries(operators) as Record<string, Operator> });
}

const kept = (choices: Record<string, Choice>) => (finding: Finding) => choices[finding.entity]?.kind !== "keep";

/** What is looked at to tell how a file is written. */
const HEAD = 1 << 16;

/** A larger document is redacted as plain text, piece by piece. */
const DOCUMENT_BYTES = 32 << 20;

const NO_TEXT = "this is no text";

/** The encoding of a file, by its beginning. */
async function encodingOf(file: File): Promise<string> {
  const encoding = detectEncoding(await file.slice(0, HEAD).arrayBuffer());
  if (encoding === null) throw new Error(NO_TEXT);
  return encoding;
}

/** Text in the encoding it came in; what that one lacks becomes `?`. */
const written = (text: string, encoding: string) => (encoding === "UTF-8" ? text : encodeText(text, encoding).bytes as BlobPart);

/** Redacts a table, JSON and the like so that it stays one; `false` for plain text and what is too large. */
async function redactDocument(id: number, file: File, encoding: string, choices: Record<string, Choice>): Promise<boolean> {
  if (file.size > DOCUMENT_BYTES) return false;
  const begun = performance.now();
  const bytes = await file.arrayBuffer();
  // As it is, byte order mark and all.
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const structure = scanner.structureOf(text, file.name);
  if (structure === "text") return false;
  const redactor = redactorFor(choices);
  const counts: Record<string, number> = {};
  for (const { entity } of scanner.scanDocument(text, { structure })) counts[entity] = (counts[entity] ?? 0) + 1;
  const redacted = new Blob([written(redactor.redactDocument(text, { structure, scanner }), encoding)], { type: "text/plain" });
  redactor.dispose();
  answer({ type: "file", id, redacted, counts, milliseconds: performance.now() - begun });
  return true;
}

/** Reads a file chunk by chunk: counts what is found and redacts it. */
async function redactFile(id: number, file: File, choices: Record<string, Choice>) {
  const encoding = await encodingOf(file);
  if (await redactDocument(id, file, encoding, choices)) return;
  const begun = performance.now();
  const redactor = redactorFor(choices);
  const counting = new StreamScanner(scanner);
  const counts: Record<string, number> = {};
  const count = (findings: Finding[]) => {
    for (const { entity } of findings) counts[entity] = (counts[entity] ?? 0) + 1;
  };
  let read = 0;
  let told = 0;
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      read += chunk.byteLength;
      controller.enqueue(chunk);
    },
  });
  const scan = new TransformStream<string, string>({
    transform(chunk, controller) {
      count(counting.push(chunk));
      controller.enqueue(chunk);
      if (read - told >= file.size / 100) {
        told = read;
        answer({ type: "progress", id, read, counts });
      }
    },
    flush() {
      count(counting.finish());
    },
  });
  const redacted = file
    .stream()
    .pipeThrough(watch)
    .pipeThrough(new TextDecoderStream(encoding, { ignoreBOM: true }) as unknown as TransformStream<Uint8Array, string>)
    .pipeThrough(scan)
    .pipeThrough(redactStream({ scanner, redactor }));
  const parts: Blob[] = [];
  let waiting: BlobPart[] = [];
  let size = 0;
  const reader = redacted.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (value) {
      waiting.push(written(value, encoding));
      size += value.length;
    }
    // Blobs may live on disk, strings live in memory.
    if (size > 1 << 20 || done) {
      parts.push(new Blob(waiting));
      waiting = [];
      size = 0;
    }
    if (done) break;
  }
  counting.dispose();
  const milliseconds = performance.now() - begun;
  answer({ type: "file", id, redacted: new Blob(parts, { type: "text/plain" }), counts, milliseconds });
}

async function handle(request: Request) {
  await ready;
  switch (request.type) {
    case "settings": {
      let faults: readonly Fault[] = [];
      try {
        const next = new Scanner(options(request.settings));
        scanner.dispose();
        scanner = next;
      } catch (error) {
        faults = faultsOf(error);
      }
      answer({ type: "settings", faults, rules: scanner.rules() });
      break;
    }
    case "scan": {
      const begun = performance.now();
      const findings = scanner.scan(request.text);
      const milliseconds = performance.now() - begun;
      const redactor = redactorFor(request.choices);
      const redacted = redactor.apply(request.text, findings.filter(kept(request.choices)));
      redactor.dispose();
      answer({ type: "scan", id: request.id, findings, redacted, milliseconds });
      break;
    }
    case "try":
      try {
        const own = new Scanner({ builtin: false, entities: "all", rules: [{ text: request.rules, origin: "TOML" }] });
        const explanation = own.explain(request.text.slice(0, 5000));
        own.dispose();
        answer({ type: "try", id: request.id, faults: [], explanation });
      } catch (error) {
        answer({ type: "try", id: request.id, faults: faultsOf(error) });
      }
      break;
    case "file":
      return trying(request.id, () => redactFile(request.id, request.file, request.choices));
    case "read":
      return trying(request.id, async () => {
        const { text, encoding } = decodeText(await request.file.arrayBuffer());
        answer({ type: "read", id: request.id, text, encoding });
      });
    case "chat":
      conversation ??= new Conversation();
      return trying(request.id, () => conversation?.turn(request, scanner, answer));
    case "audit":
      return trying(request.id, () => audit(request, scanner, answer));
  }
}

async function trying(id: number, work: () => Promise<void> | undefined) {
  try {
    await work();
  } catch (error) {
    answer({ type: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

addEventListener("message", (event: MessageEvent<Request>) => void handle(event.data));
