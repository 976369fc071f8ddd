// Text that arrives in pieces.
import { Chunks } from "./chunks.js";
import { Owned, guarded, isString, known } from "./owned.js";
import { want } from "./error.js";
import { withFunctions } from "./hooks.js";
import { Redactor } from "./redactor.js";
import { Scanner, standardScanner, structured } from "./scanner.js";
import { findings, ready, received, send } from "./transfer.js";
import { Vault } from "./vault.js";

export class StreamScanner extends Owned {
  #chunks = new Chunks();

  constructor(scanner = standardScanner()) {
    const { StreamScanner: Inner } = ready();
    super(new Inner(Owned.inner(scanner, Scanner)));
  }

  push(chunk) {
    const inner = Owned.inner(this, StreamScanner);
    return guarded(() => findings(inner.push(send(this.#chunks.take(chunk)))));
  }

  finish() {
    const inner = Owned.inner(this, StreamScanner);
    return guarded(() => {
      const found = findings(inner.push(send(this.#chunks.rest())));
      return found.concat(findings(inner.finish()));
    });
  }

  get settled() {
    return Owned.inner(this, StreamScanner).settled();
  }
}

/** A stream of text through something of the module's that takes chunks and writes some. */
function through(stream, functions) {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const chunks = new Chunks();
  const step = (call, controller, options) => {
    const length = guarded(() => withFunctions(functions, call));
    const text = received(length, decoder, options);
    if (text) controller.enqueue(text);
  };
  return new TransformStream({
    transform(chunk, controller) {
      step(() => stream.push(send(chunks.take(chunk))), controller, { stream: true });
    },
    flush(controller) {
      step(() => stream.push(send(chunks.rest())), controller, { stream: true });
      step(() => stream.finish(), controller);
      stream.free();
    },
    cancel() {
      stream.free();
    },
  });
}

export function redactStream(options = {}) {
  known(options, ["scanner", "redactor", "structure", "name", "subject"], "options");
  const { scanner = standardScanner(), redactor = new Redactor(), structure, name, subject = "" } = options;
  want(isString(subject), "subject must be a string");
  const parts = [Owned.inner(scanner, Scanner), Owned.inner(redactor, Redactor)];
  const functions = Redactor.functions(redactor);
  if (structure === undefined && name === undefined && subject === "") {
    const { RedactStream } = ready();
    return through(new RedactStream(...parts), functions);
  }
  const { DocumentStream } = ready("keyed");
  const how = structure === undefined && name === undefined ? "text" : structured({ structure, name });
  return through(new DocumentStream(...parts, how, subject), functions);
}

export function restoreStream(vault, options = {}) {
  const { json = false } = known(options, ["json"], "options");
  want(typeof json === "boolean", "json must be true or false");
  const { RestoreStream } = ready("keyed");
  return through(new RestoreStream(Owned.inner(vault, Vault), json), []);
}
