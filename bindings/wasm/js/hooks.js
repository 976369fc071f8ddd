// What the module in Rust calls: makers of errors, and operators that are functions.
import { YinsiError } from "./error.js";

/** Makes the error of a failed build; `parts` holds code, rule and message of each fault. */
export function buildError(message, parts) {
  const faults = [];
  for (let at = 0; at < parts.length; at += 3) {
    const [code, rule, text] = parts.slice(at, at + 3);
    faults.push(rule ? { code, message: text, rule } : { code, message: text });
  }
  return new YinsiError(faults.length === 1 ? faults[0].code : "build", message, { faults });
}

let running = [];
let thrown;

/** Runs `call` with the functions of one redactor; what one of them throws is thrown here. */
export function withFunctions(functions, call) {
  const outer = [running, thrown];
  running = functions;
  thrown = undefined;
  try {
    const result = call();
    if (thrown) throw thrown.error;
    return result;
  } finally {
    [running, thrown] = outer;
  }
}

/** What the function at `index` writes. Nothing may be thrown through the module. */
export function custom(index, value, entity, rule, confidence) {
  if (thrown) return "";
  try {
    const text = running[index](value, { entity, rule, confidence: Math.round(confidence * 100) / 100 });
    if (typeof text !== "string") {
      throw new YinsiError("type", `the operator for ${entity} must return a string`);
    }
    return text;
  } catch (error) {
    thrown = { error };
    return "";
  }
}
