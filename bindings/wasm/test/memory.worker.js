// Size of the module's memory after each of a thousand scans, redactions and builds.
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { Redactor, Scanner, StreamScanner, initSync } from "yinsi";

// The instance is the package's own affair: its memory is seen as it is made.
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = function observed(...args) {
  const instance = new Instance(...args);
  memory = instance.exports.memory;
  return instance;
};
initSync(readFileSync(new URL("../dist/yinsi-all-simd.wasm", import.meta.url)));

const { text } = workerData;
const scanner = new Scanner({ entities: "all" });
const sizes = [];
for (let round = 0; round < 1000; round += 1) {
  // The same twenty texts again and again, of different lengths.
  const part = text.slice(0, 50_000 + (round % 20) * 2500);
  scanner.scan(part);
  if (round % 10 === 0) {
    using(new Scanner({ minConfidence: 0.6 }), (other) => other.count(part));
    using(new Redactor({ default: "mask" }), (redactor) => redactor.redact(part, scanner));
    using(new StreamScanner(scanner), (stream) => stream.push(part));
  }
  sizes.push(memory.buffer.byteLength);
}
parentPort.postMessage(sizes);

function using(owned, use) {
  use(owned);
  owned.dispose();
}
