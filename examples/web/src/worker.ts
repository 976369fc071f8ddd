// Scans and redacts away from the page, so that typing never waits.
import { init, Redactor, redactStream, Scanner, StreamScanner, YinsiError, rules } from "yinsi";
import type { Fault, Finding, Operator } from "yinsi";
import type { Answer, Choice, Request, Settings } from "./protocol";

const start = performance.now();
const ready = init({ rules: true });

let scanner: Scanner;
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

/** Reads a file chunk by chunk: counts what is found and redacts it. */
async function redactFile(id: number, file: File, choices: Record<string, Choice>) {
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
    .pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true }) as unknown as TransformStream<Uint8Array, string>)
    .pipeThrough(scan)
    .pipeThrough(redactStream({ scanner, redactor }));
  const parts: Blob[] = [];
  let waiting: string[] = [];
  let size = 0;
  const reader = redacted.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (value) {
      waiting.push(value);
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
      try {
        await redactFile(request.id, request.file, request.choices);
      } catch (error) {
        answer({ type: "failed", id: request.id, message: error instanceof Error ? error.message : String(error) });
      }
  }
}

addEventListener("message", (event: MessageEvent<Request>) => void handle(event.data));
