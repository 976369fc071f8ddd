// Entry for browsers, workers and bundlers.
import { makeInit } from "./init.js";

// Each address in full: so bundlers see the files.
function locate(simd, rules) {
  if (rules) {
    return simd
      ? new URL("./yinsi-rules-simd.wasm", import.meta.url)
      : new URL("./yinsi-rules-scalar.wasm", import.meta.url);
  }
  return simd ? new URL("./yinsi-simd.wasm", import.meta.url) : new URL("./yinsi-scalar.wasm", import.meta.url);
}

const init = makeInit(locate);
export default init;
export { init };
export { initSync } from "./init.js";
export { YinsiError } from "./error.js";
export { Redactor, Scanner, StreamScanner, explain, redact, redactStream, rules, scan } from "./api.js";
