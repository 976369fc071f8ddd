// Entry for Node: the module is a file beside this one.
import { readFile } from "node:fs/promises";
import { makeInit } from "./init.js";

// A file costs no download: the module with the rule compiler does all the other does.
const locate = (simd) => readFile(new URL(`./yinsi-rules-${simd ? "simd" : "scalar"}.wasm`, import.meta.url));
const init = makeInit(locate, true);
export default init;
export { init };
export { initSync } from "./init.js";
export { YinsiError } from "./error.js";
export { Redactor, Scanner, StreamScanner, explain, redact, redactStream, rules, scan } from "./api.js";
