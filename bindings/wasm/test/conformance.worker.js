// One build of the module, in a thread of its own.
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import * as yinsi from "yinsi";
import { failures, redactionFailures } from "./conformance.js";

yinsi.initSync(readFileSync(workerData.wasm));
let ownRules = "built";
try {
  new yinsi.Scanner({ deny: ["x"] }).dispose();
} catch (error) {
  ownRules = error.code;
}
let keys = "there";
try {
  new yinsi.Key("0123456789abcdef").dispose();
} catch (error) {
  keys = error.code;
}
let words = "known";
try {
  new yinsi.Redactor({ default: "danger-hash" }).dispose();
} catch (error) {
  words = error.code;
}
let audits = "there";
try {
  new yinsi.Counter().dispose();
} catch (error) {
  audits = error.code;
}
parentPort.postMessage({
  words,
  audits,
  isa: new yinsi.Scanner().isa,
  ownRules,
  keys,
  failures: failures(yinsi, workerData.cases),
  redaction: redactionFailures(yinsi, workerData.redaction, keys === "there"),
});
